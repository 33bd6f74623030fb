/** Opens the database the configuration names, PostgreSQL or the embedded one, and brings it to the shape of this version. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Loop } from '../jobs/loops.ts'
import type { WriteConnection } from './batch-connection.ts'
import { boundPool, house } from './bound-pool.ts'
import { type Columns, readColumns } from './columns.ts'
import { EmbeddedDatabase } from './embedded.ts'
import { copyTemplate } from './embedded-template.ts'
import { freezingDays } from './freeze.ts'
import { migrate } from './migrate.ts'
import { type Outgrown, watchFor } from './outgrown.ts'
import type { Tables } from './schema.ts'
import type { Line } from './turns.ts'
import { upkeepOf } from './upkeep.ts'

export interface Database {
  /** Queries of handlers and loops. With the embedded database there is one session: inside a transaction, use its own `trx`. */
  readonly db: Kysely<Tables>
  /** What operators of an organisation ask: with the embedded database, what stations wait for goes before it. */
  operatorDb(organisationId: string): Kysely<Tables>
  /** The group commit's way in. */
  readonly writes: WriteConnection
  readonly columns: Columns
  /** What has to be done now and then; PostgreSQL looks after itself. */
  readonly upkeep: readonly Loop[]
  /** Signs that it is too small a place. */
  outgrown(): readonly Outgrown[]
  /** For people: which database it is. */
  readonly title: string
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly log: Logger
  /** The embedded database died; nothing can be stored any more. */
  readonly failed: (error: Error) => void
}

type DatabaseConfig = Pick<Config, 'databaseUrl' | 'dataFolder' | 'databaseConnections'>

export function openDatabase(config: DatabaseConfig, options: DatabaseOptions): Promise<Database> {
  return config.databaseUrl === null
    ? openEmbedded(config.dataFolder, options)
    : openPostgres(config.databaseUrl, config.databaseConnections, options)
}

const int8 = 20

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as never,
}

const application = 'busbar'

/** Batches on the wire at once: one the database works on, one it finds when that is done. */
const pipelined = 2

async function openEmbedded(folder: string, { log, failed }: DatabaseOptions): Promise<Database> {
  const embedded = await EmbeddedDatabase.open(folder, failed, copyTemplate)
  const poolOf = (line: Line) =>
    observed(
      new pg.Pool({
        stream: () => embedded.connect(line),
        user: 'postgres',
        database: 'postgres',
        max: 1,
        idleTimeoutMillis: 0,
        types,
      }),
      log,
    )
  const pools = { db: poolOf('handlers'), operatorDb: poolOf('operators'), writing: poolOf('batches') }
  const pool = poolOf('upkeep')
  const upkeep = upkeepOf({ pool, interrupt: () => embedded.interrupt('upkeep'), log })
  const watch = watchFor({ folder, busyMs: () => embedded.busyMs, log })
  // The session in there outlives a connection; what the last one prepared would be in this one's way.
  pools.writing.on('connect', (client) => void client.query('deallocate all').catch(() => {}))
  const care = { upkeep: [upkeep, watch.loop], outgrown: watch.signs }
  return finish({ ...pools, ...care }, `embedded PostgreSQL in ${folder}`, async () => {
    await Promise.all([pool, ...Object.values(pools)].map((one) => one.end()))
    await embedded.close()
  })
}

/**
 * Questions are short: to compile one, or to start workers for it, takes several times as long as its answer, and both would take the
 * processor from the stations.
 */
const plainPlans = '-c jit=off -c max_parallel_workers_per_gather=0'

/** What the URL says goes before these. */
const connectionOptions = (url: string): pg.PoolConfig => ({
  connectionString: url,
  application_name: application,
  types,
  options: plainPlans,
  keepAlive: true,
  // A new one has to get to know the days of years anew.
  idleTimeoutMillis: 0,
  connectionTimeoutMillis: 10_000,
  // A server that stops answering without closing the connection counts as away. Only when it pipelines, the driver lets go of it then.
  statement_timeout: 30_000,
  query_timeout: 40_000,
  pipeline: true,
})

/** Upkeep takes as long as it takes. */
const withoutHurry: pg.PoolConfig = { statement_timeout: 0, query_timeout: 0, pipeline: false }

export const openPool = (url: string, connections: number, log: Logger): pg.Pool =>
  observed(new pg.Pool({ ...connectionOptions(url), max: connections }), log)

async function openPostgres(url: string, connections: number, { log }: DatabaseOptions): Promise<Database> {
  const pool = openPool(url, connections, log)
  const writing = observed(
    new pg.Pool({
      ...connectionOptions(url),
      max: 1,
      verify: becomeTheWriter(),
    }),
    log,
  )
  const unhurried = new pg.Pool({ ...connectionOptions(url), ...withoutHurry, max: 1 })
  const upkeep = [freezingDays(observed(unhurried, log), log)]
  const { hostname, pathname } = new URL(url)
  return finish(
    { db: pool, operatorDb: pool, writing, upkeep, outgrown: () => [] },
    `PostgreSQL, ${hostname}${pathname}`,
    async () => {
      // A server that does not answer is not waited for.
      const ends = [pool, writing, unhurried].map((one) => one.end())
      await Promise.race([Promise.all(ends), sleep(closingMs, undefined, { ref: false })])
    },
  )
}

const kyselyOf = (pool: pg.Pool, organisationId: string): Kysely<Tables> =>
  new Kysely({ dialect: new PostgresDialect({ pool: boundPool(pool, organisationId) }) })

interface Ways {
  readonly db: pg.Pool
  readonly operatorDb: pg.Pool
  readonly writing: pg.Pool
  readonly upkeep: readonly Loop[]
  readonly outgrown: () => readonly Outgrown[]
}

async function finish(
  { db, operatorDb, writing, ...care }: Ways,
  title: string,
  close: () => Promise<void>,
): Promise<Database> {
  try {
    const client = await writing.connect()
    try {
      await migrate(client)
      const columns = await readColumns(client)
      const ofOperators = new Map<string, Kysely<Tables>>()
      return {
        db: kyselyOf(db, house),
        operatorDb: (organisationId) =>
          ofOperators.getOrInsertComputed(organisationId, () => kyselyOf(operatorDb, organisationId)),
        writes: { connect: () => writing.connect(), depth: writing.options.pipeline ? pipelined : 1 },
        columns,
        ...care,
        title,
        close,
      }
    } finally {
      client.release()
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A connection that breaks is replaced when it is next needed; here it is only told. */
function observed(pool: pg.Pool, log: Logger): pg.Pool {
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection broke'))
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse'
}

/** Live state is kept in memory, so a database has one server; its writing connection holds this lock. */
export const writerLock = 0x62757377
const closingMs = 2000
const patienceMs = 5000
const retryMs = 100

function becomeTheWriter() {
  /** Our own earlier connection may hang on to the lock when the network between us broke. */
  let former: number | null = null
  const take = async (client: pg.PoolClient): Promise<void> => {
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += retryMs) {
      const { rows } = await client.query<{ locked: boolean; pid: number }>(
        'select pg_try_advisory_lock($1) as locked, pg_backend_pid() as pid',
        [writerLock],
      )
      if (rows[0]?.locked) {
        former = rows[0].pid
        // The few statements it runs are planned once.
        await client.query('set plan_cache_mode = force_generic_plan')
        return
      }
      await client.query(
        `select pg_terminate_backend(pid) from pg_locks
         where locktype = 'advisory' and objid = $1 and pid = $2
           and database = (select oid from pg_database where datname = current_database())`,
        [writerLock, former],
      )
      await sleep(retryMs)
    }
    throw new DatabaseInUse('another Busbar serves this database')
  }
  return (client: pg.PoolClient, done: (error?: Error) => void): void => {
    take(client).then(
      () => done(),
      (error: Error) => done(error),
    )
  }
}
