/** What is done again and again. A turn never overlaps the one before it, and one that fails is told and tried again. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Leases } from './leases.ts'

export interface Loop {
  readonly name: string
  readonly everyMs: number
  /**
   * `own-stations`: on every node, for the stations it owns, whose live state is there. `house`: on one node for all, as it looks only
   * into the database.
   */
  readonly scope: 'own-stations' | 'house'
  /** Not only after `everyMs`. */
  readonly atOnce?: boolean
  work(): unknown
}

/** How many turns a node that died keeps the others waiting. */
const leaseTurns = 3
const shortestLeaseMs = 15_000

/** With the database away, a turn may wait for longer than whoever stops the server. */
const patienceMs = 2_000

/** Returns the way to stop them all; it resolves when nothing of them runs any more, or will not end soon. */
export function startLoops(loops: readonly Loop[], leases: Leases, log: Logger): () => Promise<void> {
  const ends = loops.map((loop) => startLoop(loop, leases, log))
  const stop = async () => {
    await Promise.all(ends.map((end) => end()))
    await leases.release().catch((error: unknown) => log.warn({ err: error }, 'leases could not be given back'))
  }
  return () => Promise.race([stop(), sleep(patienceMs, undefined, { ref: false })])
}

function startLoop(loop: Loop, leases: Leases, log: Logger): () => Promise<void> {
  const leaseMs = Math.max(shortestLeaseMs, leaseTurns * loop.everyMs)
  let running: Promise<void> | null = null
  const turn = async () => {
    try {
      if (loop.scope === 'house' && !(await leases.hold(loop.name, leaseMs))) return
      await loop.work()
    } catch (error) {
      log.warn({ err: error, loop: loop.name }, 'a turn of a loop failed; the next one tries again')
    }
  }
  const begin = () => {
    running ??= turn().finally(() => {
      running = null
    })
  }
  if (loop.atOnce) begin()
  const timer = setInterval(begin, loop.everyMs).unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
