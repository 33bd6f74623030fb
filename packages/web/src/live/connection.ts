/** Follows `GET /events` for as long as it is wanted: resumes, backs off, and says how it is doing. */
import type { ServerEvent } from '../api/types.ts'
import { eventStreamReader } from './event-stream.ts'

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline'

export interface Following {
  readonly url: string
  token(): string | null
  /** null: the token's own. */
  organisation(): string | null
  onEvent(event: ServerEvent): void
  onState(state: LiveState): void
  /** The token is not valid any more. */
  onRefused(): void
  /** It does not act for the organisation any more. */
  onForbidden(): void
  /** A connection after an interruption: whatever is not durable was missed. */
  onReturn(): void
  /** The connection is at the address it moved to. */
  onMoved?(): void
}

export interface Follower {
  stop(): void
  /** Goes on at another address after the last event heard. */
  moveTo(url: string): void
}

/** The server sends a sign of life at least every 15 s. */
const silenceMs = 40_000
const longestWaitMs = 15_000
/** Browsers allow six connections to a server, over all tabs: one nobody looks at gives its own back. */
const hiddenMs = 30_000
/** From this attempt on we no longer pretend it is about to work. */
const offlineAfterAttempts = 3

/** What a `reset` has no members for. */
const nobody: Omit<ServerEvent, 'kind'> = { at: '', station: null, subject: null, data: {} }

export function follow(following: Following): Follower {
  const stopped = new AbortController()
  let { url } = following
  /** Of the connection, when it is to be had elsewhere. */
  let move = new AbortController()
  let wake: () => void = () => {}
  const hurry = () => wake()
  window.addEventListener('online', hurry)
  document.addEventListener('visibilitychange', hurry)
  void run()
  return {
    stop() {
      stopped.abort()
      wake()
      window.removeEventListener('online', hurry)
      document.removeEventListener('visibilitychange', hurry)
    },
    moveTo(next) {
      if (next === url) return
      url = next
      move.abort()
    },
  }

  async function run(): Promise<void> {
    let lastEventId: string | null = null
    let failures = 0
    let connections = 0
    let isMoving = false
    following.onState('connecting')
    while (!stopped.signal.aborted) {
      move = new AbortController()
      try {
        await listen(() => {
          failures = 0
          following.onState('live')
          if (isMoving) following.onMoved?.()
          else if (connections > 0) following.onReturn()
          connections++
        })
      } catch {
        // Whatever broke the stream, the cure is the same: connect again.
      }
      if (stopped.signal.aborted) return
      // Before it was connected, it has nothing to go on from.
      isMoving = move.signal.aborted && connections > 0 && failures === 0
      if (move.signal.aborted) continue
      if (document.hidden) {
        await pause(Number.POSITIVE_INFINITY)
        failures = 0
        continue
      }
      following.onState(failures >= offlineAfterAttempts || !navigator.onLine ? 'offline' : 'reconnecting')
      await pause(Math.min(longestWaitMs, 500 * 2 ** failures) * (0.7 + Math.random() * 0.6))
      failures += 1
    }

    async function listen(onOpen: () => void): Promise<void> {
      const silence = new AbortController()
      let timer = setTimeout(() => silence.abort(), silenceMs)
      let leaving: ReturnType<typeof setTimeout> | undefined
      const onVisibility = () => {
        clearTimeout(leaving)
        if (document.hidden) leaving = setTimeout(() => silence.abort(), hiddenMs)
      }
      document.addEventListener('visibilitychange', onVisibility)
      onVisibility()
      try {
        const response = await fetch(url, {
          headers: {
            accept: 'text/event-stream',
            authorization: `Bearer ${following.token() ?? ''}`,
            'busbar-organisation': following.organisation() ?? '',
            ...(lastEventId !== null && { 'last-event-id': lastEventId }),
          },
          cache: 'no-store',
          signal: AbortSignal.any([stopped.signal, silence.signal, move.signal]),
        })
        if (response.status === 401) following.onRefused()
        if (response.status === 403) following.onForbidden()
        if (!response.ok || !response.body) throw new Error(`events: ${response.status}`)
        onOpen()
        const read = eventStreamReader()
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
        for (;;) {
          const { done, value } = await reader.read()
          if (done) return
          clearTimeout(timer)
          timer = setTimeout(() => silence.abort(), silenceMs)
          for (const event of read(value)) {
            if (event.id !== null) lastEventId = event.id
            following.onEvent({ ...nobody, ...(JSON.parse(event.data) as Partial<ServerEvent>), kind: event.kind })
          }
        }
      } finally {
        clearTimeout(timer)
        clearTimeout(leaving)
        document.removeEventListener('visibilitychange', onVisibility)
      }
    }
  }

  /** Until the time is over, or until there is reason to hope. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
