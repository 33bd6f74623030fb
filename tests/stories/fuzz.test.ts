import { expect, test } from 'vitest'
import { fuzz } from '../../bench/fuzz.ts'

const seed = Number(process.env.BUSBAR_TEST_SEED ?? 20260301)

// Whether others are harmed is a matter of milliseconds, and of a machine that does nothing else: `npm run bench -- fuzz` tells.
test(`5,000 malformed and mutated frames get the right error code and crash nothing (seed ${seed})`, {
  timeout: 120_000,
}, async () => {
  const database = process.env.BUSBAR_TEST_DATABASE_URL ? 'postgres' : 'pglite'
  const report = await fuzz(
    { database, frames: 5_000, rate: 1_500, sockets: 15, controlSeconds: 1, seed },
    () => undefined,
  )
  expect(report.wrong.examples).toEqual([])
  expect(report.fuzz.refused).toBe(0) // the other stations went on
  expect(report.fuzz.messages).toBeGreaterThan(100)
})
