import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { meterValue, openTransaction } from '../../../test/rows.ts'
import { keepEnergyBefore } from '../../sites/energy-before.ts'
import { recordPower } from '../../sites/power-samples.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
  // Noon in UTC, 17:30 in Kolkata, where midnight was at 18:30 UTC of the day before; in Auckland it is already tomorrow, 01:00.
  await house.call('PUT', '/sites/kolkata', { timeZone: 'Asia/Kolkata' })
  await house.call('PUT', '/sites/auckland', { timeZone: 'Pacific/Auckland' })
  for (const [id, site] of [
    ['K1', 'kolkata'],
    ['K2', 'kolkata'],
    ['N1', 'auckland'],
    ['N2', 'auckland'],
  ] as const) {
    await house.call('PUT', `/stations/${id}`, { site, evses: [{ evseId: 1 }] })
  }
  await house.call('PUT', '/stations/N2', { admission: 'pending' })
  await house.db
    .insertInto('station_state')
    .values([
      { organisation_id: 'default', station_id: 'K1', online: true, connected: true, last_heard_at: house.clock.now },
      { organisation_id: 'default', station_id: 'K2', online: false, last_heard_at: house.clock.now },
      { organisation_id: 'default', station_id: 'N1', online: true, connected: true, last_heard_at: house.clock.now },
    ])
    .execute()
  await house.db
    .updateTable('connector')
    .set({ status: 'Faulted', error_code: 'GroundFailure', status_at: house.clock.now })
    .where('station_id', '=', 'K2')
    .execute()
  await house.db.updateTable('connector').set({ status: 'Charging' }).where('station_id', '=', 'K1').execute()
}, startMs)
afterAll(() => house.close())

test('energy since midnight counts each site by its own clock, and of a night charge only what came after', async () => {
  const ended = { stoppedAt: '2026-02-28T18:45:00Z' }
  // Kolkata: before midnight, across midnight (4 of 10 kWh after it), today.
  await openTransaction(house, {
    id: 1,
    stationId: 'K1',
    evseId: 1,
    siteId: 'kolkata',
    startedAt: '2026-02-28T10:00:00Z',
    stoppedAt: '2026-02-28T12:00:00Z',
    energyWh: 1000,
  })
  await openTransaction(house, {
    id: 2,
    stationId: 'K1',
    evseId: 1,
    siteId: 'kolkata',
    startedAt: '2026-02-28T17:00:00Z',
    ...ended,
    energyWh: 10_000,
    meterStartWh: 500_000,
  })
  await meterValue(house, { transactionId: 2, stationId: 'K1', at: '2026-02-28T18:00:00Z', energyWh: 503_000 })
  await meterValue(house, { transactionId: 2, stationId: 'K1', at: '2026-02-28T18:29:00Z', energyWh: 506_000 })
  await meterValue(house, { transactionId: 2, stationId: 'K1', at: '2026-02-28T18:40:00Z', energyWh: 509_000 })
  await openTransaction(house, {
    id: 3,
    stationId: 'K1',
    evseId: 1,
    siteId: 'kolkata',
    startedAt: '2026-03-01T10:00:00Z',
    energyWh: 2500,
    powerW: 7000,
  })
  // Auckland: 11:00 UTC is midnight there.
  await openTransaction(house, {
    id: 4,
    stationId: 'N1',
    evseId: 1,
    siteId: 'auckland',
    startedAt: '2026-03-01T11:30:00Z',
    energyWh: 100,
    powerW: 3000,
  })
  await openTransaction(house, {
    id: 5,
    stationId: 'N1',
    evseId: 1,
    siteId: 'auckland',
    startedAt: '2026-03-01T09:00:00Z',
    stoppedAt: '2026-03-01T10:00:00Z',
    energyWh: 5000,
  })
  await openTransaction(house, {
    id: 6,
    stationId: 'X',
    evseId: 1,
    organisationId: 'stranger',
    siteId: 'strange',
    startedAt: '2026-03-01T11:00:00Z',
    energyWh: 9999,
    powerW: 9999,
  })

  const all = (await house.call('GET', '/overview')).body
  expect(all).toMatchObject({
    stations: { total: 4, online: 2, offline: 1, never: 1, pending: 1, faulted: 1, unknown: 0 },
    connectors: { total: 4, byStatus: { Charging: 1, Unknown: 3 } },
    powerW: 10_000,
    energyTodayWh: 4000 + 2500 + 100,
    openTransactions: 2,
    transactionsToday: 2,
    faults: [{ station: 'K2', site: 'kolkata', evse: 1, connector: 1, errorCode: 'GroundFailure', online: false }],
  })
  const auckland = (await house.call('GET', '/overview?site=auckland')).body
  expect(auckland).toMatchObject({ powerW: 3000, energyTodayWh: 100, openTransactions: 1, faults: [] })
  expect(auckland.stations).toMatchObject({ total: 2, faulted: 0 })
  expect((await house.call('GET', '/overview?site=strange')).status).toBe(404)
})

test('what a transaction had given by midnight is kept, and looked for anew after a while, since values come late', async () => {
  const energyToday = async () => (await house.call('GET', '/overview')).body.energyTodayWh
  const minutesLater = (n: number) => new Date(house.clock.now.getTime() + n * 60_000)
  const looked = await energyToday()
  await keepEnergyBefore(house.db, house.clock.now)
  expect(await energyToday()).toBe(looked)
  await meterValue(house, { transactionId: 2, stationId: 'K1', at: '2026-02-28T18:29:30Z', energyWh: 506_100 })
  await keepEnergyBefore(house.db, minutesLater(10))
  expect(await energyToday()).toBe(looked)
  await keepEnergyBefore(house.db, minutesLater(16))
  expect(await energyToday()).toBe(looked - 100)
  await keepEnergyBefore(house.db, minutesLater(48 * 60))
  const left = await house.db.selectFrom('energy_before').select('midnight').execute()
  expect(left.every(({ midnight }) => midnight > house.clock.now)).toBe(true)
})

test('a station that is faulted as a whole counts once, and is named with EVSE 0', async () => {
  await house.db
    .updateTable('station_state')
    .set({
      status: 'Faulted',
      told_status: 'Faulted',
      told_at: '2026-03-02T08:00:00Z',
      error_code: 'PowerSwitchFailure',
    })
    .where('station_id', 'in', ['K1', 'K2'])
    .execute()
  const { stations, faults } = (await house.call('GET', '/overview')).body
  expect(stations.faulted).toBe(2)
  expect(faults.map((f: { station: string; evse: number; at: string }) => [f.station, f.evse, f.at])).toEqual([
    ['K1', 0, '2026-03-02T08:00:00.000Z'],
    ['K2', 0, '2026-03-02T08:00:00.000Z'],
    ['K2', 1, expect.any(String)],
  ])
  expect((await house.call('GET', '/stations?faulted=true')).body.items.map((s: { id: string }) => s.id)).toEqual([
    'K1',
    'K2',
  ])
  expect((await house.call('GET', '/stations/K1')).body).toMatchObject({
    stationStatus: 'Faulted',
    stationErrorCode: 'PowerSwitchFailure',
  })
})

test('power over the day is sampled once a minute, per site and for all', async () => {
  for (const minute of [0, 1, 2]) await recordPower(house.db, new Date(Date.UTC(2026, 2, 1, 11, 50 + minute, 7)))
  await recordPower(house.db, new Date(Date.UTC(2026, 2, 1, 11, 52, 59)))
  const all = (await house.call('GET', '/overview')).body.series
  expect(all).toEqual([
    { at: '2026-03-01T11:50:00.000Z', powerW: 10_000 },
    { at: '2026-03-01T11:51:00.000Z', powerW: 10_000 },
    { at: '2026-03-01T11:52:00.000Z', powerW: 10_000 },
  ])
  expect((await house.call('GET', '/overview?site=kolkata')).body.series[0].powerW).toBe(7000)
  expect((await house.call('GET', '/overview?site=default')).body.series[0].powerW).toBe(0)
})

test('a day of samples becomes a point per five minutes, and old ones are forgotten', async () => {
  const rows = Array.from({ length: 1440 }, (_, i) => ({
    organisation_id: 'default',
    site_id: '',
    at: new Date(house.clock.now.getTime() - i * 60_000),
    power_w: 100,
  }))
  await house.db
    .insertInto('power_sample')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .execute()
  const { series } = (await house.call('GET', '/overview')).body
  expect(series.length).toBeLessThanOrEqual(289)
  expect(series.length).toBeGreaterThan(280)
  await recordPower(house.db, new Date('2026-03-20T00:00:00Z'))
  const left = await house.db.selectFrom('power_sample').selectAll().where('at', '<', house.clock.now).execute()
  expect(left).toEqual([])
})

test('a connector that only says Occupied is counted as its transaction says', async () => {
  await house.db.updateTable('connector').set({ status: 'Occupied' }).where('station_id', 'in', ['K1', 'N1']).execute()
  await house.db.updateTable('transaction').set({ charging_state: 'SuspendedEV' }).where('id', '=', 3).execute()
  const { connectors } = (await house.call('GET', '/overview')).body
  expect(connectors).toMatchObject({ total: 4, byStatus: { SuspendedEV: 1, Occupied: 1 } })
})

test('who takes an older answer is told the one that was computed for others; nobody is after a change', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const asked = () => house.call('GET', '/overview', undefined, { 'cache-control': 'max-age=10' })
  await house.call('PUT', '/stations/K1', {})
  const before = (await asked()).body.stations.total
  await house.db
    .insertInto('station')
    .values({ id: 'K3', organisation_id: 'default', site_id: 'kolkata', admission: 'accepted' })
    .execute()
  expect((await asked()).body.stations.total).toBe(before)
  expect((await house.call('GET', '/overview')).body.stations.total).toBe(before + 1)
  await house.call('PUT', '/stations/K4', { site: 'kolkata' })
  expect((await asked()).body.stations.total).toBe(before + 2)
})
