import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../test/test-database.ts'
import type { Database } from './db/database.ts'
import { openServerKey } from './server-key.ts'
import { prepareDataFolder } from './unusable-setting.ts'

const folder = mkdtempSync(join(tmpdir(), 'busbar-key-'))
let database: Database
beforeAll(async () => {
  database = await openTestDatabase(pino({ level: 'silent' }))
}, 60_000)
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const modeOf = (path: string) => statSync(path).mode & 0o777

test('the first start makes a key that nobody else may read; the next one has the same; another one stops the start', async () => {
  const dataFolder = join(folder, 'data')
  const key = await openServerKey({ serverKey: null, dataFolder }, database.db)
  expect([modeOf(dataFolder), modeOf(join(dataFolder, 'server.key'))]).toEqual([0o700, 0o600])
  const again = await openServerKey({ serverKey: null, dataFolder }, database.db)
  expect(again.digest('p', 'x')).toBe(key.digest('p', 'x'))
  expect(key.digest('q', 'x')).not.toBe(key.digest('p', 'x'))
  const stored = await database.db.selectFrom('server_key').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(readFileSync(join(dataFolder, 'server.key'), 'utf8').trim())

  writeFileSync(join(dataFolder, 'server.key'), 'k'.repeat(43))
  await expect(openServerKey({ serverKey: null, dataFolder }, database.db)).rejects.toThrow('another server.key')
  rmSync(join(dataFolder, 'server.key'))
  await expect(openServerKey({ serverKey: null, dataFolder }, database.db)).rejects.toThrow('lacks the server.key')
  const given = await openServerKey({ serverKey: 'given-on-purpose'.repeat(3), dataFolder }, database.db)
  expect(given.digest('p', 'x')).not.toBe(key.digest('p', 'x'))
})

test('a data folder that was there, open to all, is closed', () => {
  const dataFolder = join(folder, 'open')
  mkdirSync(dataFolder, { mode: 0o755 })
  prepareDataFolder(dataFolder)
  expect(modeOf(dataFolder)).toBe(0o700)
})
