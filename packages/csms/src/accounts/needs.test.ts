import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../test/api-house.ts'
import { endpoints } from '../api/endpoints.ts'
import type { Endpoint, Handlers } from '../http/endpoint.ts'
import { endpoint } from '../http/endpoint.ts'
import { registerPublic, watchNeeds } from '../http/public-routes.ts'
import { apiRoutes } from '../routes/api.ts'
import { allPermissions, isAllowed, type Permission, permissions } from './needs.ts'

const all = Object.entries<Endpoint>(endpoints)

describe('what does not compile', () => {
  const saysAllButWhatItNeeds = { method: 'GET', path: '/x', tag: 'x', summary: 'x', answers: { 204: null } } as const

  test('an endpoint that does not say what it needs, or needs what is not in the list', () => {
    // @ts-expect-error: `needs` is missing
    endpoint(saysAllButWhatItNeeds)
    // @ts-expect-error: there is no such permission
    endpoint({ ...saysAllButWhatItNeeds, needs: 'station:paint' })
    // @ts-expect-error: a handler of the API answers for an organisation, so somebody has to ask
    endpoint({ ...saysAllButWhatItNeeds, needs: 'public' })
    expect(endpoint({ ...saysAllButWhatItNeeds, needs: 'station:read' }).needs).toBe('station:read')
  })

  test('an endpoint without a function that answers it', () => {
    const { getStation: forgotten, ...others } = apiRoutes
    // @ts-expect-error: `getStation` is missing
    const table: Handlers<typeof endpoints> = others
    expect(table).not.toHaveProperty('getStation')
    expect(forgotten).toBeTypeOf('function')
  })
})

test.each(all)('%s: its act is what its method does', (_name, { method, needs, path }) => {
  const act = needs === 'token' ? 'read' : needs.split(':')[1]
  if (method === 'GET') expect(act).toBe('read')
  else expect(act).not.toBe('read')
  // What a station hears of is a command, whichever resource it is asked of.
  if (/^\/(evses\/|stations\/\{id\}\/(call|commands\/)|transactions\/\{id\}\/stop)/.test(path)) {
    expect(act).toBe('command')
  }
})

test('no permission is in the list for nothing', () => {
  expect(new Set(all.map(([, { needs }]) => needs))).toEqual(new Set([...permissions, 'token']))
})

test('what is needed is allowed only to who may just that; any token will do for `token`', () => {
  for (const need of permissions) {
    expect(isAllowed(need, allPermissions)).toBe(true)
    expect(isAllowed(need, new Set([need]))).toBe(true)
    expect(isAllowed(need, new Set(permissions.filter((other) => other !== need)))).toBe(false)
  }
  expect(isAllowed('token', new Set())).toBe(true)
})

describe('at the door', () => {
  let house: ApiHouse
  beforeAll(async () => {
    house = await apiHouse()
  }, startMs)
  afterAll(() => house.close())

  const asWhoMay = (...may: Permission[]) =>
    vi
      .spyOn(house.ctx.apiTokens, 'holderOf')
      .mockReturnValue({ id: 1, organisationId: 'default', name: 'tester', may: new Set(may) })

  const filled = ({ path }: Endpoint) => path.replaceAll(/\{\w+\}/g, '1')

  test('a token of today may all', () => {
    const holder = house.ctx.apiTokens.holderOf(house.token, house.clock.now)
    expect(holder?.may).toEqual(new Set(permissions))
  })

  test.each(all)('%s is refused to who may everything else, before its body is read', async (_name, of) => {
    const spy = asWhoMay(...permissions.filter((permission) => permission !== of.needs))
    const body = of.method === 'GET' ? undefined : '{"not JSON'
    const answer = await house.call(of.method, filled(of), body)
    spy.mockRestore()
    if (of.needs === 'token') expect(answer.status).not.toBe(403)
    else {
      expect(answer.status).toBe(403)
      expect(answer.body).toMatchObject({ type: 'urn:busbar:problem:not-allowed', detail: `It needs ${of.needs}` })
    }
  })

  test.each(all.filter(([, { stream }]) => !stream))('%s is open to who may just that', async (_name, of) => {
    const spy = asWhoMay(...permissions.filter((permission) => permission === of.needs))
    const body = of.method === 'GET' ? undefined : '{"not JSON'
    const answer = await house.call(of.method, filled(of), body)
    spy.mockRestore()
    expect([200, 400, 404]).toContain(answer.status)
  })
})

describe('outside the table', () => {
  const open = (reply: { send(text: string): unknown }) => reply.send('')
  const startWith = async (addRoutes: (app: FastifyInstance) => unknown) => {
    const app = Fastify()
    const check = watchNeeds(app)
    await addRoutes(app)
    await app.ready()
    return check
  }

  test('an address that says nothing stops the start', async () => {
    const check = await startWith((app) => app.get('/x', (_, reply) => open(reply)))
    expect(check).toThrow('/x')
  })

  test('nothing below /api/v1 is public', async () => {
    const route = { config: { needs: 'public' } } as const
    const check = await startWith((app) => app.get('/api/v1/x', route, (_, reply) => open(reply)))
    expect(check).toThrow('/api/v1/x')
  })

  test('what a plugin adds in public is public; so is what says so', async () => {
    const route = { config: { needs: 'public' } } as const
    const check = await startWith(async (app) => {
      app.get('/x', route, (_, reply) => open(reply))
      await registerPublic(app, async (inside) => inside.get('/y', (_, reply) => open(reply)))
    })
    expect(check).not.toThrow()
  })
})
