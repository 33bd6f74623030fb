/** What a MeterValues that is kept costs on disk and in the write-ahead log, at a pace that stations have. PostgreSQL only. */
import pg from 'pg'
import { CsmsProcess } from './csms-process.ts'
import { Generator, type RunResult } from './generator-protocol.ts'
import { type HistorySize, stationPrefix } from './history-size.ts'
import { perGenerator } from './memory.ts'
import type { ScratchDatabase } from './scratch-database.ts'

export interface StorageResult {
  readonly stations: number
  readonly messages: number
  readonly perSecond: number
  readonly p99Ms: number
  readonly walBytesEach: number
  readonly diskBytesEach: number
  /** Of the bytes in the write-ahead log: pages that are there as a whole, because a checkpoint has just been. null: nobody can tell. */
  readonly fullPageShare: number | null
  /** What other databases of the same server committed meanwhile: theirs is in the log, too. */
  readonly foreignCommits: number
}

const idToken = 'BENCH'
/** As most stations are set up. */
const pauseMs = 30_000

export async function measureStorage(
  database: ScratchDatabase,
  { stations }: HistorySize,
  seconds: number,
  say: (line: string) => void,
): Promise<StorageResult> {
  const csms = await CsmsProcess.start({ database, env: { BUSBAR_MESSAGE_RATE: '100000' } })
  const generators: Generator[] = []
  const client = new pg.Client({ connectionString: database.env.DATABASE_URL as string })
  await client.connect()
  try {
    await csms.api(`/id-tokens/${idToken}`, { method: 'PUT', body: { status: 'accepted', allowConcurrent: true } })
    say(`${database.kind}: ${stations} stations send MeterValues every ${pauseMs / 1000} s for ${seconds} s …`)
    for (let first = 0; first < stations; first += perGenerator) {
      const generator = new Generator()
      generators.push(generator)
      await generator.order({
        ...{
          do: 'connect',
          url: csms.ocppUrl,
          prefix: stationPrefix,
          first,
          kind: 'meter-values',
          echo: false,
          idToken,
        },
        stations: Math.min(perGenerator, stations - first),
      })
    }
    const inspects = await canInspect(client)
    await client.query('checkpoint')
    const before = await usage(client)
    const results = await Promise.all(
      generators.map((generator) =>
        generator.order({ do: 'run', kind: 'meter-values', warmUpMs: 0, forMs: seconds * 1000, pauseMs, spread: true }),
      ),
    )
    const after = await usage(client)
    const runs = results as RunResult[]
    const messages = runs.reduce((sum, run) => sum + run.answeredInAll, 0)
    return {
      stations,
      messages,
      perSecond: messages / seconds,
      p99Ms: Math.max(...runs.map((run) => run.p99Ms)),
      walBytesEach: Number(after.wal - before.wal) / messages,
      diskBytesEach: (after.disk - before.disk) / messages,
      fullPageShare: inspects ? await fullPageShare(client, before.lsn, after.lsn) : null,
      foreignCommits: after.foreign - before.foreign,
    }
  } finally {
    await client.end()
    for (const generator of generators) generator.stop()
    await csms.stop()
  }
}

interface Usage {
  readonly lsn: string
  /** Bytes since the server's log began. */
  readonly wal: bigint
  readonly disk: number
  readonly foreign: number
}

async function usage(client: pg.Client): Promise<Usage> {
  const { rows } = await client.query<{ lsn: string; wal: string; disk: string; foreign: string }>(`
    select pg_current_wal_lsn() as lsn, trunc(pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'))::text as wal,
      pg_database_size(current_database()) as disk,
      (select sum(xact_commit) from pg_stat_database where datname <> current_database()) as foreign`)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL did not tell its usage')
  return { lsn: row.lsn, wal: BigInt(row.wal), disk: Number(row.disk), foreign: Number(row.foreign) }
}

async function canInspect(client: pg.Client): Promise<boolean> {
  return client.query('create extension if not exists pg_walinspect').then(
    () => true,
    () => false,
  )
}

async function fullPageShare(client: pg.Client, from: string, to: string): Promise<number | null> {
  const { rows } = await client.query<{ share: number | null }>(
    'select sum(fpi_size)::float8 / nullif(sum(combined_size), 0)::float8 as share from pg_get_wal_stats($1, $2)',
    [from, to],
  )
  return rows[0]?.share ?? null
}
