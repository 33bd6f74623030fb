/** The console's one live connection, and what its events do to the query cache. */
import { useEffect, useSyncExternalStore } from 'react'
import { currentOrganisation, leaveOrganisation } from '../api/organisation.ts'
import { queryClient } from '../api/query-client.ts'
import { currentToken, signOut } from '../api/token.ts'
import type { ServerEvent } from '../api/types.ts'
import { type Follower, follow, type LiveState } from './connection.ts'
import { putReading } from './put-reading.ts'
import { changesStationRow, eventsPath, type Key, longestWaitMs, staleKeys, waitMs } from './stale.ts'

type Listener = (event: ServerEvent) => void

let state: LiveState = 'connecting'
const stateListeners = new Set<() => void>()
const eventListeners = new Set<Listener>()
/** By key, as text: what waits to be read again, and when it last was. */
const waiting = new Set<string>()
const readAt = new Map<string, number>()
let follower: Follower | null = null
/** The station whose readings are told. */
let readingsOf: string | null = null

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    () => state,
  )
}

/** Follows the server while a signed-in page is on screen. */
export function useLiveConnection(): void {
  useEffect(() => {
    const ours = follow({
      url: urlNow(),
      token: currentToken,
      organisation: currentOrganisation,
      onRefused: signOut,
      onForbidden: leaveOrganisation,
      onState(newState) {
        state = newState
        for (const listener of stateListeners) listener()
      },
      onEvent(event) {
        if (event.kind === 'reset') return void queryClient.invalidateQueries()
        if (event.kind === 'meter') putReading(event)
        for (const key of staleKeys(event)) markStale(key)
        for (const listener of eventListeners) listener(event)
      },
      onReturn: () => void queryClient.invalidateQueries(),
      onMoved: () => void readAfterSilence(),
    })
    follower = ours
    return () => {
      follower = null
      ours.stop()
    }
  }, [])
}

const urlNow = () => `/api/v1${eventsPath(readingsOf)}`

/** While this station is on screen, its meter readings are told. */
export function useReadingsOf(station: string): void {
  useEffect(() => {
    changeReadings(station)
    return () => changeReadings(null)
  }, [station])
}

/** From one page to the next it leaves and comes in the same moment. */
function changeReadings(station: string | null): void {
  readingsOf = station
  queueMicrotask(() => follower?.moveTo(urlNow()))
}

/** What readings are put into, and was read so long ago that some were missed. */
function readAfterSilence(): Promise<void> {
  const longAgo = Date.now() - 5000
  return queryClient.invalidateQueries({
    predicate: ({ queryKey: [family, , part], state: { dataUpdatedAt } }) =>
      (family === 'transaction' || (family === 'station' && part === undefined)) && dataUpdatedAt < longAgo,
  })
}

/** Calls `listener` with every event, telemetry included. Keep `listener` stable. */
export function useEvents(listener: Listener): void {
  useEffect(() => {
    eventListeners.add(listener)
    return () => {
      eventListeners.delete(listener)
    }
  }, [listener])
}

/** A second stream with the messages of one station, only while its log is on screen. */
export function useStationMessages(station: string, listener: Listener): void {
  useEffect(() => {
    const ours = follow({
      url: `/api/v1/events?station=${encodeURIComponent(station)}&kinds=message`,
      token: currentToken,
      organisation: currentOrganisation,
      onRefused: signOut,
      onForbidden: leaveOrganisation,
      onState: () => {},
      onEvent: listener,
      onReturn: () => void queryClient.invalidateQueries({ queryKey: ['station', station, 'messages'] }),
    })
    return () => ours.stop()
  }, [station, listener])
}

/** The station that an event changes the list's row of, or null. */
export const stationOf = (event: ServerEvent): string | null => (changesStationRow(event) ? event.station : null)

/** Whoever shows it reads it again, soon and then at most every few seconds; a page nobody looks at when somebody does. */
function markStale(queryKey: Key): void {
  const name = JSON.stringify(queryKey)
  if (waiting.has(name)) return
  waiting.add(name)
  const lastAt = readAt.get(name)
  setTimeout(
    () =>
      whenVisible(() => {
        waiting.delete(name)
        rememberRead(name)
        // A station or transaction by itself, not its message log and meter values: those have their own events.
        const exact = queryKey.length === 2 && (queryKey[0] === 'station' || queryKey[0] === 'transaction')
        void queryClient.invalidateQueries({ queryKey, exact })
      }),
    waitMs(queryKey, lastAt === undefined ? null : performance.now() - lastAt),
  )
}

function rememberRead(name: string): void {
  const at = performance.now()
  readAt.set(name, at)
  setTimeout(() => {
    if (readAt.get(name) === at) readAt.delete(name)
  }, longestWaitMs)
}

function whenVisible(work: () => void): void {
  if (!document.hidden) {
    work()
    return
  }
  const onVisibility = () => {
    if (document.hidden) return
    document.removeEventListener('visibilitychange', onVisibility)
    work()
  }
  document.addEventListener('visibilitychange', onVisibility)
}
