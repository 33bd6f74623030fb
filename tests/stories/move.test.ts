/** From the embedded database to PostgreSQL, as somebody does it at the command line. Runs where there is a PostgreSQL to move to. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ScratchDatabase, scratchDatabase } from '../../bench/scratch-database.ts'
import { type House, house } from '../house.ts'

// Five processes start one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

let it: House | null = null
let target: ScratchDatabase
let folder: string

beforeEach(async ({ skip }) => {
  skip(!process.env.BUSBAR_TEST_DATABASE_URL, 'needs PostgreSQL: it runs in the layer that has one')
  folder = await mkdtemp(join(tmpdir(), 'busbar-move-'))
  target = await scratchDatabase('postgres')
})
afterEach(async () => {
  await it?.close()
  it = null
  await target?.drop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

const url = () => target.env.DATABASE_URL as string

function begin(...args: string[]): { child: ChildProcess; ended: Promise<number>; text: () => string } {
  const main = new URL('../../packages/csms/src/main.ts', import.meta.url)
  const child = spawn(process.execPath, [main.pathname, 'move', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, BUSBAR_DATA: folder },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (text += bytes))
  return { child, ended: once(child, 'exit').then(([code]) => code as number), text: () => text }
}

test('a server moves with its stations, their passwords, its key codes and its history', async () => {
  it = await house({ database: 'pglite', config: { dataFolder: folder }, stations: ['A'], idTokens: ['ALICE'] })
  const { body } = await it.api('PUT', '/stations/B', { password: { generate: true } })
  const password = body.password as string
  const first = await it.station('A')
  const { transactionId } = await first.call('StartTransaction', {
    ...{ connectorId: 1, idTag: 'ALICE', meterStart: 0, timestamp: new Date().toISOString() },
  })
  await first.call('StopTransaction', { transactionId, meterStop: 5000, timestamp: new Date().toISOString() })
  const before = await it.transactions()
  await first.close()

  const running = begin('--to', url())
  expect(await running.ended).toBe(1)
  expect(running.text()).toContain('stop the server first')

  await it.stop()
  const killed = begin('--to', url())
  const isOver = killed.ended.then(() => true)
  while (!/copying/.test(killed.text()) && !(await Promise.race([isOver, sleep(5)])));
  expect(killed.text()).toContain('copying')
  killed.child.kill('SIGKILL')
  await killed.ended
  const again = begin('--to', url())
  expect([await again.ended, again.text()]).toEqual([0, expect.stringContaining('both databases hold the same')])
  expect(again.text()).toContain(join(folder, 'server.key'))

  const twice = begin('--to', url())
  expect(await twice.ended).toBe(1)
  expect(twice.text()).toContain('is not empty')

  await it.restart({ databaseUrl: url(), dataFolder: folder })
  expect(it.csms.database).toContain('PostgreSQL')
  expect(await it.transactions()).toEqual(before)
  const b = await it.station('B', { password })
  await b.call('Heartbeat', {})
  const a = await it.station('A')
  const next = await a.call('StartTransaction', {
    ...{ connectorId: 2, idTag: 'ALICE', meterStart: 0, timestamp: new Date().toISOString() },
  })
  expect(next.transactionId).toBeGreaterThan(transactionId)
})

test.each([[[]], [['--to']], [['--to', 'mysql://x']], [['--from', 'x']]])(
  '%j is answered with how it is used',
  async (args) => {
    const wrong = begin(...args)
    expect(await wrong.ended).toBe(1)
    expect(wrong.text()).toContain('npm start -- move --to postgres://')
    expect(wrong.text()).not.toContain('    at ')
  },
)
