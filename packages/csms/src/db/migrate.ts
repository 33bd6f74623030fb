/** Brings a database to the shape this version expects. Every migration runs once, in order, in a transaction of its own. */
import { hash } from 'node:crypto'
import type { ClientBase, PoolClient } from 'pg'
import { store } from './migrations/0001-store.ts'

const migrations = [{ name: '0001-store', sql: store }]

/** 'busbar' as a number: whoever migrates waits for the other. */
const migrationLock = 0x62757362

/** It has been through a migration that this version does not know, or not as it knows it: its tables are not what we take them for. */
export class DatabaseOfAnotherVersion extends Error {
  override readonly name = 'DatabaseOfAnotherVersion'

  constructor(migration: string) {
    super(
      `the database was made by another version of Busbar (${migration}); use that version, or begin with an empty one`,
    )
  }
}

/** Views with the rights of who asks. */
const leastVersion = 150_000

export class DatabaseTooOld extends Error {
  override readonly name = 'DatabaseTooOld'

  constructor(version: string) {
    super(`the database is PostgreSQL ${version}; Busbar needs 15 or later`)
  }
}

export async function migrate(client: PoolClient): Promise<void> {
  await refuseOld(client)
  await client.query(migrationTable)
  await refuseUnknown(client)
  for (const migration of migrations) {
    await client.query('begin')
    try {
      await client.query('select pg_advisory_xact_lock($1)', [migrationLock])
      const { rowCount } = await client.query('select 1 from migration where name = $1', [migration.name])
      if (rowCount === 0) await run(client, migration)
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }
}

/** All of them, in an empty database and in the transaction that `client` is in. */
export async function migrateWithin(client: ClientBase): Promise<void> {
  await client.query(migrationTable)
  for (const migration of migrations) await run(client, migration)
}

const migrationTable = `create table if not exists migration (
  name text primary key, applied_at timestamptz not null default now(), digest text not null
)`

const digestOf = (sql: string): string => hash('sha256', sql)

async function run(client: ClientBase, { name, sql }: { name: string; sql: string }): Promise<void> {
  await client.query(sql)
  await client.query('insert into migration (name, digest) values ($1, $2)', [name, digestOf(sql)])
}

async function refuseOld(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  )
  for (const { number, version } of rows) if (number < leastVersion) throw new DatabaseTooOld(version)
}

/** Of a table that does not know digests yet, none is known. */
async function refuseUnknown(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string; digest: string | null }>(
    `select name, to_jsonb(migration)->>'digest' as digest from migration order by name`,
  )
  const isOurs = (row: { name: string; digest: string | null }): boolean =>
    migrations.some(({ name, sql }) => name === row.name && digestOf(sql) === row.digest)
  const unknown = rows.find((row) => !isOurs(row))
  if (unknown) throw new DatabaseOfAnotherVersion(unknown.name)
}
