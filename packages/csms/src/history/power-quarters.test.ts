import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../test/api-house.ts'
import { keepQuarters, powerHistory } from './power-quarters.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
}, startMs)
afterAll(() => house.close())

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute))
const sample = (siteId: string, minute: number, powerW: number) =>
  house.db
    .insertInto('power_sample')
    .values({ organisation_id: 'default', site_id: siteId, at: at(minute), power_w: powerW })
    .execute()
const history = async (siteId: string | null, points = 100) =>
  (await powerHistory(house.db, { organisationId: 'default', siteId, from: at(0), to: at(600), points })).map(
    ({ at, meanW, maxW }) => [at.toISOString().slice(11, 16), meanW, maxW],
  )

test('mean and greatest power of each quarter; a site without a sample had none', async () => {
  for (let minute = 0; minute < 20; minute++) await sample('', minute, minute < 15 ? 3000 : 1000)
  for (const minute of [0, 1, 2]) await sample('default', minute, 3000)
  await keepQuarters(house.db)
  expect(await history(null)).toEqual([
    ['10:00', 3000, 3000],
    ['10:15', 1000, 1000],
  ])
  expect(await history('default')).toEqual([
    ['10:00', 600, 3000],
    ['10:15', 0, 0],
  ])
})

test('a quarter that had not ended is made again; nothing is made of minutes when nobody was there', async () => {
  for (let minute = 20; minute < 30; minute++) await sample('', minute, 4000)
  for (let minute = 60; minute < 62; minute++) await sample('', minute, 500)
  await keepQuarters(house.db)
  await keepQuarters(house.db)
  expect(await history(null)).toEqual([
    ['10:00', 3000, 3000],
    ['10:15', 3000, 4000],
    ['11:00', 500, 500],
  ])
  expect(await history(null, 2)).toEqual([
    ['10:00', 3000, 4000],
    ['10:45', 500, 500],
  ])
})

test('they stay when the samples are gone', async () => {
  await house.db.deleteFrom('power_sample').execute()
  await keepQuarters(house.db)
  expect(await history(null)).toHaveLength(3)
})

test('a chart of many days is read from six hours each', async () => {
  const fiveDays = 5 * 24 * 60
  for (let minute = fiveDays; minute < fiveDays + 30; minute++)
    await sample('', minute, minute < fiveDays + 15 ? 8000 : 2000)
  await sample('default', fiveDays, 6000)
  await keepQuarters(house.db)
  const over = (siteId: string | null) =>
    powerHistory(house.db, { organisationId: 'default', siteId, from: at(0), to: at(2 * fiveDays), points: 2 })
  const [first, second] = [new Date('2026-03-01T06:00:00Z'), new Date('2026-03-04T00:00:00Z')]
  expect(await over(null)).toEqual([
    { at: first, meanW: (3000 + 3000 + 500) / 3, maxW: 4000 },
    { at: second, meanW: 5000, maxW: 8000 },
  ])
  expect(await over('default')).toEqual([
    { at: first, meanW: 600 / 3, maxW: 3000 },
    { at: second, meanW: 400 / 2, maxW: 6000 },
  ])
})
