import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { bucketOf } from '../../db/bucket.ts'
import { makePartition } from '../../db/partitions.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
  await house.call('PUT', '/stations/CP1', {})
}, startMs)
afterAll(() => house.close())

test('the message log is newest first, with payloads parsed and filters that combine', async () => {
  const base = {
    bucket: bucketOf('CP1'),
    organisation_id: 'default',
    station_id: 'CP1',
    version: 'ocpp1.6',
    message_id: 'm',
  }
  await house.db
    .insertInto('message')
    .values([
      {
        ...base,
        direction: 'in',
        action: 'Heartbeat',
        at: '2026-03-01T10:00:00Z',
        answered_at: '2026-03-01T10:00:00.025Z',
        outcome: 'answered',
        request: '[2,"m","Heartbeat",{}]',
        response: '[3,"m",{"currentTime":"2026-03-01T10:00:00Z"}]',
      },
      {
        ...base,
        direction: 'out',
        action: 'Reset',
        at: '2026-03-01T10:01:00Z',
        answered_at: '2026-03-01T10:01:00Z',
        outcome: 'refused',
        request: '[2,"m","Reset",{"type":"Soft"}]',
        response: '[4,"m","NotSupported","no",{}]',
        error_code: 'NotSupported',
        problem: 'no',
      },
      {
        ...base,
        direction: 'in',
        action: null,
        message_id: null,
        at: '2026-03-01T10:02:00Z',
        outcome: 'malformed',
        request: '[2,"half',
        error_code: 'FormatViolation',
        deviations: '[{"path":"/x","rule":"loose-containers"}]',
      },
    ])
    .execute()
  const all = (await house.call('GET', '/stations/CP1/messages')).body
  expect(all.total).toBe(3)
  expect(all.items[0]).toMatchObject({
    outcome: 'malformed',
    request: null,
    requestText: '[2,"half',
    response: null,
    durationMs: null,
    deviations: [{ path: '/x', rule: 'loose-containers' }],
  })
  expect(all.items[1]).toMatchObject({
    direction: 'out',
    request: { type: 'Soft' },
    response: { errorCode: 'NotSupported', errorDescription: 'no', errorDetails: {} },
    errorCode: 'NotSupported',
  })
  expect(all.items[2]).toMatchObject({
    request: {},
    response: { currentTime: '2026-03-01T10:00:00Z' },
    version: '1.6',
    durationMs: 25,
  })
  const count = async (query: string) => (await house.call('GET', `/stations/CP1/messages?${query}`)).body.total
  expect(await count('action=Reset')).toBe(1)
  expect(await count('direction=in')).toBe(2)
  expect(await count('direction=in&outcome=answered')).toBe(1)
  expect(await count('q=soft')).toBe(1)
  expect(await count('from=2026-03-01T10:01:00Z&to=2026-03-01T10:02:00Z')).toBe(1)
  const first = (await house.call('GET', '/stations/CP1/messages?limit=2')).body
  const second = (await house.call('GET', `/stations/CP1/messages?limit=2&cursor=${first.next}`)).body
  expect([...first.items, ...second.items]).toEqual(all.items)
})

test('a log of years is walked back to its beginning, whatever lies between', async () => {
  await house.call('PUT', '/stations/OLD', {})
  const daysAgo = (days: number) => new Date(house.clock.now.getTime() - days * 86_400_000)
  // Those of long ago have no day of their own.
  const ages = [0, 0, 1, 9, 10, 60, 400, 2000]
  for (const days of [1, 9, 10, 60]) await makePartition(house.db, 'message', daysAgo(days))
  const of = {
    bucket: bucketOf('OLD'),
    organisation_id: 'default',
    station_id: 'OLD',
    version: 'ocpp1.6',
    direction: 'in' as const,
  }
  const rows = ages.map((days) => ({
    ...{ ...of, action: 'Heartbeat', at: daysAgo(days), outcome: 'answered' },
    request: `[2,"m","Heartbeat",{"age":${days}}]`,
  }))
  await house.db.insertInto('message').values(rows).execute()
  const ageOf = ({ request }: { request: { age: number } }) => request.age
  const all = (await house.call('GET', '/stations/OLD/messages')).body
  expect(all.items.map(ageOf)).toEqual(ages)
  expect(all).toMatchObject({ total: 8, totalIs: 'exact', next: null, searchedTo: null })
  const found = async (query: string) => {
    const ages: number[] = []
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await house.call('GET', `/stations/OLD/messages?${query}${next && `&cursor=${next}`}`)
      ages.push(...body.items.map(ageOf))
      next = body.next
    }
    return ages
  }
  expect(await found('limit=3')).toEqual(ages)
  expect(await found('q=age%22:2000')).toEqual([2000])
  expect(await found(`from=${daysAgo(59).toISOString()}`)).toEqual([0, 0, 1, 9, 10])
  expect(await found(`to=${daysAgo(9).toISOString()}&from=${daysAgo(400).toISOString()}`)).toEqual([10, 60, 400])
})

test('variables hold configuration keys of 1.6 and the device model of 2.x', async () => {
  await house.db
    .insertInto('configuration_key')
    .values({
      organisation_id: 'default',
      station_id: 'CP1',
      key: 'HeartbeatInterval',
      value: '300',
      readonly: false,
      at: house.clock.now,
    })
    .execute()
  await house.db
    .insertInto('variable')
    .values([
      {
        organisation_id: 'default',
        station_id: 'CP1',
        component: 'EVSE',
        evse_id: 1,
        variable: 'Power',
        attribute: 'MaxSet',
        value: '22000',
        unit: 'W',
        data_type: 'decimal',
        at: house.clock.now,
      },
      {
        organisation_id: 'default',
        station_id: 'CP1',
        component: 'OCPPCommCtrlr',
        variable: 'HeartbeatInterval',
        value: '60',
        at: house.clock.now,
      },
    ])
    .execute()
  const { items } = (await house.call('GET', '/stations/CP1/variables')).body
  expect(items[0]).toMatchObject({ component: null, variable: { name: 'HeartbeatInterval' }, mutability: 'ReadWrite' })
  expect(items[1]).toMatchObject({
    component: { name: 'EVSE', instance: null, evse: { id: 1, connectorId: null } },
    variable: { name: 'Power', instance: null },
    attribute: 'MaxSet',
    unit: 'W',
  })
  expect((await house.call('GET', '/stations/CP1/variables?q=heartbeat')).body.items).toHaveLength(2)
  expect((await house.call('GET', '/stations/CP1/variables?component=evse')).body.items).toHaveLength(1)
  expect((await house.call('GET', '/stations/CP1/variables?limit=2')).body.items).toEqual(items.slice(0, 2))
})

test('variables are read whole or in pages, keys and device model in one order', async () => {
  const { items: whole, next } = (await house.call('GET', '/stations/CP1/variables')).body
  expect(next).toBeNull()
  const paged: unknown[] = []
  for (let cursor = ''; ; ) {
    const page = (await house.call('GET', `/stations/CP1/variables?limit=1${cursor}`)).body
    expect(page.items).toHaveLength(1)
    paged.push(...page.items)
    if (page.next === null) break
    cursor = `&cursor=${page.next}`
  }
  expect(paged).toEqual(whole)
})

test('operations, security events and installed profiles of a station', async () => {
  for (const id of [1, 2, 3]) {
    await house.db
      .insertInto('operation')
      .values({
        id,
        organisation_id: 'default',
        station_id: 'CP1',
        kind: 'firmware',
        request_id: id,
        status: 'Installed',
        requested_at: `2026-03-01T0${id}:00:00Z`,
        updated_at: `2026-03-01T0${id}:00:00Z`,
      })
      .execute()
    await house.db
      .insertInto('security_event')
      .values({
        organisation_id: 'default',
        station_id: 'CP1',
        type: 'StartupOfTheDevice',
        at: house.clock.now,
        received_at: house.clock.now,
      })
      .execute()
  }
  for (const list of ['operations', 'security-events']) {
    const first = (await house.call('GET', `/stations/CP1/${list}?limit=2`)).body
    const second = (await house.call('GET', `/stations/CP1/${list}?limit=2&cursor=${first.next}`)).body
    expect([...first.items, ...second.items].map((o: { id: number }) => o.id)).toEqual([3, 2, 1])
    expect(first.total).toBe(3)
  }
  const profile = { stackLevel: 1, chargingProfilePurpose: 'TxProfile' }
  await house.db
    .insertInto('installed_charging_profile')
    .values({
      organisation_id: 'default',
      station_id: 'CP1',
      profile_id: 7,
      evse_id: 0,
      purpose: 'TxProfile',
      stack_level: 1,
      profile: JSON.stringify(profile),
      source: 'csms',
      at: house.clock.now,
    })
    .execute()
  expect((await house.call('GET', '/stations/CP1/charging-profiles')).body.items).toEqual([
    expect.objectContaining({ id: 7, name: null, evseId: 0, purpose: 'TxProfile', stackLevel: 1, profile }),
  ])
})

test('the inbox of unknown stations: listed latest first, accepted with a site, or forgotten', async () => {
  for (const [i, id] of ['NEW1', 'NEW2', 'NEW3'].entries()) {
    await house.db
      .insertInto('unknown_station')
      .values({
        id,
        organisation_id: 'default',
        version: 'ocpp2.1',
        vendor: 'V',
        first_seen_at: '2026-03-01T00:00:00Z',
        last_seen_at: `2026-03-01T00:0${i}:00Z`,
      })
      .execute()
  }
  const first = (await house.call('GET', '/unknown-stations?limit=2')).body
  const second = (await house.call('GET', `/unknown-stations?limit=2&cursor=${first.next}`)).body
  expect([...first.items, ...second.items].map((s: { id: string }) => s.id)).toEqual(['NEW3', 'NEW2', 'NEW1'])
  const accepted = await house.call('POST', '/unknown-stations/NEW2/accept', { name: 'Second' })
  expect(accepted.status).toBe(201)
  expect(accepted.body).toMatchObject({ id: 'NEW2', name: 'Second', site: 'default', admission: 'accepted' })
  // What it told while it waited is not lost.
  expect(accepted.body).toMatchObject({ vendor: 'V', version: '2.1', status: 'offline' })
  expect((await house.call('POST', '/unknown-stations/NEW2/accept')).status).toBe(404)
  expect((await house.call('DELETE', '/unknown-stations/NEW1')).status).toBe(204)
  expect((await house.call('DELETE', '/unknown-stations/NEW1')).status).toBe(404)
  expect((await house.call('GET', '/unknown-stations')).body.items.map((s: { id: string }) => s.id)).toEqual(['NEW3'])
  // Who is created by hand has left the inbox, too.
  await house.call('PUT', '/stations/NEW3', {})
  expect((await house.call('GET', '/unknown-stations')).body.total).toBe(0)
})

test('a station that came with an odd id can be taken and seen, but not made up', async () => {
  const id = 'Kiosk 7 é:1'
  await house.db
    .insertInto('unknown_station')
    .values({ id, organisation_id: 'default', first_seen_at: house.clock.now, last_seen_at: house.clock.now })
    .execute()
  const path = encodeURIComponent(id)
  expect((await house.call('PUT', `/stations/${path}`, {})).body.errors[0].path).toBe('id')
  expect((await house.call('POST', `/unknown-stations/${path}/accept`)).status).toBe(201)
  expect((await house.call('GET', `/stations/${path}`)).body.id).toBe(id)
  expect((await house.call('PUT', `/stations/${path}`, { name: 'Kiosk' })).status).toBe(200)
  expect((await house.call('GET', '/stations/a%00b')).status).toBe(404)
})

test('commands of a station are those of its version, with the fields for a form', async () => {
  await house.call('PUT', '/stations/V16', {})
  expect((await house.call('GET', '/stations/V16/commands')).status).toBe(409)
  await house.db
    .insertInto('station_state')
    .values({ organisation_id: 'default', station_id: 'V16', version: 'ocpp1.6' })
    .execute()
  const { body } = await house.call('GET', '/stations/V16/commands')
  expect(body.version).toBe('1.6')
  const names = body.items.map((c: { command: string }) => c.command)
  expect(names).toContain('remote-start-transaction')
  expect(names).not.toContain('boot-notification')
  const reset = body.items.find((c: { command: string }) => c.command === 'reset')
  expect(reset).toMatchObject({ action: 'Reset', fields: [{ name: 'type', required: true, enum: ['Hard', 'Soft'] }] })
})

test('an action is described for each version that has it', async () => {
  const described = (await house.call('GET', '/describe/2.0.1/BootNotification')).body
  expect(described).toMatchObject({ fromStation: true, fromCsms: false })
  expect(described.request.map((f: { name: string }) => f.name)).toContain('chargingStation')
  expect(described.response.map((f: { name: string }) => f.name)).toContain('interval')
  expect((await house.call('GET', '/describe/2.1/NotifyPeriodicEventStream')).body.response).toBeNull()
  expect((await house.call('GET', '/describe/1.6/TransactionEvent')).status).toBe(404)
  expect((await house.call('GET', '/describe/1.5/Heartbeat')).status).toBe(404)
})
