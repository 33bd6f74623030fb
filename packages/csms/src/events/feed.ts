/**
 * What changed, told to followers. Durable events are rows of the `event` table, written in the same commit as the change;
 * the feed reads that table in order, so a follower can go on after any event it has seen, also after our restart.
 */
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Tables } from '../db/schema.ts'
import type { EventKind } from '../db/writes.ts'
import { type Audience, Audiences, type Interest, isWanted } from './audiences.ts'
import {
  countAfter,
  eventsAfter,
  findPosition,
  isBeyond,
  newestPosition,
  type Position,
  type StoredEvent,
} from './event-table.ts'
import { Readings } from './readings.ts'

/** Too frequent for the event table; told after the commit to whoever listens, and forgotten. */
export type TelemetryKind = 'meter' | 'message'

export interface FeedEvent {
  /** `<number>-<number>`, the last ones of both lanes; null: telemetry, which cannot be resumed. */
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
  /** A station whose meter readings are told, too, where `kinds` leaves out those of all. */
  readonly readingsOf?: string | undefined
  /** The last event seen; what came after it is told first. */
  readonly after?: string | undefined
  /** Resolves when the follower can take more of what it missed; null: it can now. Absent: it always can. */
  readonly ready?: (() => Promise<void> | null) | undefined
}

/**
 * Events in their order; the same array for all who are told the same. `reset`: what came after `after` cannot be told in full; the
 * follower loads everything anew and listens from here. `dropped`: it takes what it missed more slowly than things happen and hears no
 * more; it may come back and go on after the last event it got.
 */
export type Told = readonly FeedEvent[] | 'reset' | 'dropped'
export type Listener = (told: Told) => void

type Telemetry = Omit<FeedEvent, 'id' | 'kind'>
export type Reading = Telemetry & { readonly kind: 'meter'; readonly evseId: number }
export type LoggedFrame = Telemetry & { readonly kind: 'message' }

interface Follower {
  readonly subscription: Subscription
  readonly interests: readonly Interest[]
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
/** While much happens it is told in larger pieces, the more the more there are to tell: telling takes a small share of the time. */
const pauseMsPerFollower = 0.5

export class Feed {
  readonly #db: Kysely<Tables>
  readonly #log: Logger
  readonly #now: () => Date
  readonly #followers = new Set<Follower>()
  readonly #audiences = new Audiences<Follower>()
  readonly #readings = new Readings((readings) => this.#tell(readings))
  /** Everything up to here was told; null: nobody has listened yet. */
  #position: Position | null = null
  #finding: Promise<Position> | null = null
  #timer: NodeJS.Timeout | null = null
  #reading: Promise<void> | null = null
  #again = false
  /** By the clock of `performance.now()`: not read again before. */
  #restUntilMs = 0
  #closed = false

  constructor(db: Kysely<Tables>, log: Logger, now: () => Date) {
    this.#db = db
    this.#log = log
    this.#now = now
  }

  /** Returns the way to stop listening. A listener must not throw and must not wait. */
  subscribe(subscription: Subscription, listener: Listener): () => void {
    const interests = interestsOf(subscription)
    const waiting = subscription.after === undefined ? null : []
    const follower: Follower = { subscription, interests, listener, waiting }
    this.#followers.add(follower)
    for (const interest of interests) this.#audiences.join(interest, follower)
    void this.#join(follower)
    return () => this.#leave(follower)
  }

  /** Something was committed. */
  wake(): void {
    if (!this.followed) return
    this.#again = true
    this.#schedule(0)
  }

  /** Told within a second, unless a newer one of the same transaction or EVSE comes before. */
  reading(reading: Reading): void {
    if (this.hears('meter', reading.organisationId, reading.stationId)) this.#readings.add(reading)
  }

  /** Told at once. */
  frame(frame: LoggedFrame): void {
    if (this.hears('message', frame.organisationId, frame.stationId)) this.#tell([{ ...frame, id: null }])
  }

  get followed(): boolean {
    return this.#followers.size > 0
  }

  /** Does anybody follow that? Spares the making of telemetry. */
  hears(kind: FeedEvent['kind'], organisationId: string, stationId: string | null): boolean {
    return this.#audiences.hears(kind, organisationId, stationId)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#followers.clear()
    this.#audiences.clear()
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
    for (const interest of follower.interests) this.#audiences.leave(interest, follower)
    if (this.#followers.size === 0) this.#rest()
  }

  #drop(follower: Follower): void {
    this.#leave(follower)
    follower.waiting = []
    follower.listener('dropped')
  }

  /** Tells what lies between `after` and where the others are, as fast as the follower takes it, until it is where they are. */
  async #replay(follower: Follower, after: string): Promise<void> {
    let from = await findPosition(this.#db, after, this.#now())
    // No position: nobody listens any more, this follower included.
    let to = this.#position
    if (to && (!from || !(await this.#stillThere(from, to)))) from = null
    if (!from) return this.#reset(follower)
    while (to && this.#followers.has(follower)) {
      const events: StoredEvent[] = await eventsAfter(this.#db, from, {
        upTo: to,
        most: pageSize,
        now: this.#now(),
      })
      for (const { event, position } of events) {
        this.#tellOne(follower, event)
        from = position
        await follower.subscription.ready?.()
      }
      if (events.length === pageSize) continue
      from = to
      to = this.#position
      // Nothing may wait between this look and the change, or what is told in between is told without it.
      if (to && !isBeyond(to, from)) return this.#catchUp(follower)
    }
  }

  #reset(follower: Follower): void {
    if (this.#followers.has(follower)) follower.listener('reset')
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
    if (isBeyond(from, to)) return false
    return (await countAfter(this.#db, from, { most: longestReplay, now: this.#now() })) <= longestReplay
  }

  #schedule(delayMs: number): void {
    if (this.#closed || this.#followers.size === 0 || this.#reading) return
    if (this.#timer) clearTimeout(this.#timer)
    const restMs = this.#restUntilMs - performance.now()
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        this.#reading = this.#read().finally(() => {
          this.#reading = null
          this.#restUntilMs = performance.now() + Math.max(soonMs, this.#followers.size * pauseMsPerFollower)
          this.#schedule(this.#again ? 0 : pollMs)
        })
      },
      Math.max(delayMs, restMs),
    )
  }

  #rest(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#readings.forget()
    // What happens while nobody listens is read only by those who resume.
    this.#position = null
  }

  async #read(): Promise<void> {
    this.#again = false
    try {
      await this.#find()
      while (this.#followers.size > 0 && this.#position) {
        const from: Position = this.#position
        const events = await eventsAfter(this.#db, from, { most: pageSize, now: this.#now() })
        // Everybody has left, and others may have come: they have begun elsewhere.
        if (this.#position !== from) continue
        this.#position = events.at(-1)?.position ?? this.#position
        this.#tell(events.map(({ event }) => event))
        if (events.length < pageSize) return
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'events could not be read; trying again')
    }
  }

  /** Where to begin; those who come meanwhile begin at the same place. */
  async #find(): Promise<void> {
    while (!this.#position && this.#followers.size > 0) {
      this.#finding ??= newestPosition(this.#db, this.#now())
      try {
        this.#position ??= await this.#finding
      } finally {
        this.#finding = null
      }
    }
  }

  /** Those who are told what they missed read what is durable for themselves. */
  #tell(events: readonly FeedEvent[]): void {
    const heard = new Map<Audience<Follower>, FeedEvent[]>()
    for (const event of events) {
      for (const audience of this.#audiences.of(event)) heard.getOrInsertComputed(audience, () => []).push(event)
    }
    for (const [{ followers }, told] of heard) {
      const telemetry = told.filter(({ id }) => id === null)
      for (const follower of followers) {
        if (!follower.waiting) follower.listener(told)
        else if (telemetry.length > 0) this.#keepWaiting(follower, telemetry)
      }
    }
  }

  #keepWaiting(follower: Follower, telemetry: readonly FeedEvent[]): void {
    follower.waiting?.push(...telemetry)
    if ((follower.waiting?.length ?? 0) > mostWaiting) this.#drop(follower)
  }

  #tellOne(follower: Follower, event: FeedEvent): void {
    if (this.#followers.has(follower) && follower.interests.some((interest) => isWanted(interest, event))) {
      follower.listener([event])
    }
  }
}

function interestsOf({ organisationId, stationId, kinds, readingsOf }: Subscription): Interest[] {
  const interest: Interest = { organisationId, stationId: stationId ?? null, kinds: kinds ? new Set(kinds) : null }
  if (readingsOf === undefined || isWanted(interest, { kind: 'meter', organisationId, stationId: readingsOf })) {
    return [interest]
  }
  return [interest, { organisationId, stationId: readingsOf, kinds: new Set(['meter']) }]
}
