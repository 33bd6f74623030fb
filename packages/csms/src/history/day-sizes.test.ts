import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/test-database.ts'
import type { Database } from '../db/database.ts'
import { makePartition, storedTable } from '../db/partitions.ts'
import { knownSizes, measureDays } from './day-sizes.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase(pino({ level: 'silent' }))
  for (let day = 1; day <= 3; day++) await makePartition(database.db, 'message', march(day))
}, 60_000)
afterAll(() => database.close())

const march = (day: number, hour = 0) => new Date(Date.UTC(2026, 2, day, hour))
const fill = (day: number) =>
  sql`insert into message (bucket, at, station_id, organisation_id, version, direction, outcome, request)
    select 1, ${march(day, 1)}::timestamptz + i * interval '1 second', 'A', 'default', 'ocpp1.6', 'in', 'answered', repeat('x', 500)
    from generate_series(1, 100) i`.execute(database.db)
const sizes = async () => {
  const { days, measuredAt } = await knownSizes(database.db, 'message')
  return { bytes: days.filter(({ day }) => day < march(4)).map(({ bytes }) => bytes), measuredAt }
}
const measured = async (day: number) =>
  (await storedTable(database.db, 'message')).days.find((of) => of.day.getTime() === march(day).getTime())?.bytes

test('days that are over are told as they were measured; the last two, and what nobody has measured, as they are', async () => {
  await fill(1)
  const full = await measured(1)
  const empty = await measured(2)
  expect(await sizes()).toEqual({ bytes: [full, empty, empty], measuredAt: null })

  await measureDays(database.db, march(3, 12))
  for (const day of [1, 2, 3]) await fill(day)
  const more = await measured(1)
  expect(more).toBeGreaterThan(full as number)
  expect(await sizes()).toEqual({ bytes: [full, full, full], measuredAt: march(3, 12) })

  await measureDays(database.db, march(3, 13))
  expect(await sizes()).toEqual({ bytes: [more, full, full], measuredAt: march(3, 13) })
})

test('a day that was dropped is told no more, although its size is known', async () => {
  await sql`drop table message_20260301`.execute(database.db)
  expect((await sizes()).bytes).toHaveLength(2)
})
