import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EmbeddedDatabase } from './embedded.ts'
import { copyTemplate, prepareTemplate } from './embedded-template.ts'
import type { Line } from './turns.ts'

let folder: string
let embedded: EmbeddedDatabase
const pools: pg.Pool[] = []

beforeAll(async () => {
  await prepareTemplate()
  folder = await mkdtemp(join(tmpdir(), 'busbar-embedded-'))
  embedded = await EmbeddedDatabase.open(
    folder,
    (error) => {
      throw error
    },
    copyTemplate,
  )
})
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  await embedded.close()
  await rm(folder, { recursive: true, force: true })
})

function poolOf(line: Line): pg.Pool {
  const pool = new pg.Pool({ stream: () => embedded.connect(line), user: 'postgres', database: 'postgres', max: 1 })
  pools.push(pool)
  return pool
}

const numbersOf = async (pool: pg.Pool, table: string): Promise<number[]> => {
  const { rows } = await pool.query<{ n: number }>(`select n from ${table} order by n`)
  return rows.map(({ n }) => n)
}

test('connections share the session; a transaction of one is not entered by another', async () => {
  const [writes, reads] = [poolOf('batches'), poolOf('operators')]
  await writes.query('create table shared (n integer)')
  const client = await reads.connect()
  await client.query('begin')
  await client.query('insert into shared values (1)')
  const beside = writes.query('insert into shared values (2)')
  await client.query('insert into shared values (3)')
  await client.query('rollback')
  client.release()
  await beside
  expect(await numbersOf(reads, 'shared')).toEqual([2])
})

test('a connection that is dropped in the middle of a transaction leaves nothing behind, and the others go on', async () => {
  const [writes, reads] = [poolOf('batches'), poolOf('operators')]
  await writes.query('create table dropped (n integer)')
  for (const inFlight of [false, true]) {
    const client = await reads.connect()
    client.on('error', () => {})
    await client.query('begin')
    await client.query('insert into dropped values (1)')
    if (inFlight) client.query('insert into dropped values (2)').catch(() => {})
    client.release(new Error('dropped on purpose'))
    ;(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
    await writes.query('insert into dropped values (3)')
  }
  expect(await numbersOf(reads, 'dropped')).toEqual([3, 3])
})

test('what an operator asks ends with an error when stations wait behind it for too long', async () => {
  const [writes, reads] = [poolOf('batches'), poolOf('operators')]
  await writes.query('create table long (n integer)')
  // Sorts more than fits into memory, for as long as it is let.
  const endless =
    'select count(*) from (select i, j from generate_series(1, 4000) i, generate_series(1, 4000) j order by j, i) as t'
  await reads.query('select 1')
  const read = reads.query(endless).catch((error: unknown) => error)
  await sleep(50)
  await writes.query('insert into long values (1)')
  expect(await read).toMatchObject({ code: '57014' })
  expect(await numbersOf(reads, 'long')).toEqual([1])
})
