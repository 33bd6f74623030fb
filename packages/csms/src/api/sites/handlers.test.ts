import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { openTransaction } from '../../../test/rows.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
}, startMs)
afterAll(() => house.close())

test('a site is created with what the default site says, changed in parts, and counted', async () => {
  const created = await house.call('PUT', '/sites/depot', { latitude: 12.97, longitude: 77.59, gridLimitA: 250 })
  expect(created.status).toBe(201)
  expect(created.headers.location).toBe('/api/v1/sites/depot')
  expect(created.body).toMatchObject({
    id: 'depot',
    name: 'depot',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    gridLimitA: 250,
    gridLimitW: null,
    stations: 0,
    online: 0,
    powerW: 0,
    revision: 1,
  })
  const changed = await house.call('PUT', '/sites/depot', {
    name: 'Depot',
    timeZone: 'Europe/Berlin',
    gridLimitA: null,
  })
  expect(changed.status).toBe(200)
  expect(changed.body).toMatchObject({ name: 'Depot', timeZone: 'Europe/Berlin', latitude: 12.97, gridLimitA: null })

  await house.call('PUT', '/stations/S1', { site: 'depot' })
  await house.db
    .insertInto('station_state')
    .values({ organisation_id: 'default', station_id: 'S1', online: true, connected: true })
    .execute()
  await openTransaction(house, { id: 1, stationId: 'S1', evseId: 1, siteId: 'depot', powerW: 7200 })
  expect((await house.call('GET', '/sites/depot')).body).toMatchObject({ stations: 1, online: 1, powerW: 7200 })
})

test('time zone, currency and position are checked', async () => {
  expect((await house.call('PUT', '/sites/bad', { timeZone: 'Mars/Olympus' })).body.errors[0].path).toBe('/timeZone')
  expect((await house.call('PUT', '/sites/bad', { currency: 'rupees' })).body.errors[0].path).toBe('/currency')
  expect((await house.call('PUT', '/sites/bad', { latitude: 91 })).body.errors[0].path).toBe('/latitude')
  expect((await house.call('PUT', '/sites/a%2Fb', {})).status).toBe(422)
  expect((await house.call('GET', '/sites/bad')).status).toBe(404)
})

test('sites are listed by name, page by page, and found by text', async () => {
  await house.call('PUT', '/sites/zoo', { name: 'a zoo', city: 'Mysuru' })
  const first = (await house.call('GET', '/sites?limit=2')).body
  expect(first.total).toBe(3)
  const second = (await house.call('GET', `/sites?limit=2&cursor=${first.next}`)).body
  expect([...first.items, ...second.items].map((s: { id: string }) => s.id)).toEqual(['zoo', 'default', 'depot'])
  expect(second.next).toBeNull()
  expect((await house.call('GET', '/sites?q=mysuru')).body.items).toHaveLength(1)
})

test('a site with stations stays, and so does the last one', async () => {
  expect((await house.call('DELETE', '/sites/depot')).status).toBe(409)
  await house.call('DELETE', '/stations/S1')
  expect((await house.call('DELETE', '/sites/depot', undefined, { 'if-match': '"1"' })).status).toBe(412)
  expect((await house.call('DELETE', '/sites/depot', undefined, { 'if-match': '"2"' })).status).toBe(204)
  expect((await house.call('DELETE', '/sites/depot')).status).toBe(404)
  expect((await house.call('DELETE', '/sites/zoo')).status).toBe(204)
  expect((await house.call('DELETE', '/sites/default')).status).toBe(409)
})

test('another organisation’s site is not seen, and its id stays theirs', async () => {
  expect((await house.call('GET', '/sites/strange')).status).toBe(404)
  expect((await house.call('PUT', '/sites/strange', {})).status).toBe(409)
  expect((await house.call('DELETE', '/sites/strange')).status).toBe(404)
})
