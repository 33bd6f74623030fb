/**
 * Group commit. Messages hand in their writes and wait; one statement at a time writes what has gathered meanwhile, so the
 * batches grow with the load and the delay stays one flush. An answer leaves only after its rows are durable.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient, QueryConfig } from 'pg'
import type { Logger } from 'pino'
import { type Batch, batchOf } from './batch.ts'
import { BinaryArrays } from './binary-arrays.ts'
import type { Columns } from './columns.ts'
import { Statements } from './statements.ts'
import { StillWaiting, verdictOn, WritesRefused } from './write-error.ts'
import { Writes } from './writes.ts'

/** Where batches go. */
export interface WriteConnection {
  connect(): Promise<PoolClient>
}

export interface WriterOptions {
  readonly commitTimeoutMs: number
  readonly log: Logger
  /** Told after every commit. */
  readonly committed?: () => void
}

interface Entry {
  readonly writes: Writes
  readonly since: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  settled: boolean
}

/** More than this in one statement delays everybody for the sake of few. */
const largestBatch = 1000
/** While the database is away, messages of this many wait in memory; then the door refuses before anything changes. */
const largestQueue = 50_000
const firstPauseMs = 50
const longestPauseMs = 2000
const overdueEveryMs = 100

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export class Writer {
  readonly #connection: WriteConnection
  readonly #options: WriterOptions
  readonly #columns: Columns
  readonly #statements: Statements
  readonly #arrays = new BinaryArrays()
  /** This process, in the table `group_commit`. */
  readonly #id = randomUUID()
  #batchNumber = 0
  #queue: Entry[] = []
  #flushing: Promise<void> | null = null
  #away = false
  #stopped = false
  /** The database did not come back before we had to go. */
  #abandoned = false
  #overdue: NodeJS.Timeout
  /** What is being flushed. */
  #batch: Entry[] = []

  private constructor(connection: WriteConnection, columns: Columns, options: WriterOptions) {
    this.#connection = connection
    this.#columns = columns
    this.#statements = new Statements(columns)
    this.#options = options
    this.#overdue = setInterval(() => this.#refuseOverdue(), overdueEveryMs).unref()
  }

  static async open(connection: WriteConnection, columns: Columns, options: WriterOptions): Promise<Writer> {
    const writer = new Writer(connection, columns, options)
    const client = await connection.connect()
    try {
      // Nobody else writes to this database: whoever is in the table is gone.
      await client.query('delete from group_commit')
      await client.query('insert into group_commit (writer, previous, batch) values ($1, -1, 0)', [writer.#id])
    } finally {
      client.release()
    }
    return writer
  }

  /** Does the database take what it is given? */
  get healthy(): boolean {
    return !this.#away
  }

  /** Too much waits already; nothing more should be begun. */
  get full(): boolean {
    return this.#queue.length >= largestQueue
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
    return this.#flushing === null ? Promise.resolve() : this.#enqueue(new Writes())
  }

  /** Resolves when the database takes what it is given; rejects with `StillWaiting`. */
  reachable(): Promise<void> {
    return this.#enqueue(new Writes())
  }

  #enqueue(writes: Writes): Promise<void> {
    if (this.#stopped) return Promise.reject(new StillWaiting())
    return new Promise((resolve, reject) => {
      this.#queue.push({ writes, since: performance.now(), resolve, reject, settled: false })
      this.#flushing ??= this.#flushAll()
    })
  }

  /** Writes what waits, as far as the database is there, and stops. */
  async close(patienceMs = 5000): Promise<void> {
    this.#stopped = true
    const patience = new AbortController()
    await Promise.race([this.#flushing, sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {})])
    patience.abort()
    this.#abandoned = true
    clearInterval(this.#overdue)
  }

  /** While the database works on one batch, the answers of the one before it leave: that keeps both busy. */
  async #flushAll(): Promise<void> {
    let stored: readonly Entry[] = []
    while (this.#queue.length > 0) {
      // Whatever arrived in the same turn of the event loop goes along.
      if (stored.length === 0) await nextTurn()
      this.#batch = this.#queue.splice(0, largestBatch)
      const storing = this.#store(this.#batch)
      if (stored.length > 0) {
        await nextTurn()
        this.#tellStored(stored)
      }
      stored = await storing
      this.#batch = []
      if (this.#queue.length > 0) continue
      this.#tellStored(stored)
      stored = []
    }
    this.#flushing = null
  }

  #tellStored(entries: readonly Entry[]): void {
    for (const entry of entries) this.#settle(entry)
    this.#options.committed?.()
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

  /** Returns when the entries are committed; throws when a row of them cannot be. */
  async #write(entries: readonly Entry[]): Promise<void> {
    const batch = batchOf(
      this.#columns,
      entries.map((entry) => entry.writes),
    )
    const statement = this.#statements.of(batch)
    this.#arrays.reset()
    const values = this.#statements.values(statement, batch, this.#arrays)
    const number = this.#batchNumber + 1
    const { name, text } = statement
    const query = { ...(name && { name }), text, values: [this.#id, number, ...values] }
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await this.#send(batch, query)
        break
      } catch (error) {
        const verdict = verdictOn(error)
        if (verdict === 'refused') throw error
        if (verdict === 'committed') break
        if (!this.#away) this.#options.log.error({ err: error }, 'the database is away; charging stations wait')
        this.#away = true
        await sleep(pauseMs)
        if (this.#abandoned) throw new StillWaiting()
      }
    }
    this.#batchNumber = number
    if (this.#away) this.#options.log.info('the database is back')
    this.#away = false
  }

  /**
   * The row of `group_commit` counts the batches. When a connection breaks before its answer came, the same batch is sent again
   * under the same number: if the first one was committed after all, also while we try, the row's check fails and nothing is doubled.
   */
  async #send(batch: Batch, query: QueryConfig): Promise<void> {
    const client = await this.#connection.connect()
    let broken: Error | undefined
    try {
      if (batch.removed.length === 0) {
        await client.query(query)
        return
      }
      await client.query('begin')
      try {
        for (const removal of batch.removed) await client.query(this.#statements.removal(removal))
        await client.query(query)
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw error
      }
    } catch (error) {
      if (verdictOn(error) === 'away') broken = error as Error
      throw error
    } finally {
      client.release(broken)
    }
  }

  #settle(entry: Entry, error?: Error): void {
    if (entry.settled) return
    entry.settled = true
    if (error) entry.reject(error)
    else entry.resolve()
  }

  #refuseOverdue(): void {
    const limit = performance.now() - this.#options.commitTimeoutMs
    for (const waiting of [this.#batch, this.#queue]) {
      for (const entry of waiting) {
        if (entry.since > limit) break
        this.#settle(entry, new StillWaiting())
      }
    }
  }
}
