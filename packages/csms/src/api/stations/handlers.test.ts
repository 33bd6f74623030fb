import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { openTransaction } from '../../../test/rows.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
}, startMs)
afterAll(() => house.close())

test('PUT creates a station with its defaults, and GET gives it', async () => {
  const created = await house.call('PUT', '/stations/CP1', {})
  expect(created.status).toBe(201)
  expect(created.headers.location).toBe('/api/v1/stations/CP1')
  expect(created.headers.etag).toBe('"1"')
  expect(created.body).toMatchObject({
    id: 'CP1',
    site: 'default',
    siteName: 'Default site',
    admission: 'accepted',
    status: 'never',
    connected: false,
    version: null,
    hasPassword: false,
    evses: [],
    powerW: 0,
    revision: 1,
  })
  expect((await house.call('GET', '/stations/CP1')).body).toEqual(created.body)
})

test('a second PUT changes what it gives and keeps the rest; the password is never shown', async () => {
  await house.call('PUT', '/stations/CP2', {
    name: 'Gate',
    note: 'left of the gate',
    password: 'a-long-secret-password',
  })
  const changed = await house.call('PUT', '/stations/CP2', { note: null })
  expect(changed.status).toBe(200)
  expect(changed.body).toMatchObject({ name: 'Gate', note: null, hasPassword: true, revision: 2 })
  expect(JSON.stringify(changed.body)).not.toContain('scrypt')
  const open = await house.call('PUT', '/stations/CP2', { password: null })
  expect(open.body.hasPassword).toBe(false)
})

test('only the password’s hash is kept, and the audit does not tell it', async () => {
  await house.call('PUT', '/stations/SECRET', { password: 'a-long-secret-password' })
  const row = await house.db.selectFrom('station').selectAll().where('id', '=', 'SECRET').executeTakeFirstOrThrow()
  expect(row.password_hash).toMatch(/^scrypt\$/)
  const audit = await house.call('GET', '/audit?subject=SECRET')
  expect(audit.body.items).toHaveLength(1)
  expect(audit.body.items[0]).toMatchObject({
    actor: 'tester',
    action: 'station.created',
    subjectType: 'station',
    subject: 'SECRET',
    detail: { password: '(set)' },
  })
})

test('evses is the whole list: what is not in it is forgotten, what is keeps its status', async () => {
  const evses = [
    { evseId: 1, name: 'left', maxPowerW: 22_000, connectors: [{ connectorId: 1, type: 'sType2', maxPowerW: 22_000 }] },
    {
      evseId: 2,
      connectors: [
        { connectorId: 1, type: 'cCCS2' },
        { connectorId: 2, type: 'cG105' },
      ],
    },
  ]
  const first = await house.call('PUT', '/stations/EV', { evses })
  expect(first.body.evses.map((e: { id: string }) => e.id)).toEqual(['EV:1', 'EV:2'])
  expect(first.body.evses[1].connectors).toHaveLength(2)
  await house.db.updateTable('connector').set({ status: 'Charging' }).where('station_id', '=', 'EV').execute()
  const second = await house.call('PUT', '/stations/EV', {
    evses: [{ evseId: 2, name: 'right', connectors: [{ connectorId: 2 }] }],
  })
  expect(second.body.evses).toEqual([
    {
      id: 'EV:2',
      evseId: 2,
      name: 'right',
      maxPowerW: null,
      availability: 'Operative',
      connectors: [expect.objectContaining({ connectorId: 2, type: 'cG105', lastStatus: 'Charging' })],
      transaction: null,
      powerW: 0,
      probablyOver: false,
    },
  ])
})

test('an EVSE that charges is not forgotten', async () => {
  await house.call('PUT', '/stations/BUSY', { evses: [{ evseId: 1 }, { evseId: 2 }] })
  await openTransaction(house, { id: 9001, stationId: 'BUSY', evseId: 2, powerW: 7000 })
  expect((await house.call('PUT', '/stations/BUSY', { evses: [{ evseId: 1 }] })).status).toBe(409)
  const station = (await house.call('GET', '/stations/BUSY')).body
  expect(station.powerW).toBe(7000)
  expect(station.evses[1]).toMatchObject({ transaction: 9001, powerW: 7000 })
})

test('a body is taken as it is: unknown members, wrong types and doubles are named with their path', async () => {
  const wrong = await house.call('PUT', '/stations/BAD', {
    nmae: 'x',
    bootCalls: 'true',
    evses: [{ evseId: '1', connectors: [{ connectorId: 1, 'a/b': 1 }] }],
  })
  expect(wrong.status).toBe(422)
  expect(wrong.body.errors).toEqual(
    expect.arrayContaining([
      { path: '/nmae', message: 'is not a known member' },
      { path: '/bootCalls', message: 'must be boolean' },
      { path: '/evses/0/evseId', message: 'must be integer' },
      { path: '/evses/0/connectors/0/a~1b', message: 'is not a known member' },
    ]),
  )
  expect(
    (await house.call('PUT', '/stations/BAD', { evses: [{ evseId: 1 }, { evseId: 1 }] })).body.errors[0].path,
  ).toBe('/evses/1/evseId')
  expect((await house.call('GET', '/stations/BAD')).status).toBe(404)
})

test('an unknown site or tolerance is refused, and nothing is left of the attempt', async () => {
  const site = await house.call('PUT', '/stations/LOST', { site: 'nowhere' })
  expect(site.body.errors).toEqual([{ path: '/site', message: 'there is no such site' }])
  const tolerance = await house.call('PUT', '/stations/LOST', { tolerances: ['loose-types', 'typos'] })
  expect(tolerance.body.errors[0].path).toBe('/tolerances/1')
  expect((await house.call('GET', '/stations/LOST')).status).toBe(404)
  expect((await house.call('GET', '/audit?subject=LOST')).body.total).toBe(0)
})

test.each([
  ['CP%2F1', 'a slash'],
  ['a%20b', 'a space'],
  ['a%3Ab', 'a colon, which would split the Basic user name'],
  ['x'.repeat(49), '49 characters'],
  ['%C3%A9', 'a letter beyond ASCII'],
])('the id %s is refused: %s', async (id) => {
  const put = await house.call('PUT', `/stations/${id}`, {})
  expect(put.status).toBe(422)
  expect(put.body.errors[0].path).toBe('id')
  expect((await house.call('GET', `/stations/${id}`)).status).toBe(404)
})

test('If-Match saves an edit from another one, If-None-Match: * an existing station', async () => {
  await house.call('PUT', '/stations/ETAG', {})
  const stale = await house.call('PUT', '/stations/ETAG', { note: 'b' }, { 'if-match': '"7"' })
  expect(stale.status).toBe(412)
  const fresh = await house.call('PUT', '/stations/ETAG', { note: 'b' }, { 'if-match': '"6", "1"' })
  expect(fresh.headers.etag).toBe('"2"')
  expect((await house.call('PUT', '/stations/ETAG', {}, { 'if-none-match': '*' })).status).toBe(412)
  expect((await house.call('PUT', '/stations/ETAG2', {}, { 'if-match': '*' })).status).toBe(412)
  expect((await house.call('DELETE', '/stations/ETAG', undefined, { 'if-match': '"1"' })).status).toBe(412)
  expect((await house.call('DELETE', '/stations/ETAG', undefined, { 'if-match': '"2"' })).status).toBe(204)
})

test('DELETE closes what is open, forgets the station and keeps its transactions', async () => {
  await house.call('PUT', '/stations/GONE', { evses: [{ evseId: 1 }] })
  await openTransaction(house, { id: 9002, stationId: 'GONE', evseId: 1, powerW: 1 })
  expect((await house.call('DELETE', '/stations/GONE')).status).toBe(204)
  expect((await house.call('GET', '/stations/GONE')).status).toBe(404)
  expect((await house.call('DELETE', '/stations/GONE')).status).toBe(404)
  const transaction = await house.call('GET', '/transactions/9002')
  expect(transaction.body).toMatchObject({ station: 'GONE', stationName: null, state: 'closed', closedBy: 'tester' })
})

test('what belongs to another organisation does not exist, and its id stays theirs', async () => {
  const theirs = { authorization: `Bearer ${house.strangerToken}` }
  expect((await house.call('PUT', '/stations/THEIRS', { name: 'x' }, theirs)).body.site).toBe('strange')
  expect((await house.call('GET', '/stations/THEIRS')).status).toBe(404)
  expect((await house.call('DELETE', '/stations/THEIRS')).status).toBe(404)
  expect((await house.call('PUT', '/stations/THEIRS', { name: 'mine' })).status).toBe(409)
  expect((await house.call('PUT', '/stations/MINE', { site: 'strange' })).status).toBe(422)
  expect((await house.call('GET', '/stations?q=THEIRS')).body.total).toBe(0)
  expect((await house.call('GET', '/stations/THEIRS/messages')).status).toBe(404)
  expect((await house.call('GET', '/audit?subject=THEIRS')).body.total).toBe(0)
})

test('a write leaves its event in the same commit', async () => {
  await house.call('PUT', '/stations/EVENT', {})
  const events = await house.db.selectFrom('event').selectAll().where('subject', '=', 'EVENT').execute()
  expect(events).toEqual([
    expect.objectContaining({ kind: 'station.changed', station_id: 'EVENT', data: { change: 'created' } }),
  ])
})
