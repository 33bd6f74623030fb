import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../test/api-house.ts'
import { meterValue, openTransaction } from '../../test/rows.ts'
import { type EnergyQuery, energySeries, sumEnded, summingEnergy, sumRunning } from './energy-days.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
  await house.call('PUT', '/sites/kolkata', { timeZone: 'Asia/Kolkata' })
  await house.call('PUT', '/sites/berlin', { timeZone: 'Europe/Berlin' })
}, startMs)
afterAll(() => house.close())
beforeEach(async () => {
  for (const table of ['transaction', 'transaction_meter', 'energy_due', 'energy_share', 'energy_day', 'meter_value'])
    await sql`delete from ${sql.table(table)}`.execute(house.db)
})

const now = new Date('2026-04-01T00:00:00Z')
const due = (id: number, stationId: string, at = now) =>
  house.db
    .insertInto('energy_due')
    .values({ station_id: stationId, transaction_id: id, organisation_id: 'default', at })
    .execute()

let id = 0
interface Of {
  readonly siteId: string
  readonly from: string
  readonly to?: string
  readonly energyWh: number | null
  readonly stationId?: string
}
async function session({ siteId, from, to, energyWh, stationId = 'K1' }: Of): Promise<number> {
  id += 1
  await openTransaction(house, {
    ...{ id, stationId, evseId: 1, siteId, startedAt: from, meterStartWh: 1000, energyWh: energyWh ?? 0 },
    ...(to !== undefined && { stoppedAt: to }),
  })
  if (energyWh === null)
    await house.db.updateTable('transaction_meter').set({ energy_wh: null }).where('id', '=', id).execute()
  if (to !== undefined) await due(id, stationId)
  return id
}

const all = {
  organisationId: 'default',
  siteId: null,
  stationId: null,
  from: '2026-01-01',
  to: '2026-12-31',
  by: 'day',
} as const
const series = async (of: Partial<EnergyQuery> = {}) =>
  (await energySeries(house.db, { ...all, ...of })).map(({ day, sessions, unknown, energyWh }) => [
    day,
    sessions,
    unknown,
    energyWh,
  ])

test('days are those of each site, and their sum is that of the sessions', async () => {
  await session({ siteId: 'kolkata', from: '2026-03-28T18:00:00Z', to: '2026-03-28T18:20:00Z', energyWh: 1000 })
  const cut = await session({
    siteId: 'kolkata',
    from: '2026-03-28T18:00:00Z',
    to: '2026-03-28T19:00:00Z',
    energyWh: 4000,
  })
  await meterValue(house, { transactionId: cut, stationId: 'K1', at: '2026-03-28T18:29:59Z', energyWh: 2500 })
  // Summer time begins: this day ends at 22:00 UTC.
  const dst = await session({
    siteId: 'berlin',
    stationId: 'B1',
    from: '2026-03-28T23:30:00Z',
    to: '2026-03-29T22:30:00Z',
    energyWh: 9000,
  })
  await meterValue(house, { transactionId: dst, stationId: 'B1', at: '2026-03-29T21:59:00Z', energyWh: 9000 })
  await sumEnded(house.db, now)
  expect(await series({ siteId: 'kolkata' })).toEqual([
    ['2026-03-28', 2, 0, 2500],
    ['2026-03-29', 0, 0, 2500],
  ])
  expect(await series({ siteId: 'berlin' })).toEqual([
    ['2026-03-29', 1, 0, 8000],
    ['2026-03-30', 0, 0, 1000],
  ])
  expect(await series()).toEqual([
    ['2026-03-28', 2, 0, 2500],
    ['2026-03-29', 1, 0, 10_500],
    ['2026-03-30', 0, 0, 1000],
  ])
  expect(await series({ stationId: 'B1', by: 'month' })).toEqual([['2026-03-01', 1, 0, 9000]])
  expect(await series({ by: 'month' })).toEqual([['2026-03-01', 3, 0, 14_000]])
})

test('a corrected energy, and a session that turns out to be of other days, change the sums once', async () => {
  const one = await session({
    siteId: 'kolkata',
    from: '2026-03-10T08:00:00Z',
    to: '2026-03-12T08:00:00Z',
    energyWh: 3000,
  })
  await session({ siteId: 'kolkata', from: '2026-03-12T09:00:00Z', to: '2026-03-12T10:00:00Z', energyWh: 500 })
  await sumEnded(house.db, now)
  expect(await series()).toEqual([
    ['2026-03-10', 1, 0, null],
    ['2026-03-11', 0, 0, null],
    ['2026-03-12', 1, 0, 3500],
  ])
  await house.db.updateTable('transaction_meter').set({ energy_wh: 2000 }).where('id', '=', one).execute()
  await house.db.updateTable('transaction').set({ stopped_at: '2026-03-11T08:00:00Z' }).where('id', '=', one).execute()
  for (let again = 0; again < 2; again++) {
    await due(one, 'K1')
    await sumEnded(house.db, now)
    expect(await series()).toEqual([
      ['2026-03-10', 1, 0, null],
      ['2026-03-11', 0, 0, 2000],
      ['2026-03-12', 1, 0, 500],
    ])
  }
})

test('an unknown energy is no 0: the sum is of the others, and says of how many it is not', async () => {
  await session({ siteId: 'kolkata', from: '2026-03-10T08:00:00Z', to: '2026-03-10T09:00:00Z', energyWh: null })
  await sumEnded(house.db, now)
  expect(await series()).toEqual([['2026-03-10', 1, 1, null]])
  await session({ siteId: 'kolkata', from: '2026-03-10T10:00:00Z', to: '2026-03-10T11:00:00Z', energyWh: 700 })
  await sumEnded(house.db, now)
  expect(await series()).toEqual([['2026-03-10', 2, 1, 700]])
})

test('what runs has given what it has given, and is not counted twice when it ends', async () => {
  const one = await session({ siteId: 'kolkata', from: '2026-03-31T08:00:00Z', energyWh: 800 })
  await sumRunning(house.db, new Date('2026-03-31T09:00:00Z'))
  expect(await series()).toEqual([['2026-03-31', 1, 0, 800]])
  await house.db
    .updateTable('transaction')
    .set({ state: 'closed', stopped_at: '2026-03-31T10:00:00Z' })
    .where('id', '=', one)
    .execute()
  await house.db.updateTable('transaction_meter').set({ energy_wh: 1800 }).where('id', '=', one).execute()
  await due(one, 'K1')
  await sumEnded(house.db, now)
  expect(await series()).toEqual([['2026-03-31', 1, 0, 1800]])
})

test('a server that was down makes all that is due when it is back, more than a page', async () => {
  for (let n = 0; n < 120; n++)
    await session({ siteId: 'kolkata', from: '2026-03-10T08:00:00Z', to: '2026-03-10T09:00:00Z', energyWh: 10 })
  await summingEnergy({ db: house.db, now: () => now }).work()
  expect(await series()).toEqual([['2026-03-10', 120, 0, 1200]])
  expect(await house.db.selectFrom('energy_due').selectAll().execute()).toEqual([])
})
