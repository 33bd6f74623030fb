import type { Timer } from '../clock.ts'
import type { Message, SendOutcome } from '../link/message.ts'
import { type AnswerNeeds, hearAnswer } from './hear-answer.ts'
import type { TransactionEvent } from './transaction.ts'

/** What the queue needs of the station. */
interface Needs extends AnswerNeeds {
  /** Sends whatever the registration status is. */
  request(message: Message): Promise<SendOutcome>
}

const most = 5000

/**
 * Transaction-related messages, in order, until the CSMS has answered them. They wait out every time offline, and survive resets. One that
 * the CSMS cannot process is tried again a configured number of times and then given up, so that it does not hold up the others
 * (1.6 §3.7.1, 2.0.1 E13).
 */
export class Outbox {
  readonly #station: Needs
  #events: TransactionEvent[] = []
  #attempts = 0
  #busy = false
  #retry: Timer | undefined
  #emptied: (() => void)[] = []

  constructor(station: Needs) {
    this.#station = station
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
    const station = this.#station
    this.#busy = true
    try {
      while (station.online) {
        const event = this.#events[0]
        if (!event) break
        const outcome = await station.request(station.protocol.transactionEvent(event))
        if (outcome.outcome === 'closed' || outcome.outcome === 'offline') break
        if (outcome.outcome === 'answered') {
          this.#shift(event)
          hearAnswer(station, event, outcome.response)
        } else if (this.#giveUp()) {
          this.#shift(event)
          station.log(`gave up ${event.kind} of ${event.transaction.id}: ${outcome.outcome}`)
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
    return this.#attempts >= Math.max(1, this.#station.settings.transactionMessageAttempts)
  }

  /** 1.6 §3.7.1: the interval times the number of attempts so far. */
  #retryLater(): void {
    const { clock, settings } = this.#station
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
