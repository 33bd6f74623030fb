/**
 * Group commit. Messages hand in their writes and wait; what has gathered meanwhile goes out as one statement, so the batches grow
 * with the load. The next batch leaves before the answer to the last one is here, which keeps both ends busy; the database takes
 * them in order, and none without the one before it. An answer leaves only after its rows are durable.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { BatchConnection, type WriteConnection } from './batch-connection.ts'
import type { Columns } from './columns.ts'
import { BatchesLost, isNoRoom, StillWaiting, verdictOn, WritesRefused } from './write-error.ts'
import { WriteQueue } from './write-queue.ts'
import { Writes } from './writes.ts'

export interface WriterOptions {
  readonly commitTimeoutMs: number
  readonly log: Logger
  /** Told after a commit with an event in it. */
  readonly committed?: () => void
  /** Told when the database has no room for rows. */
  readonly noRoom?: () => void
  /** Told once when the database has lost what it had confirmed. Nothing is taken any more: memory knows what is not true. */
  readonly lost?: (error: BatchesLost) => void
}

interface Entry {
  readonly writes: Writes
  readonly since: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  settled: boolean
}

/** A batch on its way to the database. */
interface Flight {
  readonly entries: readonly Entry[]
  readonly number: number
  readonly alone: boolean
}

/** So many have the costs of a statement spread thin; more would let the database wait for us, and us for the database. */
const largestBatch = 128
/** While the database is away, messages of this many wait in memory; then the door refuses before anything changes. */
const largestQueue = 50_000
const largestQueueBytes = 64 * 1024 * 1024
const firstPauseMs = 50
const longestPauseMs = 2000
const overdueEveryMs = 100

export class Writer {
  readonly #batches: BatchConnection
  readonly #options: WriterOptions
  /** Of the last batch that was committed. */
  #batchNumber = 0
  readonly #queue = new WriteQueue<Entry>(largestBatch)
  /** In the order they left, which is the order they land in. */
  readonly #flights: Flight[] = []
  #inTheAir = 0
  /** Durable; those who wait have not heard yet. */
  readonly #stored: (readonly Entry[])[] = []
  #launching = false
  /** A flight failed: nothing is launched until all that were in the air are stored, or refused, one after the other. */
  #mending = false
  #idle: PromiseWithResolvers<void> | null = null
  #away = false
  /** Something went wrong: before the next batch we look at what the database has. */
  #unsure = false
  #stopped = false
  /** The database did not come back before we had to go. */
  #abandoned = false
  #overdue: NodeJS.Timeout

  private constructor(batches: BatchConnection, options: WriterOptions) {
    this.#batches = batches
    this.#options = options
    this.#overdue = setInterval(() => this.#refuseOverdue(), overdueEveryMs).unref()
  }

  static async open(connection: WriteConnection, columns: Columns, options: WriterOptions): Promise<Writer> {
    return new Writer(await BatchConnection.open(connection, columns), options)
  }

  /** Does the database take what it is given? */
  get healthy(): boolean {
    return !this.#away
  }

  /** Too much waits already; nothing more should be begun. */
  get full(): boolean {
    return this.#queue.length >= largestQueue || this.#queue.bytes >= largestQueueBytes
  }

  /**
   * Resolves when the rows are durable, in the order of the calls. Rejects with `WritesRefused` (the rows are not in the database
   * and will not be) or `StillWaiting` (they will be, later than the caller can wait).
   */
  commit(writes: Writes): Promise<void> {
    return writes.isEmpty ? Promise.resolve() : this.#enqueue(writes)
  }

  /**
   * Resolves when all that was handed in so far is durable or refused, so that what is read then is no older than what memory knows.
   * Rejects with `StillWaiting`.
   */
  settled(): Promise<void> {
    return this.#idle === null ? Promise.resolve() : this.#afterAll()
  }

  /** Resolves when the database takes what it is given; rejects with `StillWaiting`. */
  reachable(): Promise<void> {
    return this.#afterAll()
  }

  /** Writes what waits, as far as the database is there, and stops. */
  async close(patienceMs = 5000): Promise<void> {
    this.#stopped = true
    const patience = new AbortController()
    const timeout = sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {})
    await Promise.race([this.#idle?.promise, timeout])
    patience.abort()
    this.#abandoned = true
    clearInterval(this.#overdue)
  }

  #enqueue(writes: Writes): Promise<void> {
    if (this.#stopped) return Promise.reject(new StillWaiting())
    return new Promise((resolve, reject) => {
      this.#queue.push({ writes, since: performance.now(), resolve, reject, settled: false })
      this.#idle ??= Promise.withResolvers()
      this.#launchSoon()
    })
  }

  async #afterAll(): Promise<void> {
    if (this.#stopped) throw new StillWaiting()
    const through: Promise<void>[] = []
    this.#queue.pushBarriers(() => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      through.push(promise)
      return { writes: new Writes(), since: performance.now(), resolve, reject, settled: false }
    })
    this.#idle ??= Promise.withResolvers()
    this.#launchSoon()
    await Promise.all(through)
  }

  /** Whatever arrives in the same turn of the event loop goes along. */
  #launchSoon(): void {
    if (this.#launching || this.#mending || this.#flights.length >= this.#batches.depth) return
    this.#launching = true
    setImmediate(() => {
      this.#launching = false
      this.#launch()
    })
  }

  #launch(): void {
    while (this.#queue.length > 0 && !this.#mending && this.#flights.length < this.#batches.depth) {
      const entries = this.#queue.peek()
      // Removals are statements of their own, and nothing may come in between.
      const alone = entries.some((entry) => entry.writes.removed.length > 0)
      if (this.#flights.length > 0 && (alone || this.#flights[0]?.alone)) return
      this.#queue.take(entries)
      const flight = { entries, number: this.#batchNumber + this.#flights.length + 1, alone }
      this.#flights.push(flight)
      this.#inTheAir++
      void this.#fly(flight)
    }
  }

  async #fly(flight: Flight): Promise<void> {
    try {
      await this.#batches.send(writesOf(flight.entries), flight.number)
    } catch {
      this.#mending = true
      this.#unsure = true
    }
    this.#inTheAir--
    if (!this.#mending) this.#landed(flight)
    else if (this.#inTheAir === 0) await this.#mend()
  }

  #landed({ entries, number }: Flight): void {
    this.#batchNumber = number
    this.#flights.shift()
    this.#stored.push(entries)
    if (this.#queue.length === 0) {
      this.#tellStored()
      return
    }
    // The database need not wait until all of these have heard.
    this.#launch()
    setImmediate(() => this.#tellStored())
  }

  /** What was in the air when a flight failed is stored again, one after the other. */
  async #mend(): Promise<void> {
    for (let flight = this.#flights[0]; flight; flight = this.#flights[0]) {
      this.#stored.push(await this.#store(flight.entries))
      this.#flights.shift()
      this.#tellStored()
    }
    this.#mending = false
    this.#launch()
  }

  async #makeSure(): Promise<void> {
    const stored = await this.#batches.lastCommitted()
    this.#unsure = false
    if (stored !== null && stored >= this.#batchNumber) return
    const error = new BatchesLost(this.#batchNumber, stored)
    this.#stopped = true
    this.#abandoned = true
    for (const entry of this.#queue.takeAll()) this.#settle(entry, new StillWaiting())
    this.#options.lost?.(error)
  }

  #tellStored(): void {
    if (this.#stored.length === 0) return
    let tells = false
    for (const entry of this.#stored.splice(0).flat()) {
      this.#settle(entry)
      tells ||= entry.writes.tells
    }
    if (tells) this.#options.committed?.()
    if (this.#flights.length > 0 || this.#queue.length > 0) return
    this.#idle?.resolve()
    this.#idle = null
  }

  /** Stores the entries together, or, when a row among them is at fault, in smaller and smaller groups. Returns those that are stored. */
  async #store(entries: readonly Entry[]): Promise<readonly Entry[]> {
    try {
      await this.#write(entries)
    } catch (error) {
      if (entries.length > 1 && !(error instanceof StillWaiting)) {
        const middle = entries.length >> 1
        return [...(await this.#store(entries.slice(0, middle))), ...(await this.#store(entries.slice(middle)))]
      }
      this.#options.log.error({ err: error }, 'the rows of a message could not be stored')
      for (const entry of entries) {
        this.#settle(entry, error instanceof StillWaiting ? error : new WritesRefused(error))
      }
      return []
    }
    return entries
  }

  /** Returns when the entries are committed, also before; throws when a row of them cannot be. */
  async #write(entries: readonly Entry[]): Promise<void> {
    const number = this.#batchNumber + 1
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        if (this.#unsure) await this.#makeSure()
        if (this.#abandoned) throw new StillWaiting()
        await this.#batches.send(writesOf(entries), number, true)
        break
      } catch (error) {
        if (error instanceof StillWaiting) throw error
        const verdict = verdictOn(error)
        if (verdict === 'refused') throw error
        // Others would be missing, had we not made sure that none are: an answer was lost, not the rows.
        if (verdict === 'miscounted') break
        if (isNoRoom(error)) this.#options.noRoom?.()
        if (!this.#away) this.#options.log.error({ err: error }, 'the database is away; charging stations wait')
        this.#away = true
        this.#unsure = true
        await sleep(pauseMs)
        if (this.#abandoned) throw new StillWaiting()
      }
    }
    this.#batchNumber = number
    if (this.#away) this.#options.log.info('the database is back')
    this.#away = false
  }

  #settle(entry: Entry, error?: Error): void {
    if (entry.settled) return
    entry.settled = true
    if (error) entry.reject(error)
    else entry.resolve()
  }

  #refuseOverdue(): void {
    const limit = performance.now() - this.#options.commitTimeoutMs
    for (const waiting of [...this.#flights.map((flight) => flight.entries), ...this.#queue.lines]) {
      for (const entry of waiting) {
        if (entry.since > limit) break
        this.#settle(entry, new StillWaiting())
      }
    }
  }
}

const writesOf = (entries: readonly Entry[]): Writes[] => entries.map((entry) => entry.writes)
