/** What the loop looks after. */
export interface Pingable {
  /** How often it wants to be looked after. */
  readonly tickMs: number
  keepAlive(nowMs: number): void
}

const kept = new Set<Pingable>()
let timer: NodeJS.Timeout | undefined
let tickMs = 1000
/** Those whose turn is still to come. */
let coming: Iterator<Pingable> = kept.values()

/** They take their turns: to write to hundreds of sockets in one go keeps every message waiting. */
const shortestSliceMs = 50
const sliceMs = (): number => Math.min(tickMs, shortestSliceMs)

/** One loop pings every socket of the process: ten thousand timers of their own would cost ten thousand times the memory. */
export function keepAlive(session: Pingable): void {
  kept.add(session)
  const wantedMs = Math.max(5, Math.min(1000, session.tickMs))
  if (timer && wantedMs >= tickMs) return
  tickMs = wantedMs
  clearInterval(timer)
  timer = setInterval(tick, sliceMs()).unref()
}

export function letGo(session: Pingable): void {
  if (!kept.delete(session) || kept.size > 0) return
  clearInterval(timer)
  timer = undefined
  tickMs = 1000
}

/** So many that everybody has had a turn after `tickMs`. */
function tick(): void {
  const nowMs = Date.now()
  for (let left = Math.ceil((kept.size * sliceMs()) / tickMs); left > 0; left--) {
    let turn = coming.next()
    if (turn.done) {
      coming = kept.values()
      turn = coming.next()
    }
    if (turn.done) return
    turn.value.keepAlive(nowMs)
  }
}
