/** The console's one live connection, and what its events do to the query cache. */
import { useEffect, useSyncExternalStore } from 'react'
import { currentOrganisation, leaveOrganisation } from '../api/organisation.ts'
import { queryClient } from '../api/query-client.ts'
import { currentToken, signOut } from '../api/token.ts'
import type { ServerEvent } from '../api/types.ts'
import { follow, type LiveState } from './connection.ts'
import { putReading } from './put-reading.ts'
import { changesStationRow, gatherMs, type Key, staleKeys } from './stale.ts'

type Listener = (event: ServerEvent) => void

let state: LiveState = 'connecting'
const stateListeners = new Set<() => void>()
const eventListeners = new Set<Listener>()
const gathering = new Map<string, ReturnType<typeof setTimeout>>()

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
  useEffect(
    () =>
      follow({
        url: '/api/v1/events',
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
      }),
    [],
  )
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
  useEffect(
    () =>
      follow({
        url: `/api/v1/events?station=${encodeURIComponent(station)}&kinds=message`,
        token: currentToken,
        organisation: currentOrganisation,
        onRefused: signOut,
        onForbidden: leaveOrganisation,
        onState: () => {},
        onEvent: listener,
        onReturn: () => void queryClient.invalidateQueries({ queryKey: ['station', station, 'messages'] }),
      }),
    [station, listener],
  )
}

/** The station that an event changes the list's row of, or null. */
export const stationOf = (event: ServerEvent): string | null => (changesStationRow(event) ? event.station : null)

/** Whoever shows it reads it again, at most once per gathering time. */
function markStale(queryKey: Key): void {
  const name = JSON.stringify(queryKey)
  if (gathering.has(name)) return
  gathering.set(
    name,
    setTimeout(() => {
      gathering.delete(name)
      // A station or transaction by itself, not its message log and meter values: those have their own events.
      const exact = queryKey.length === 2 && (queryKey[0] === 'station' || queryKey[0] === 'transaction')
      void queryClient.invalidateQueries({ queryKey, exact })
    }, gatherMs(queryKey)),
  )
}
