import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { meterValue, noteValueAt, openTransaction } from '../../../test/rows.ts'
import { bucketOf } from '../../db/bucket.ts'

let house: ApiHouse
const doubt = { reason: 'end-doubtful', takenWh: 300, otherWh: 900_000 }
const ids = async (query: string): Promise<number[]> =>
  (await house.call('GET', `/transactions?${query}`)).body.items.map((t: { id: number }) => t.id)

beforeAll(async () => {
  house = await apiHouse()
  await house.call('PUT', '/stations/CP1', { name: 'Gate' })
  const day = (d: number, h: number) => `2026-02-0${d}T0${h}:00:00Z`
  await openTransaction(house, {
    id: 11,
    stationId: 'CP1',
    evseId: 1,
    startedAt: day(1, 8),
    stoppedAt: day(1, 9),
    energyWh: 5,
  })
  await openTransaction(house, { id: 12, stationId: 'CP2', evseId: 1, startedAt: day(2, 8), idToken: 'Bob' })
  await openTransaction(house, {
    id: 13,
    stationId: 'CP1',
    evseId: 2,
    startedAt: day(2, 8),
    siteId: 'depot',
    uncertain: [doubt],
  })
  await openTransaction(house, {
    id: 14,
    stationId: 'CP1',
    evseId: 1,
    startedAt: day(3, 8),
    organisationId: 'stranger',
  })
}, startMs)
afterAll(() => house.close())

test.each([
  ['', [13, 12, 11]],
  ['station=CP1', [13, 11]],
  ['idTag=BOB', [12]],
  ['state=open', [13, 12]],
  ['state=closed', [11]],
  ['site=depot', [13]],
  ['uncertain=true', [13]],
  ['uncertain=false', [12, 11]],
  ['uncertainReason=end-doubtful', [13]],
  ['uncertainReason=no-reading', []],
  ['site=depot&state=open', [13]],
  ['site=depot&idTag=BOB', []],
  ['station=CP1&uncertain=true&state=open', [13]],
  ['site=depot&state=closed', []],
  ['probablyOver=true', []],
  ['probablyOver=false&station=CP1', [13, 11]],
  ['from=2026-02-01T08:00:00Z&to=2026-02-02T08:00:00Z', [11]],
  ['from=2026-02-01T09:30:00%2B05:30', [13, 12, 11]],
])('GET /transactions?%s, newest first', async (query, expected) => {
  expect(await ids(query)).toEqual(expected)
})

test('pages of transactions meet each once, also those that began at the same moment', async () => {
  const first = (await house.call('GET', '/transactions?limit=1')).body
  const second = (await house.call('GET', `/transactions?limit=1&cursor=${first.next}`)).body
  const third = (await house.call('GET', `/transactions?limit=1&cursor=${second.next}`)).body
  expect([first, second, third].map((page) => page.items[0].id)).toEqual([13, 12, 11])
  expect(third.next).toBeNull()
  expect(first.total).toBe(3)
})

test('what is searched for is counted on its page only', async () => {
  const { body } = await house.call('GET', '/transactions?station=CP1&uncertain=true')
  expect(body).toMatchObject({ total: 1, totalIs: 'exact', next: null, searchedTo: null })
  const { body: part } = await house.call('GET', '/transactions?state=open&uncertain=false&limit=1')
  expect(part).toMatchObject({ items: [{ id: 12 }], total: 1, totalIs: 'exact' })
})

test('a doubt about the energy is told with both figures, and one of another name is no filter', async () => {
  expect((await house.call('GET', '/transactions/13')).body.uncertain).toEqual([doubt])
  expect((await house.call('GET', '/transactions?uncertainReason=whim')).status).toBe(422)
})

test('a transaction tells its station, energy and times', async () => {
  expect((await house.call('GET', '/transactions/11')).body).toMatchObject({
    id: 11,
    station: 'CP1',
    stationName: 'Gate',
    evse: 1,
    version: '2.0.1',
    wireId: 'tx-11',
    state: 'closed',
    idTag: 'ALICE',
    startedAt: '2026-02-01T08:00:00.000Z',
    stoppedAt: '2026-02-01T09:00:00.000Z',
    stopReason: 'EVDisconnected',
    energyWh: 5,
    durationS: 3600,
    closedBy: null,
    reservation: null,
  })
  expect((await house.call('GET', '/transactions/14')).status).toBe(404)
  expect((await house.call('GET', '/transactions/99')).status).toBe(404)
  expect((await house.call('GET', '/transactions/x')).status).toBe(404)
  expect((await house.call('GET', '/transactions?from=yesterday')).body.errors[0].path).toBe('from')
})

test('events of a transaction come in their order', async () => {
  for (const type of ['Started', 'Updated', 'Ended']) {
    await house.db
      .insertInto('transaction_event')
      .values({
        organisation_id: 'default',
        station_id: 'CP2',
        transaction_id: 12,
        type,
        at: house.clock.now,
        received_at: house.clock.now,
        payload: '{"a":1}',
      })
      .execute()
  }
  const first = (await house.call('GET', '/transactions/12/events?limit=2')).body
  const second = (await house.call('GET', `/transactions/12/events?limit=2&cursor=${first.next}`)).body
  expect([...first.items, ...second.items].map((e: { type: string }) => e.type)).toEqual([
    'Started',
    'Updated',
    'Ended',
  ])
  expect(first.items[0].payload).toEqual({ a: 1 })
  expect((await house.call('GET', '/transactions/14/events')).status).toBe(404)
})

test('meter values are a series, oldest first, whole or in pages', async () => {
  for (let i = 0; i < 5; i++) {
    const at = `2026-02-02T08:0${i}:00Z`
    await meterValue(house, { transactionId: 12, stationId: 'CP2', at, energyWh: i * 100, powerW: 6000 + i })
  }
  const whole = (await house.call('GET', '/transactions/12/meter-values')).body
  expect(whole.total).toBe(5)
  expect(whole.items.map((v: { energyWh: number }) => v.energyWh)).toEqual([0, 100, 200, 300, 400])
  expect(whole.items[1]).toMatchObject({ at: '2026-02-02T08:01:00.000Z', powerW: 6001, context: 'Sample.Periodic' })
  expect(whole.items[1].samples[0]).toMatchObject({ measurand: 'Power.Active.Import', value: 6001 })
  const first = (await house.call('GET', '/transactions/12/meter-values?limit=3')).body
  const second = (await house.call('GET', `/transactions/12/meter-values?limit=3&cursor=${first.next}`)).body
  expect([...first.items, ...second.items]).toEqual(whole.items)
  const some = await house.call(
    'GET',
    '/transactions/12/meter-values?from=2026-02-02T08:01:00Z&to=2026-02-02T08:03:00Z',
  )
  expect(some.body.items).toHaveLength(2)
})

test('points keeps the peaks and the ends of a long series', async () => {
  await openTransaction(house, { id: 20, stationId: 'CP1', evseId: 1, startedAt: '2026-01-01T00:00:00Z' })
  const rows = Array.from({ length: 2000 }, (_, i) => ({
    bucket: bucketOf('CP1'),
    organisation_id: 'default',
    station_id: 'CP1',
    evse_id: 1,
    transaction_id: 20,
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, i * 10)),
    received_at: house.clock.now,
    digest: 1,
    power_w: i === 777 ? 50_000 : i === 1234 ? 0 : 11_000,
    samples: '[]',
  }))
  await house.db.insertInto('meter_value').values(rows).execute()
  for (const { at } of [rows[0], rows.at(-1)] as typeof rows) await noteValueAt(house, 20, at)
  const { items, total } = (await house.call('GET', '/transactions/20/meter-values?points=100')).body
  expect(total).toBe(2000)
  expect(items.length).toBeLessThanOrEqual(104)
  expect(items.length).toBeGreaterThan(40)
  const powers = items.map((v: { powerW: number }) => v.powerW)
  expect(Math.max(...powers)).toBe(50_000)
  expect(Math.min(...powers)).toBe(0)
  expect(items[0].at).toBe(rows[0]?.at.toISOString())
  expect(items.at(-1).at).toBe(rows.at(-1)?.at.toISOString())
  const times = items.map((v: { at: string }) => v.at)
  expect(times).toEqual([...times].sort())
  expect((await house.call('GET', '/transactions/20/meter-values?points=100&limit=5')).status).toBe(422)
  expect((await house.call('GET', '/transactions/13/meter-values?points=100')).body.items).toEqual([])
})

test('closing says by whom and why, once', async () => {
  expect((await house.call('POST', '/transactions/13/close', {})).body.errors[0].path).toBe('/note')
  const closed = await house.call('POST', '/transactions/13/close', { note: 'station was scrapped' })
  expect(closed.body).toMatchObject({ state: 'closed', closedBy: 'tester', closeNote: 'station was scrapped' })
  expect((await house.call('POST', '/transactions/13/close', { note: 'again' })).status).toBe(409)
  expect((await house.call('POST', '/transactions/14/close', { note: 'theirs' })).status).toBe(404)
})

test('reservations are listed newest first and found by station, state and token', async () => {
  for (const [i, state] of (['active', 'used', 'active'] as const).entries()) {
    await house.db
      .insertInto('reservation')
      .values({
        id: 100 + i,
        organisation_id: 'default',
        station_id: i === 0 ? 'CP2' : 'CP1',
        evse_id: 1,
        id_token: 'Carol',
        expires_at: '2026-03-02T00:00:00Z',
        state,
        created_at: `2026-03-01T00:0${i}:00Z`,
        updated_at: `2026-03-01T00:0${i}:00Z`,
      })
      .execute()
  }
  const found = async (query: string) =>
    (await house.call('GET', `/reservations?${query}`)).body.items.map((r: { id: number }) => r.id)
  expect(await found('')).toEqual([102, 101, 100])
  expect(await found('station=CP1')).toEqual([102, 101])
  expect(await found('state=used')).toEqual([101])
  expect(await found('idTag=carol&state=active')).toEqual([102, 100])
  expect((await house.call('GET', '/reservations/101')).body).toMatchObject({ id: 101, state: 'used', station: 'CP1' })
  expect((await house.call('GET', '/reservations/7')).status).toBe(404)
  const theirs = { authorization: `Bearer ${house.strangerToken}` }
  expect((await house.call('GET', '/reservations/101', undefined, theirs)).status).toBe(404)
})
