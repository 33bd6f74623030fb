import type { Clock, Timer } from '../clock.ts'
import type { SendOutcome } from '../link/message.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { TransactionEvent } from './transaction.ts'

export interface OutboxOptions {
  clock: Clock
  settings: Settings
  ready(): boolean
  send(event: TransactionEvent): Promise<SendOutcome>
  /** The CSMS has it. */
  delivered(event: TransactionEvent, response: unknown): void
  /** Given up after the configured attempts. */
  dropped(event: TransactionEvent, outcome: SendOutcome): void
}

const most = 5000

/**
 * Transaction-related messages, in order, until the CSMS has answered them. They wait out every time offline, and survive resets. One that
 * the CSMS cannot process is tried again a configured number of times and then given up, so that it does not hold up the others
 * (1.6 §3.7.1, 2.0.1 E13).
 */
export class Outbox {
  readonly #options: OutboxOptions
  #events: TransactionEvent[] = []
  #attempts = 0
  #busy = false
  #retry: Timer | undefined
  #emptied: (() => void)[] = []

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get length(): number {
    return this.#events.length
  }

  holds(transactionId: string): boolean {
    return this.#events.some((event) => event.transaction.id === transactionId)
  }

  push(event: TransactionEvent): void {
    this.#events.push(event)
    if (this.#events.length > most) this.#thin()
    void this.pump()
  }

  /** Resolves when nothing waits any more. */
  whenEmpty(): Promise<void> {
    return this.#events.length === 0 ? Promise.resolve() : new Promise((resolve) => this.#emptied.push(resolve))
  }

  /** Sends what waits. Call when the station comes online. */
  async pump(): Promise<void> {
    if (this.#busy || this.#retry) return
    this.#busy = true
    try {
      while (this.#options.ready()) {
        const event = this.#events[0]
        if (!event) break
        const outcome = await this.#options.send(event)
        if (outcome.outcome === 'closed' || outcome.outcome === 'offline') break
        if (outcome.outcome === 'answered') {
          this.#shift(event)
          this.#options.delivered(event, outcome.response)
        } else if (this.#giveUp()) {
          this.#shift(event)
          this.#options.dropped(event, outcome)
        } else {
          this.#retryLater()
          break
        }
      }
    } finally {
      this.#busy = false
    }
    if (this.#events.length === 0) for (const tell of this.#emptied.splice(0)) tell()
  }

  #shift(event: TransactionEvent): void {
    // Thinning out may have moved it.
    this.#events = this.#events.filter((other) => other !== event)
    this.#attempts = 0
  }

  #giveUp(): boolean {
    this.#attempts++
    return this.#attempts >= Math.max(1, this.#options.settings.transactionMessageAttempts)
  }

  /** 1.6 §3.7.1: the interval times the number of attempts so far. */
  #retryLater(): void {
    const { clock, settings } = this.#options
    const delayMs = settings.transactionMessageRetryIntervalS * this.#attempts * 1000
    this.#retry = clock.setTimeout(() => {
      this.#retry = undefined
      void this.pump()
    }, delayMs)
  }

  /** Memory runs low: every other meter reading in between goes, never a start or an end (J02.FR.13). */
  #thin(): void {
    let odd = false
    this.#events = this.#events.filter((event, i) => {
      if (i === 0 || event.kind !== 'updated' || event.trigger !== 'MeterValuePeriodic') return true
      odd = !odd
      return !odd
    })
  }
}
