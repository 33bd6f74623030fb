import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { applyTokenSetting } from '../../accounts/api-token.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
}, startMs)
afterAll(() => house.close())

const as = (token: string) => ({ authorization: `Bearer ${token}` })
const make = async (body: object) => (await house.call('POST', '/api-tokens', body)).body

test('a token is shown once, opens, and is listed with who made it and when it was used', async () => {
  const { token, ...made } = await make({ name: 'billing' })
  expect(token).toMatch(/^busbar_[\w-]{43}$/)
  expect(made).toMatchObject({ name: 'billing', origin: 'api', createdBy: 'tester', lastUsedAt: null, current: false })
  expect((await house.call('GET', '/stations', undefined, as(token))).status).toBe(200)
  const { body } = await house.call('GET', '/api-tokens', undefined, as(token))
  expect(body.items).toMatchObject([
    { name: 'billing', current: true, lastUsedAt: house.clock.now.toISOString() },
    { name: 'tester', current: false },
  ])
  expect(JSON.stringify(body)).not.toContain(token)
  const { body: audit } = await house.call('GET', '/audit?subjectType=api-token')
  expect(audit.items).toMatchObject([{ action: 'api-token.created', subject: 'billing', actor: 'tester' }])
  const stored = await house.db.selectFrom('api_token').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(token)
})

test('one that expires opens until then; a time that has come ends it', async () => {
  expect((await house.call('POST', '/api-tokens', { name: 'x', expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(422)
  const expiresAt = new Date(house.clock.now.getTime() + 3_600_000).toISOString()
  const { token, id } = await make({ name: 'contractor', expiresAt })
  expect((await house.call('GET', '/stations', undefined, as(token))).status).toBe(200)
  house.clock.now = new Date(house.clock.now.getTime() + 3_600_000)
  expect((await house.call('GET', '/stations', undefined, as(token))).status).toBe(401)
  expect((await house.call('PUT', `/api-tokens/${id}`, { expiresAt: null })).body).toMatchObject({ expiresAt: null })
  expect((await house.call('GET', '/stations', undefined, as(token))).status).toBe(200)
  await house.call('PUT', `/api-tokens/${id}`, { expiresAt: house.clock.now.toISOString() })
  expect((await house.call('GET', '/stations', undefined, as(token))).status).toBe(401)
})

test('names are told apart; another organisation has its own', async () => {
  expect((await house.call('POST', '/api-tokens', { name: 'tester' })).status).toBe(409)
  const { id } = await make({ name: 'one' })
  expect((await house.call('PUT', `/api-tokens/${id}`, { name: 'tester' })).status).toBe(409)
  expect((await house.call('PUT', `/api-tokens/${id}`, { name: 'another' })).body.name).toBe('another')
  for (const [method, body] of [
    ['PUT', {}],
    ['DELETE', undefined],
  ] as const)
    expect((await house.call(method, `/api-tokens/${id}`, body, as(house.strangerToken))).status).toBe(404)
})

test('a revoked one opens nothing; the last one stays', async () => {
  const { token, id } = await make({ name: 'lost laptop' })
  expect((await house.call('DELETE', `/api-tokens/${id}`)).status).toBe(204)
  expect((await house.call('GET', '/stations', undefined, as(token))).status).toBe(401)
  const { body } = await house.call('GET', '/api-tokens', undefined, as(house.strangerToken))
  const last = await house.call('DELETE', `/api-tokens/${body.items[0].id}`, undefined, as(house.strangerToken))
  expect(last.status).toBe(409)
})

test('the one of the setting is the setting’s to change', async () => {
  const of = { organisationId: 'default', at: house.clock.now }
  await applyTokenSetting(house.db, 'the-token-of-the-setting', of)
  await house.ctx.apiTokens.load()
  const setting = as('the-token-of-the-setting')
  const { body } = await house.call('GET', '/api-tokens', undefined, setting)
  const { id } = body.items.find((item: { origin: string }) => item.origin === 'setting')
  expect((await house.call('DELETE', `/api-tokens/${id}`)).status).toBe(409)
  expect((await house.call('PUT', `/api-tokens/${id}`, { name: 'mine' })).status).toBe(409)
})

test('a token acts for its own organisation; for the demo’s while that is on', async () => {
  expect((await house.call('GET', '/organisations')).body.items.map((item: { id: string }) => item.id)).toEqual([
    'default',
  ])
  for (const organisation of ['stranger', 'nobody'])
    expect((await house.call('GET', '/stations', undefined, { 'busbar-organisation': organisation })).status).toBe(403)
})
