import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
}, startMs)
afterAll(() => house.close())

const profile = {
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Absolute',
  chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] }],
}

test('POST gives an id, PUT takes one; a profile is changed in parts', async () => {
  const posted = await house.call('POST', '/charging-profiles', { name: 'night', profile })
  expect(posted.status).toBe(201)
  expect(posted.headers.location).toBe(`/api/v1/charging-profiles/${posted.body.id}`)
  expect(posted.body).toMatchObject({ name: 'night', profile, revision: 1 })

  const put = await house.call('PUT', '/charging-profiles/4711', { profile })
  expect(put.status).toBe(201)
  expect(put.body).toMatchObject({ id: 4711, name: '4711' })
  const renamed = await house.call('PUT', '/charging-profiles/4711', { name: 'day' }, { 'if-match': '"1"' })
  expect(renamed.body).toMatchObject({ name: 'day', profile, revision: 2 })
  expect((await house.call('PUT', '/charging-profiles/4711', { name: 'x' }, { 'if-match': '"1"' })).status).toBe(412)
  expect((await house.call('GET', '/charging-profiles/4711')).headers.etag).toBe('"2"')
})

test('a number somebody chose is not given again', async () => {
  const next = await house.ctx.numbers.next()
  await house.call('PUT', `/charging-profiles/${next + 1}`, { profile })
  const posted = await house.call('POST', '/charging-profiles', { name: 'after', profile })
  expect(posted.body.id).toBe(next + 2)
})

test('what 2.1 could not carry is refused with its path', async () => {
  const broken = { ...profile, chargingSchedule: [{ ...profile.chargingSchedule[0], chargingRateUnit: 'kW' }] }
  const answer = await house.call('POST', '/charging-profiles', { name: 'broken', profile: broken })
  expect(answer.status).toBe(422)
  expect(answer.body.errors[0].path).toBe('/profile/chargingSchedule/0/chargingRateUnit')
  const withId = await house.call('POST', '/charging-profiles', { name: 'id', profile: { ...profile, id: 3 } })
  expect(withId.body.errors[0].path).toBe('/profile/id')
  expect((await house.call('PUT', '/charging-profiles/9', { name: 'none' })).body.errors[0].path).toBe('/profile')
  expect((await house.call('PUT', '/charging-profiles/0', { profile })).status).toBe(422)
})

test('profiles are found by their exact name', async () => {
  const found = (await house.call('GET', '/charging-profiles?name=day')).body
  expect(found).toMatchObject({ total: 1, items: [{ id: 4711 }], next: null })
  expect((await house.call('GET', '/charging-profiles?name=da')).body.total).toBe(0)
  expect((await house.call('GET', '/charging-profiles?q=DA')).body.total).toBe(1)
})

test('a removed profile is gone; another organisation’s never was there', async () => {
  const theirs = { authorization: `Bearer ${house.strangerToken}` }
  expect((await house.call('GET', '/charging-profiles/4711', undefined, theirs)).status).toBe(404)
  expect((await house.call('PUT', '/charging-profiles/4711', { profile }, theirs)).status).toBe(409)
  expect((await house.call('DELETE', '/charging-profiles/4711', undefined, theirs)).status).toBe(404)
  expect((await house.call('DELETE', '/charging-profiles/4711')).status).toBe(204)
  expect((await house.call('GET', '/charging-profiles/4711')).status).toBe(404)
  expect((await house.call('GET', '/charging-profiles/abc')).status).toBe(404)
})
