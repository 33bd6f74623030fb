/** What the loop looks after. */
export interface Pingable {
  /** How often it wants to be looked after. */
  readonly tickMs: number
  keepAlive(nowMs: number): void
}

const kept = new Set<Pingable>()
let timer: NodeJS.Timeout | undefined
let tickMs = 1000

/** One loop pings every socket of the process: ten thousand timers of their own would cost ten thousand times the memory. */
export function keepAlive(session: Pingable): void {
  kept.add(session)
  const wantedMs = Math.max(5, Math.min(1000, session.tickMs))
  if (timer && wantedMs >= tickMs) return
  tickMs = wantedMs
  clearInterval(timer)
  timer = setInterval(tick, tickMs).unref()
}

export function letGo(session: Pingable): void {
  if (!kept.delete(session) || kept.size > 0) return
  clearInterval(timer)
  timer = undefined
  tickMs = 1000
}

function tick(): void {
  const nowMs = Date.now()
  for (const session of kept) session.keepAlive(nowMs)
}
