import { expect, test } from 'vitest'
import { killAgainAndAgain } from '../../bench/kill9.ts'

const seed = Number(process.env.BUSBAR_TEST_SEED ?? 20260301)

test(`kill -9 under load loses no answered message and doubles none (seed ${seed})`, { timeout: 120_000 }, async () => {
  const database = process.env.BUSBAR_TEST_DATABASE_URL ? 'postgres' : 'pglite'
  const report = await killAgainAndAgain({ database, rounds: 3, stations: 12, seed }, () => undefined)
  expect(report.losses).toEqual([])
  expect(report.answered).toBeGreaterThan(3 * 12 * 5 - 1) // it was under load
})
