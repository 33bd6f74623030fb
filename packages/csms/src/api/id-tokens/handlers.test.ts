import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
}, startMs)
afterAll(() => house.close())

test('an id token is created accepted, changed in parts, found in any case, and removed', async () => {
  const created = await house.call('PUT', '/id-tokens/04AbC1', { groupToken: 'FLEET' })
  expect(created.status).toBe(201)
  expect(created.body).toMatchObject({
    token: '04AbC1',
    type: 'ISO14443',
    status: 'accepted',
    expiresAt: null,
    groupToken: 'FLEET',
    allowConcurrent: false,
    revision: 1,
  })
  const changed = await house.call('PUT', '/id-tokens/04ABC1', { status: 'blocked' }, { 'if-match': '"1"' })
  expect(changed.status).toBe(200)
  expect(changed.body).toMatchObject({ token: '04AbC1', status: 'blocked', groupToken: 'FLEET', revision: 2 })
  expect((await house.call('PUT', '/id-tokens/04ABC1', {}, { 'if-match': '"1"' })).status).toBe(412)
  expect((await house.call('GET', '/id-tokens/04abc1')).body).toEqual(changed.body)
  expect((await house.call('DELETE', '/id-tokens/04abc1')).status).toBe(204)
  expect((await house.call('GET', '/id-tokens/04abc1')).status).toBe(404)
  expect((await house.call('DELETE', '/id-tokens/04abc1')).status).toBe(404)
})

test('a token may hold any characters', async () => {
  const token = 'DE*8AA/12 é#?%'
  expect((await house.call('PUT', `/id-tokens/${encodeURIComponent(token)}`, {})).status).toBe(201)
  expect((await house.call('GET', `/id-tokens/${encodeURIComponent(token)}`)).body.token).toBe(token)
})

test('parentGroup and parent are other words for groupToken, expiry for expiresAt', async () => {
  expect((await house.call('PUT', '/id-tokens/P1', { parentGroup: 'G' })).body.groupToken).toBe('G')
  expect((await house.call('PUT', '/id-tokens/P1', { parent: null })).body.groupToken).toBeNull()
  expect((await house.call('PUT', '/id-tokens/P1', { parent: 'A', groupToken: 'B' })).status).toBe(422)
  expect((await house.call('PUT', '/id-tokens/P1', { expiry: '2027-01-01T00:00:00Z' })).body.expiresAt).toBe(
    '2027-01-01T00:00:00.000Z',
  )
})

test('a token whose time is over shows as expired, and is found as such', async () => {
  await house.call('PUT', '/id-tokens/OLD', { expiresAt: '2026-03-01T17:30:00+05:30' })
  expect((await house.call('GET', '/id-tokens/OLD')).body).toMatchObject({
    expiresAt: '2026-03-01T12:00:00.000Z',
    status: 'expired',
  })
  const found = async (status: string) =>
    (await house.call('GET', `/id-tokens?status=${status}`)).body.items.map((t: { token: string }) => t.token)
  expect(await found('expired')).toEqual(['OLD'])
  expect(await found('accepted')).not.toContain('OLD')
  expect((await house.call('PUT', '/id-tokens/OLD', { expiresAt: 'tomorrow' })).body.errors[0].path).toBe('/expiresAt')
  expect((await house.call('PUT', '/id-tokens/OLD', { status: 'lost' })).body.errors[0].message).toContain('accepted')
})

test('id tokens are paged by token and found by text', async () => {
  for (const token of ['page-b', 'PAGE-A', 'page-c']) await house.call('PUT', `/id-tokens/${token}`, { note: 'paged' })
  const first = (await house.call('GET', '/id-tokens?q=PAGED&limit=2')).body
  const second = (await house.call('GET', `/id-tokens?q=PAGED&limit=2&cursor=${first.next}`)).body
  expect([...first.items, ...second.items].map((t: { token: string }) => t.token)).toEqual([
    'PAGE-A',
    'page-b',
    'page-c',
  ])
  expect(first).toMatchObject({ total: 2, totalIs: 'atLeast', searchedTo: null })
  expect((await house.call('GET', '/id-tokens?q=PAGED')).body).toMatchObject({ total: 3, totalIs: 'exact' })
})

test('the same token in two organisations is two tokens', async () => {
  const theirs = { authorization: `Bearer ${house.strangerToken}` }
  await house.call('PUT', '/id-tokens/SHARED', { note: 'ours' })
  expect((await house.call('GET', '/id-tokens/SHARED', undefined, theirs)).status).toBe(404)
  expect((await house.call('PUT', '/id-tokens/SHARED', { note: 'theirs' }, theirs)).status).toBe(201)
  expect((await house.call('GET', '/id-tokens/SHARED')).body.note).toBe('ours')
})
