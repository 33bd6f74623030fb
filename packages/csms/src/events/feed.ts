/**
 * What changed, told to followers. Durable events are rows of the `event` table, written in the same commit as the change;
 * the feed reads that table in order, so a follower can go on after any event it has seen, also after our restart.
 */
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Tables } from '../db/schema.ts'
import type { EventKind } from '../db/writes.ts'
import {
  countAfter,
  eventsAfter,
  isAfter,
  newestPosition,
  type Position,
  positionOf,
  type StoredEvent,
} from './event-table.ts'

/** Too frequent for the event table; told after the commit to whoever listens, and forgotten. */
export type TelemetryKind = 'meter' | 'message'

export interface FeedEvent {
  /** `<tx>-<id>`; null: telemetry, which cannot be resumed. */
  readonly id: string | null
  readonly kind: EventKind | TelemetryKind
  readonly organisationId: string
  readonly stationId: string | null
  readonly subject: string | null
  readonly at: Date
  readonly data: object
}

export interface Subscription {
  readonly organisationId: string
  readonly stationId?: string | undefined
  /** Absent: all durable events and meter readings. Frames (`message`) are told only to those who name them or a station. */
  readonly kinds?: readonly FeedEvent['kind'][] | undefined
  /** The last event seen; what came after it is told first. */
  readonly after?: string | undefined
  /** Resolves when the follower can take more of what it missed; null: it can now. Absent: it always can. */
  readonly ready?: (() => Promise<void> | null) | undefined
}

/**
 * `reset`: what came after `after` cannot be told in full; the follower loads everything anew and listens from here. `dropped`: it
 * takes what it missed more slowly than things happen and hears no more; it may come back and go on after the last event it got.
 */
export type FeedMessage = FeedEvent | { readonly kind: 'reset' } | { readonly kind: 'dropped' }
export type Listener = (event: FeedMessage) => void

export type Telemetry = Omit<FeedEvent, 'id' | 'kind'> & { readonly kind: TelemetryKind }

interface Follower {
  readonly subscription: Subscription
  readonly listener: Listener
  /**
   * While it is told what it missed: the telemetry since. Durable events need no room here, they are read when it gets to them.
   * null: it hears what happens as it happens.
   */
  waiting: FeedEvent[] | null
}

const pageSize = 500
/** A follower that missed more than this reloads faster than it reads. */
const longestReplay = 20_000
/** So much telemetry waits for a follower that is told what it missed; then it is dropped. */
const mostWaiting = 10_000
/** Another process may have written, or a wake-up came before the commit was visible. */
const pollMs = 1000
const soonMs = 20

export class Feed {
  readonly #db: Kysely<Tables>
  readonly #log: Logger
  readonly #followers = new Set<Follower>()
  /** Everything up to here was told; null: nobody has listened yet. */
  #position: Position | null = null
  #finding: Promise<Position> | null = null
  #timer: NodeJS.Timeout | null = null
  #reading: Promise<void> | null = null
  #again = false
  #closed = false

  constructor(db: Kysely<Tables>, log: Logger) {
    this.#db = db
    this.#log = log
  }

  /** Returns the way to stop listening. A listener must not throw and must not wait. */
  subscribe(subscription: Subscription, listener: Listener): () => void {
    const follower: Follower = { subscription, listener, waiting: subscription.after === undefined ? null : [] }
    this.#followers.add(follower)
    void this.#join(follower)
    return () => this.#leave(follower)
  }

  /** Something was committed. */
  wake(): void {
    if (this.#followers.size === 0) return
    this.#again = true
    this.#schedule(0)
  }

  telemetry(event: Telemetry): void {
    if (this.#followers.size === 0) return
    const told = { ...event, id: null }
    for (const follower of this.#followers) {
      if (!isWanted(follower.subscription, told)) continue
      if (!follower.waiting) follower.listener(told)
      else if (follower.waiting.push(told) > mostWaiting) this.#drop(follower)
    }
  }

  /** Is anybody there to hear? Spares the making of telemetry. */
  get followed(): boolean {
    return this.#followers.size > 0
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#followers.clear()
    this.#rest()
    await this.#reading
  }

  async #join(follower: Follower): Promise<void> {
    try {
      await this.#find()
      const { after } = follower.subscription
      if (after !== undefined) await this.#replay(follower, after)
    } catch (error) {
      this.#log.warn({ err: error }, 'events could not be read for a follower')
      this.#reset(follower)
    }
    this.#schedule(0)
  }

  #leave(follower: Follower): void {
    this.#followers.delete(follower)
    if (this.#followers.size === 0) this.#rest()
  }

  #drop(follower: Follower): void {
    this.#leave(follower)
    follower.waiting = []
    follower.listener({ kind: 'dropped' })
  }

  /** Tells what lies between `after` and where the others are, as fast as the follower takes it, until it is where they are. */
  async #replay(follower: Follower, after: string): Promise<void> {
    let from = positionOf(after)
    // No position: nobody listens any more, this follower included.
    let to = this.#position
    if (to && (!from || !(await this.#stillThere(from, to)))) from = null
    if (!from) return this.#reset(follower)
    while (to && this.#followers.has(follower)) {
      const events: StoredEvent[] = await eventsAfter(this.#db, from, { upTo: to, most: pageSize })
      for (const { event, position } of events) {
        this.#tellOne(follower, event)
        from = position
        await follower.subscription.ready?.()
      }
      if (events.length === pageSize) continue
      from = to
      to = this.#position
      // Nothing may wait between this look and the change, or what is told in between is told without it.
      if (to && !isAfter(to, from)) return this.#catchUp(follower)
    }
  }

  #reset(follower: Follower): void {
    if (this.#followers.has(follower)) follower.listener({ kind: 'reset' })
    this.#catchUp(follower)
  }

  /** From here on it hears what everybody hears. */
  #catchUp(follower: Follower): void {
    const waiting = follower.waiting ?? []
    follower.waiting = null
    for (const event of waiting) this.#tellOne(follower, event)
  }

  async #stillThere(from: Position, to: Position): Promise<boolean> {
    // A position of another database, or of this one before it was restored, is ahead of us.
    if (isAfter(from, to)) return false
    const missed = await countAfter(this.#db, from, longestReplay)
    return missed !== null && missed <= longestReplay
  }

  #schedule(delayMs: number): void {
    if (this.#closed || this.#followers.size === 0 || this.#reading) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#reading = this.#read().finally(() => {
        this.#reading = null
        this.#schedule(this.#again ? soonMs : pollMs)
      })
    }, delayMs)
  }

  #rest(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    // What happens while nobody listens is read only by those who resume.
    this.#position = null
  }

  async #read(): Promise<void> {
    this.#again = false
    try {
      await this.#find()
      while (this.#followers.size > 0 && this.#position) {
        const events = await eventsAfter(this.#db, this.#position, { most: pageSize })
        for (const { event, position } of events) {
          this.#position = position
          for (const follower of this.#followers) if (!follower.waiting) this.#tellOne(follower, event)
        }
        if (events.length < pageSize) return
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'events could not be read; trying again')
    }
  }

  /** Where to begin; those who come meanwhile begin at the same place. */
  async #find(): Promise<void> {
    while (!this.#position && this.#followers.size > 0) {
      this.#finding ??= newestPosition(this.#db)
      try {
        this.#position ??= await this.#finding
      } finally {
        this.#finding = null
      }
    }
  }

  #tellOne(follower: Follower, event: FeedEvent): void {
    if (this.#followers.has(follower) && isWanted(follower.subscription, event)) follower.listener(event)
  }
}

function isWanted({ organisationId, stationId, kinds }: Subscription, event: FeedEvent): boolean {
  if (event.organisationId !== organisationId) return false
  if (stationId !== undefined && event.stationId !== stationId) return false
  if (kinds !== undefined) return kinds.includes(event.kind)
  return event.kind !== 'message' || stationId !== undefined
}
