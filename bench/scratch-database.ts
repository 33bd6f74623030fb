/** A database of its own for one run, gone afterwards: a folder for PGlite, or a database with a random name on a PostgreSQL server. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

export type DatabaseKind = 'pglite' | 'postgres'

export interface ScratchDatabase {
  readonly kind: DatabaseKind
  /** For the CSMS: DATABASE_URL and its key, or BUSBAR_DATA. */
  readonly env: Readonly<Record<string, string>>
  /** On the PostgreSQL server; null on PGlite. */
  readonly name: string | null
  /** Call it after the CSMS has gone. */
  drop(): Promise<void>
}

/** A PostgreSQL whose user may create databases. */
export function adminDatabaseUrl(): string {
  return process.env.BUSBAR_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'
}

export async function databaseAnswers(url: string): Promise<{ ok: true } | { ok: false; why: string }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    await client.query('select 1')
    return { ok: true }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message || error.name : String(error) }
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminDatabaseUrl() })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export async function scratchDatabase(kind: DatabaseKind): Promise<ScratchDatabase> {
  if (kind === 'pglite') {
    const folder = await mkdtemp(join(tmpdir(), 'busbar-data-'))
    return { kind, env: { BUSBAR_DATA: folder }, name: null, drop: () => rm(folder, { recursive: true, force: true }) }
  }
  const name = `busbar_scratch_${randomBytes(6).toString('hex')}`
  await administer(`create database ${name}`)
  const url = new URL(adminDatabaseUrl())
  url.pathname = `/${name}`
  return {
    kind,
    env: { DATABASE_URL: url.href, BUSBAR_SERVER_KEY: randomBytes(32).toString('base64url') },
    name,
    drop: () => administer(`drop database if exists ${name} with (force)`),
  }
}
