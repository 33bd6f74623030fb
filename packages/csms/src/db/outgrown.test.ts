import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { busyShareOf, signsOf, watchFor, windowMs } from './outgrown.ts'

test.each([
  [{ bytes: 1e9, busyShare: 0.1 }, []],
  [{ bytes: 1e9, busyShare: null }, []],
  [{ bytes: 6e9, busyShare: null }, ['embedded-database-large']],
  [{ bytes: 6e9, busyShare: 0.6 }, ['embedded-database-large', 'embedded-database-busy']],
])('%j: %j', (load, codes) => {
  expect(signsOf(load).map(({ code }) => code)).toEqual(codes)
})

test('how busy it is, is known after ten minutes', () => {
  const at = (atMs: number, busyMs: number) => ({ atMs, busyMs })
  expect(busyShareOf([])).toBeNull()
  expect(busyShareOf([at(0, 0), at(windowMs - 1, windowMs)])).toBeNull()
  expect(busyShareOf([at(60_000, 1_000), at(60_000 + windowMs, 1_000 + windowMs / 4)])).toBe(0.25)
})

test('a folder that is too large is told once, with what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-outgrown-'))
  try {
    await writeFile(join(folder, 'file'), '')
    await truncate(join(folder, 'file'), 6e9)
    const lines: string[] = []
    const watch = watchFor({ folder, busyMs: () => 0, log: pino({}, { write: (line) => void lines.push(line) }) })
    await watch.loop.work()
    await watch.loop.work()
    expect(watch.signs()).toEqual([{ code: 'embedded-database-large', bytes: 6e9 }])
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('npm start -- move')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
