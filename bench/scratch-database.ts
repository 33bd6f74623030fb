/** A database of its own for one run, gone afterwards: a folder for PGlite, or a database with a random name on a PostgreSQL server. */
import { hash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
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

async function administer(statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminDatabaseUrl() })
  await client.connect()
  try {
    return (await client.query(statement)).rowCount ?? 0
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
  const drop = async () => void (await administer(`drop database if exists ${name} with (force)`))
  return { ...onServer(name, randomBytes(32).toString('base64url')), drop }
}

/** The same one for every run that names it; it stays. */
export async function namedDatabase(kind: DatabaseKind, name: string): Promise<ScratchDatabase> {
  if (!/^[a-z0-9_]{1,40}$/.test(name)) throw new RangeError(`a name is made of a-z, 0-9 and _, not ${name}`)
  const fullName = `busbar_kept_${name}`
  const drop = async () => {}
  if (kind === 'pglite') {
    const folder = join(tmpdir(), fullName)
    await mkdir(folder, { recursive: true })
    return { kind, env: { BUSBAR_DATA: folder }, name: null, drop }
  }
  const isThere = await administer(`select from pg_database where datname = '${fullName}'`)
  if (isThere === 0) await administer(`create database ${fullName}`)
  return { ...onServer(fullName, hash('sha256', fullName, 'base64url')), drop }
}

function onServer(name: string, serverKey: string): Omit<ScratchDatabase, 'drop'> {
  const url = new URL(adminDatabaseUrl())
  url.pathname = `/${name}`
  return { kind: 'postgres', env: { DATABASE_URL: url.href, BUSBAR_SERVER_KEY: serverKey }, name }
}
