import { setImmediate as turn } from 'node:timers/promises'

/** All time of a simulated station comes from here: its timestamps, its timers and how long its EVs charge. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  setTimeout(task: () => void, delayMs: number): Timer
}

export interface Timer {
  cancel(): void
}

/** What a station has of time: the clock everything moves by, and what its own clock shows, which the CSMS sets. */
export interface Timed {
  readonly clock: Clock
  now(): Date
}

/** Longer delays than Node's timers can hold (24.8 days) are cut into pieces. */
const longestMs = 2 ** 31 - 1

export const realClock: Clock = {
  now: () => Date.now(),
  setTimeout(task, delayMs) {
    const dueAt = Date.now() + delayMs
    let handle: NodeJS.Timeout
    const wait = () => {
      const leftMs = dueAt - Date.now()
      handle = leftMs > longestMs ? setTimeout(wait, longestMs) : setTimeout(task, Math.max(0, leftMs))
    }
    wait()
    return { cancel: () => clearTimeout(handle) }
  },
}

interface Pending {
  dueAtMs: number
  order: number
  task: () => void
}

/**
 * A clock that stands still until it is told to go on. Timers run in order of their time, and between any two of them sockets get a few
 * turns of the event loop, so that what a timer sent may arrive and be answered.
 */
export class ManualClock implements Clock {
  #nowMs: number
  #order = 0
  readonly #pending = new Set<Pending>()

  constructor(startAt: Date | string = '2026-03-02T08:00:00Z') {
    this.#nowMs = new Date(startAt).getTime()
  }

  now(): number {
    return this.#nowMs
  }

  setTimeout(task: () => void, delayMs: number): Timer {
    const pending = { dueAtMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, task }
    this.#pending.add(pending)
    return { cancel: () => this.#pending.delete(pending) }
  }

  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs
    for (let next = this.#nextUntil(untilMs); next; next = this.#nextUntil(untilMs)) {
      this.#pending.delete(next)
      this.#nowMs = Math.max(this.#nowMs, next.dueAtMs)
      next.task()
      await turns(4)
    }
    this.#nowMs = untilMs
    await turns(4)
  }

  #nextUntil(untilMs: number): Pending | undefined {
    let first: Pending | undefined
    for (const pending of this.#pending) {
      if (pending.dueAtMs > untilMs) continue
      if (
        !first ||
        pending.dueAtMs < first.dueAtMs ||
        (pending.dueAtMs === first.dueAtMs && pending.order < first.order)
      ) {
        first = pending
      }
    }
    return first
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn()
}
