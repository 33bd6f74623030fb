/** Brings a database to the shape this version expects. Every migration runs once, in order, in a transaction of its own. */
import type { PoolClient } from 'pg'
import { foundation } from './migrations/0001-foundation.ts'
import { leases } from './migrations/0002-leases.ts'
import { jobs } from './migrations/0003-jobs.ts'

const migrations = [
  { name: '0001-foundation', sql: foundation },
  { name: '0002-leases', sql: leases },
  { name: '0003-jobs', sql: jobs },
]

/** 'busbar' as a number: whoever migrates waits for the other. */
const migrationLock = 0x62757362

export async function migrate(client: PoolClient): Promise<void> {
  await client.query(
    'create table if not exists migration (name text primary key, applied_at timestamptz not null default now())',
  )
  for (const { name, sql } of migrations) {
    await client.query('begin')
    try {
      await client.query('select pg_advisory_xact_lock($1)', [migrationLock])
      const { rowCount } = await client.query('select 1 from migration where name = $1', [name])
      if (rowCount === 0) {
        await client.query(sql)
        await client.query('insert into migration (name) values ($1)', [name])
      }
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }
}
