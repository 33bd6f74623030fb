/**
 * The one connection batches are written through. Every batch has a number, and the row of `group_commit` counts them under a check:
 * a batch follows the one before it or fails. So a batch sent again after its answer got lost is not written twice, also when the
 * first is still running, and one that was sent behind a batch that failed fails with it.
 */
import { randomUUID } from 'node:crypto'
import type { PoolClient, QueryConfig } from 'pg'
import { type Batch, batchOf } from './batch.ts'
import { BinaryArrays } from './binary-arrays.ts'
import type { Columns } from './columns.ts'
import { Statements } from './statements.ts'
import { isThere, Unsendable, verdictOn } from './write-error.ts'
import type { Writes } from './writes.ts'

/** Where batches go. */
export interface WriteConnection {
  connect(): Promise<PoolClient>
  /** How many queries it takes before the answer to the first of them is here. */
  readonly depth: number
}

/** So many batches after one in which a row was there already, others are expected to be. */
const carefulFor = 1000

export class BatchConnection {
  readonly #connection: WriteConnection
  readonly #columns: Columns
  readonly #statements: Statements
  readonly #arrays = new BinaryArrays()
  /** This process, in the table `group_commit`. */
  readonly #id = randomUUID()
  /** The client that is out, and how many batches are on it. */
  #client: Promise<PoolClient> | null = null
  #users = 0
  #broken: Error | undefined
  /** So many batches more are stored as if rows of them might be there. */
  #careful = 0

  private constructor(connection: WriteConnection, columns: Columns) {
    this.#connection = connection
    this.#columns = columns
    this.#statements = new Statements(columns)
  }

  static async open(connection: WriteConnection, columns: Columns): Promise<BatchConnection> {
    const batches = new BatchConnection(connection, columns)
    const client = await connection.connect()
    try {
      // Nobody else writes to this database: whoever is in the table is gone.
      await client.query('delete from group_commit')
      await client.query('insert into group_commit (writer, previous, batch) values ($1, -1, 0)', [batches.#id])
    } finally {
      client.release()
    }
    return batches
  }

  get depth(): number {
    return this.#connection.depth
  }

  /**
   * Resolves when they are committed. With removals among them, nothing else may be sent before that. `isAgain`: some of them may be there
   * already, and are left as they are. Else that is an error.
   */
  async send(writes: readonly Writes[], number: number, isAgain = false): Promise<void> {
    this.#client ??= this.#connection.connect()
    this.#users++
    try {
      const client = await this.#client
      await this.#write(client, batchOf(this.#columns, writes, isAgain || this.#careful > 0), number)
      if (this.#careful > 0) this.#careful--
    } catch (error) {
      if (isThere(error)) this.#careful = carefulFor
      if (verdictOn(error) === 'away') this.#broken ??= error as Error
      throw error
    } finally {
      this.#users--
      if (this.#users === 0) await this.#release()
    }
  }

  /** The number of the last batch in the database; null when it does not know us. Nothing may be on its way. */
  async lastCommitted(): Promise<number | null> {
    const client = await this.#connection.connect()
    let broken: Error | undefined
    try {
      const query = { text: 'select batch from group_commit where writer = $1', values: [this.#id] }
      const { rows } = await client.query<{ batch: number }>(query)
      return rows[0]?.batch ?? null
    } catch (error) {
      broken = error as Error
      throw error
    } finally {
      client.release(broken)
    }
  }

  async #release(): Promise<void> {
    const [client, broken] = [this.#client, this.#broken]
    this.#client = null
    this.#broken = undefined
    const connected = await client?.catch(() => null)
    connected?.release(broken)
  }

  async #write(client: PoolClient, batch: Batch, number: number): Promise<void> {
    if (batch.removed.length === 0) {
      await client.query(this.#insertion(batch, number))
      return
    }
    await client.query('begin')
    try {
      for (const removal of batch.removed) await client.query(this.#statements.removal(removal))
      await client.query(this.#insertion(batch, number))
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }

  /** To be handed to the driver at once, which copies the arrays: their memory serves the next batch. */
  #insertion(batch: Batch, number: number): QueryConfig {
    try {
      const statement = this.#statements.of(batch)
      this.#arrays.reset()
      const values = this.#statements.values(statement, batch, this.#arrays)
      const { name, text } = statement
      return { ...(name && { name }), text, values: [this.#id, number, ...values] }
    } catch (error) {
      throw new Unsendable(error)
    }
  }
}
