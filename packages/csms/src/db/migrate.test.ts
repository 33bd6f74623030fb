import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { DatabaseOfAnotherVersion, DatabaseTooOld, migrate } from './migrate.ts'

test('a database whose tables another state of a migration made is refused', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'busbar-test-'))
  const open = () =>
    openDatabase(
      { databaseUrl: null, dataFolder, databaseConnections: 1 },
      {
        log: pino({ level: 'silent' }),
        failed: (error) => {
          throw error
        },
      },
    )
  try {
    const first = await open()
    const client = await first.writes.connect()
    await client.query(`update migration set digest = 'of before'`)
    client.release()
    await first.close()
    await expect(open()).rejects.toThrow(DatabaseOfAnotherVersion)
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
})

test('a PostgreSQL that is too old is told so before anything is made in it', async () => {
  const asked: string[] = []
  const client = {
    query(text: string) {
      asked.push(text)
      return Promise.resolve({ rows: [{ number: 140_012, version: '14.12' }] })
    },
  } as unknown as PoolClient
  await expect(migrate(client)).rejects.toThrow(new DatabaseTooOld('14.12'))
  expect(asked).toHaveLength(1)
})
