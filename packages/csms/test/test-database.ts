/** A database of one's own, gone at `close`: embedded, or one on the server that `BUSBAR_TEST_DATABASE_URL` names. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Logger } from 'pino'
import { type Database, openDatabase } from '../src/db/database.ts'
import { prepareTemplate } from '../src/db/embedded-template.ts'

const failed = (error: Error) => {
  throw error
}

export async function openTestDatabase(log: Logger): Promise<Database> {
  const { BUSBAR_TEST_DATABASE_URL: server } = process.env
  return server ? onServer(server, log) : embedded(log)
}

async function embedded(log: Logger): Promise<Database> {
  await prepareTemplate()
  const dataFolder = await mkdtemp(join(tmpdir(), 'busbar-test-'))
  const database = await openDatabase({ databaseUrl: null, dataFolder, databaseConnections: 1 }, { log, failed })
  return {
    ...database,
    async close() {
      await database.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

async function onServer(server: string, log: Logger): Promise<Database> {
  const name = `busbar_test_${randomBytes(6).toString('hex')}`
  await administer(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const database = await openDatabase(
    { databaseUrl: url.href, dataFolder: '', databaseConnections: 4 },
    { log, failed },
  )
  return {
    ...database,
    async close() {
      await database.close()
      await administer(server, `drop database ${name} with (force)`)
    },
  }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
