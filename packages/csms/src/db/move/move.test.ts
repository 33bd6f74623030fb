/** Needs a PostgreSQL to move to, so it runs where BUSBAR_TEST_DATABASE_URL names one. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Database, openDatabase } from '../database.ts'
import { EmbeddedDatabase } from '../embedded.ts'
import { prepareTemplate } from '../embedded-template.ts'
import { makePartitions } from '../partitions.ts'
import { moveEmbedded } from './ends.ts'
import { CannotMove, type Progress } from './move.ts'
import { leavesOf } from './shape.ts'

const server = process.env.BUSBAR_TEST_DATABASE_URL
const log = pino({ level: 'silent' })
const now = new Date('2026-03-01T12:00:00Z')
const failed = (error: Error) => {
  throw error
}
// Some of these move everything more than once, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })
const made: string[] = []
let folder: string
let admin: pg.Client

beforeEach(({ skip }) => skip(!server, 'needs PostgreSQL: it runs in the layer that has one'))
if (server) {
  beforeAll(async () => {
    admin = new pg.Client(server)
    await admin.connect()
    await prepareTemplate()
    folder = await mkdtemp(join(tmpdir(), 'busbar-move-'))
    const database = await openEmbedded()
    await makePartitions(database.db, now)
    await addManyRows(database)
    await addOddRows(database)
    await database.close()
  })
  afterAll(async () => {
    for (const name of made) await admin.query(`drop database ${name} with (force)`)
    await admin.end()
    await rm(folder, { recursive: true, force: true })
  })
}

const openEmbedded = () =>
  openDatabase({ databaseUrl: null, dataFolder: folder, databaseConnections: 1 }, { log, failed })
const openServer = (url: string) =>
  openDatabase({ databaseUrl: url, dataFolder: '', databaseConnections: 2 }, { log, failed })

async function emptyDatabase(): Promise<string> {
  const name = `busbar_move_${randomBytes(6).toString('hex')}`
  await admin.query(`create database ${name}`)
  made.push(name)
  const url = new URL(server as string)
  url.pathname = `/${name}`
  return url.href
}

/** More than a step of the copying in one table, and a bit in others. */
async function addManyRows({ db }: Database): Promise<void> {
  await sql`insert into station (id, organisation_id, site_id, admission)
    select 'CP' || i, 'default', 'default', 'accepted' from generate_series(1, 500) i`.execute(db)
  await sql`insert into station_state (station_id, organisation_id, skew_s) select id, 'default', random() from station`.execute(
    db,
  )
  await sql`insert into transaction (id, organisation_id, site_id, station_id, version, wire_id, state, started_at)
    select i, 'default', 'default', 'CP' || i % 500, 'ocpp1.6', i, 'closed', ${now}::timestamptz - i * interval '1 minute'
    from generate_series(1, 2000) i`.execute(db)
  await sql`insert into message (bucket, organisation_id, station_id, version, direction, at, outcome, request)
    select station_bucket('CP' || i % 500), 'default', 'CP' || i % 500, 'ocpp1.6', 'in',
      ${now}::timestamptz - i * interval '1 second', 'answered', repeat(md5(i::text), 20) from generate_series(1, 30000) i`.execute(
    db,
  )
}

/** What a text format could trip over, and what is long. */
async function addOddRows({ db }: Database): Promise<void> {
  await sql`insert into message (bucket, organisation_id, station_id, version, direction, action, at, outcome, request, problem)
    select station_bucket('ODD'), 'default', 'ODD', 'ocpp1.6', 'in', '\\N', ${now}, 'answered', t, null
    from unnest(${['', '\\N', '\t\n\r\\.', 'ä€😀', '"quoted",(', 'x'.repeat(3_000_000)]}::text[]) t`.execute(db)
  await sql`insert into meter_value (bucket, organisation_id, station_id, evse_id, at, received_at, digest, energy_wh, power_w)
    values (1, 'default', 'ODD', 1, ${now}, ${now}, -9223372036854775808, 0.1, 'NaN'),
      (1, 'default', 'ODD', 1, 'epoch', ${now}, 9223372036854775807, 1e308, '-Infinity')`.execute(db)
  await sql`insert into audit (organisation_id, at, actor, action, subject_type, subject_id, detail)
    values ('default', ${now}, 'a', 'b', 'c', 'd', '{"a" : [1,  2]}')`.execute(db)
}

const shapeOf = async (client: pg.Client) => {
  const { rows } = await client.query(`
    select c.relname as name, c.relkind::text as kind, pg_get_expr(c.relpartbound, c.oid) as bound,
      case when c.relkind in ('i', 'I') then pg_get_indexdef(c.oid) end as index,
      (select array_agg(pg_get_constraintdef(k.oid) order by k.conname) from pg_constraint k where k.conrelid = c.oid and contype <> 'n') as constraints
    from pg_class c where c.relnamespace = current_schema()::regnamespace order by c.relname`)
  return rows
}
const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(`set timezone = 'UTC'`)
    return await work(client)
  } finally {
    await client.end()
  }
}
const tablesIn = (url: string) => withClient(url, async (client) => (await leavesOf(client)).length)

test('everything is there afterwards, row by row, and numbers go on after the highest', async () => {
  const [url, fresh] = [await emptyDatabase(), await emptyDatabase()]
  const progress: Progress[] = []
  const moved = await moveEmbedded({ folder, url, tell: (one) => progress.push(one) })
  expect(moved.rows).toBeGreaterThan(30_000)
  expect(new Set(progress.map(({ doing }) => doing))).toEqual(new Set(['copying', 'indexing', 'comparing']))

  // Every key, index and day that the server would have made.
  const database = await openServer(fresh)
  await makePartitions(database.db, now)
  await database.close()
  expect(await withClient(url, shapeOf)).toEqual(await withClient(fresh, shapeOf))

  const [there, here] = [await openEmbedded(), await openServer(url)]
  try {
    const queries = [
      'select * from transaction order by id',
      'select * from station_state order by station_id',
      `select * from message where station_id in ('ODD', 'CP7') order by at, id`,
      `select tableoid::regclass::text as part, * from meter_value where station_id = 'ODD' order by at`,
      'select * from audit',
      'select * from migration',
      'select * from site order by id',
    ]
    for (const query of queries) {
      const [a, b] = [await sql.raw(query).execute(there.db), await sql.raw(query).execute(here.db)]
      expect(a.rows.length).toBeGreaterThan(0)
      expect(b.rows).toEqual(a.rows)
    }
    const next = `select nextval('wire_number')::int as wire, nextval(pg_get_serial_sequence('message', 'id'))::int as message`
    const [a, b] = [await sql.raw(next).execute(there.db), await sql.raw(next).execute(here.db)]
    expect(b.rows).toEqual(a.rows)
  } finally {
    await there.close()
    await here.close()
  }
})

test('a database that holds something is refused, and stays as it is', async () => {
  const url = await emptyDatabase()
  await withClient(url, (client) => client.query('create table mine (n integer)'))
  await expect(moveEmbedded({ folder, url, tell: () => {} })).rejects.toThrow('is not empty: it has mine')
  expect(await tablesIn(url)).toBe(1)
})

test('a server at work on either side is in the way', async () => {
  const url = await emptyDatabase()
  const embedded = await EmbeddedDatabase.open(folder, failed)
  await expect(moveEmbedded({ folder, url, tell: () => {} })).rejects.toThrow('stop the server first')
  await embedded.close()
  const database = await openServer(url)
  await expect(moveEmbedded({ folder, url, tell: () => {} })).rejects.toThrow('a server or another move is at work')
  await database.close()
})

test('no embedded database, no PostgreSQL: it says which', async () => {
  const url = await emptyDatabase()
  const nowhere = join(folder, 'nowhere')
  await expect(moveEmbedded({ folder: nowhere, url, tell: () => {} })).rejects.toThrow(
    'there is no embedded database in',
  )
  const away = 'postgres://postgres@127.0.0.1:1/x'
  await expect(moveEmbedded({ folder, url: away, tell: () => {} })).rejects.toThrow(CannotMove)
})

test.each(['copying', 'indexing', 'comparing'] as const)('what breaks off while %s leaves nothing', async (doing) => {
  const url = await emptyDatabase()
  let count = 0
  const breakOff = (progress: Progress) => {
    if (progress.doing === doing && (doing === 'indexing' || ++count > 20)) throw new Error('broke off')
  }
  await expect(moveEmbedded({ folder, url, tell: breakOff })).rejects.toThrow('broke off')
  expect(await tablesIn(url)).toBe(0)
})
