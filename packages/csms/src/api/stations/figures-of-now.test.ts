/** What is called "now" is of now: readings age, a free connector and a gone socket count. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { openTransaction } from '../../../test/rows.ts'
import { recordPower } from '../../sites/power-samples.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
  await house.call('PUT', '/sites/yard', { timeZone: 'Asia/Kolkata' })
  for (const id of ['A', 'B', 'C']) await house.call('PUT', `/stations/${id}`, { site: 'yard', evses: [{ evseId: 1 }] })
  await house.db
    .insertInto('station_state')
    .values([
      { organisation_id: 'default', station_id: 'A', online: true, connected: true, last_heard_at: house.clock.now },
      // Its socket is gone; its interval is not.
      {
        organisation_id: 'default',
        station_id: 'B',
        online: true,
        connected: false,
        last_heard_at: house.clock.now,
        skew_s: -259_200,
      },
      {
        organisation_id: 'default',
        station_id: 'C',
        online: false,
        connected: true,
        last_heard_at: house.clock.now,
        clock_zone: 'site',
      },
    ])
    .execute()
  const of = { evseId: 1, siteId: 'yard', startedAt: '2026-03-01T10:00:00Z' }
  await openTransaction(house, { ...of, id: 1, stationId: 'A', powerW: 7000 })
  await openTransaction(house, { ...of, id: 2, stationId: 'B', powerW: 11_000, powerUntil: '2026-03-01T11:00:00Z' })
  await openTransaction(house, { ...of, id: 3, stationId: 'C', powerW: 22_000, overSince: '2026-03-01T11:30:00Z' })
}, startMs)
afterAll(() => house.close())

test('old readings and what is probably over give no power, and are told with their age', async () => {
  expect((await house.call('GET', '/overview')).body).toMatchObject({
    powerW: 7000,
    openTransactions: 3,
    probablyOver: 1,
  })
  expect((await house.call('GET', '/sites/yard')).body).toMatchObject({ powerW: 7000 })
  await recordPower(house.db, new Date(house.clock.now))
  const { series } = (await house.call('GET', '/overview?site=yard')).body
  expect(series.at(-1)).toMatchObject({ powerW: 7000 })
  const powers = async (path: string) => (await house.call('GET', path)).body
  expect(await powers('/transactions/1')).toMatchObject({ powerW: 7000, probablyOver: null })
  expect(await powers('/transactions/2')).toMatchObject({ powerW: null, powerAt: expect.any(String) })
  expect(await powers('/transactions/3')).toMatchObject({
    powerW: null,
    probablyOver: { since: '2026-03-01T11:30:00.000Z', because: 'boot' },
  })
  // Unknown is null; of what is probably over nothing flows.
  expect(await powers('/stations/A')).toMatchObject({ powerW: 7000, evses: [{ powerW: 7000, probablyOver: false }] })
  expect(await powers('/stations/B')).toMatchObject({ powerW: null, evses: [{ powerW: null, probablyOver: false }] })
  expect(await powers('/stations/C')).toMatchObject({ powerW: 0, evses: [{ powerW: 0, probablyOver: true }] })
})

test('probably over can be asked for', async () => {
  const ids = async (query: string) => {
    const { body } = await house.call('GET', `/transactions?${query}`)
    return body.items.map(({ id }: { id: number }) => id).toSorted()
  }
  expect(await ids('probablyOver=true')).toEqual([3])
  expect(await ids('state=open&probablyOver=false')).toEqual([1, 2])
})

test('a station whose socket is gone is online in no figure, filter or order', async () => {
  expect((await house.call('GET', '/overview')).body.stations).toMatchObject({ online: 1, offline: 2, never: 0 })
  expect((await house.call('GET', '/sites/yard')).body).toMatchObject({ stations: 3, online: 1 })
  const ids = async (query: string) => {
    const { body } = await house.call('GET', `/stations?${query}`)
    return body.items.map(({ id }: { id: number }) => id)
  }
  expect(await ids('status=online')).toEqual(['A'])
  expect(await ids('status=offline')).toEqual(['B', 'C'])
  expect((await ids('sort=status'))[0]).toBe('A')
  expect((await house.call('GET', '/stations/B')).body).toMatchObject({ status: 'offline', connected: false })
})

test("a station's clock is told", async () => {
  expect((await house.call('GET', '/stations/A')).body).toMatchObject({ skewS: null, clockZone: null })
  expect((await house.call('GET', '/stations/B')).body).toMatchObject({ skewS: -259_200 })
  expect((await house.call('GET', '/stations/C')).body).toMatchObject({ clockZone: 'site' })
})
