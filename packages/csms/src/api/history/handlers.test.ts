import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { openTransaction } from '../../../test/rows.ts'
import { makePartition } from '../../db/partitions.ts'
import { sumEnded } from '../../history/energy-days.ts'
import { keepQuarters } from '../../history/power-quarters.ts'
import { prune } from '../../history/prune.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await apiHouse()
  for (let n = 1; n <= 27; n++) await makePartition(house.db, 'message', new Date(Date.UTC(2026, 1, n)))
  await sql`insert into message (bucket, at, station_id, organisation_id, version, direction, outcome, request)
    select 1, timestamptz '2026-02-01T00:00:00Z' + i * interval '1 hour', 'A', 'default', 'ocpp1.6', 'in', 'answered', ''
    from generate_series(0, 24 * 27 - 1) i`.execute(house.db)
  await sql`analyze`.execute(house.db)
}, startMs)
afterAll(() => house.close())

const kindOf = async (kind: string) =>
  (await house.call('GET', '/history/retention')).body.items.find((item: { kind: string }) => item.kind === kind)

test('every kind tells its rule, how much there is, and since when', async () => {
  const { body } = await house.call('GET', '/history/retention')
  expect(body.items.map(({ kind, rule }: { kind: string; rule: object }) => [kind, rule])).toEqual([
    ['messages', { maxAgeDays: 180, maxBytes: null }],
    ['events', { maxAgeDays: 90, maxBytes: null }],
    ['meter-values', { maxAgeDays: 400, maxBytes: null }],
    ['transaction-events', { maxAgeDays: null, maxBytes: null }],
    ['audit', { maxAgeDays: 2922, maxBytes: null }],
    ['security-events', { maxAgeDays: 400, maxBytes: null }],
  ])
  expect(body.items[0]).toMatchObject({
    ...{ oldestAt: '2026-02-01T00:00:00.000Z', rows: 648, days: 27, heldDays: 0, takesSize: true },
    frees: { days: 0, rows: 0, bytes: 0 },
  })
  expect(body.items[4]).toMatchObject({ takesSize: false, days: null, oldestAt: null })
})

test('what a changed rule would free is told before it is set, and then is gone; who set it is in the audit', async () => {
  const before = await kindOf('messages')
  const preview = (await house.call('GET', '/history/retention/messages/preview?maxAgeDays=20')).body
  expect(preview).toMatchObject({ days: 8, rows: 192 })
  const put = await house.call('PUT', '/history/retention/messages', { maxAgeDays: 20 })
  expect(put.body).toMatchObject({ rule: { maxAgeDays: 20, maxBytes: null }, frees: preview })
  await prune(house.ctx)
  const after = await kindOf('messages')
  expect(after).toMatchObject({ rows: before.rows - preview.rows, bytes: before.bytes - preview.bytes, days: 19 })
  expect(after.frees.days).toBe(0)
  const audit = (await house.call('GET', '/audit?subjectType=retention')).body.items
  expect(audit.map(({ action, actor }: { action: string; actor: string }) => [action, actor])).toEqual([
    ['retention.dropped', 'rule'],
    ['retention.changed', 'tester'],
  ])
  expect(audit[1].detail).toMatchObject({ before: { maxAgeDays: 180 }, after: { maxAgeDays: 20 } })
})

test('members that are left out stay, null is for ever', async () => {
  await house.call('PUT', '/history/retention/events', { maxBytes: 5_000_000 })
  expect((await kindOf('events')).rule).toEqual({ maxAgeDays: 90, maxBytes: 5_000_000 })
  await house.call('PUT', '/history/retention/events', { maxAgeDays: null })
  expect((await kindOf('events')).rule).toEqual({ maxAgeDays: null, maxBytes: 5_000_000 })
})

test.each([
  ['PUT', '/history/retention/audit', { maxBytes: 5_000_000 }, 422],
  ['GET', '/history/retention/audit/preview?maxBytes=5000000', undefined, 422],
  ['PUT', '/history/retention/messages', { maxAgeDays: 0 }, 422],
  ['PUT', '/history/retention/letters', { maxAgeDays: 10 }, 422],
  ['GET', '/history/retention/letters/preview', undefined, 404],
  ['GET', '/history/energy?from=2020-01-01&to=2026-01-01', undefined, 422],
  ['GET', '/history/energy?from=2026-02-31', undefined, 422],
  ['GET', '/history/energy?from=2020-01-01&to=2026-01-01&by=month', undefined, 200],
  ['GET', '/history/energy?site=nowhere', undefined, 404],
  ['GET', '/history/power?site=strange', undefined, 404],
] as const)('%s %s %j: %i', async (method, path, body, status) => {
  expect((await house.call(method, path, body)).status).toBe(status)
})

test('another organisation neither sees nor sets what all share', async () => {
  const headers = { authorization: `Bearer ${house.strangerToken}` }
  expect((await house.call('GET', '/history/retention', undefined, headers)).status).toBe(403)
  expect((await house.call('PUT', '/history/retention/messages', { maxAgeDays: 1 }, headers)).status).toBe(403)
})

test('energy and power of months are read from what is kept', async () => {
  const ended = { stationId: 'A', evseId: 1, startedAt: '2026-02-10T10:00:00Z', stoppedAt: '2026-02-10T11:00:00Z' }
  await openTransaction(house, { id: 1, ...ended, energyWh: 4200, meterStartWh: 0 })
  const due = { station_id: 'A', transaction_id: 1, organisation_id: 'default', at: house.clock.now }
  await house.db.insertInto('energy_due').values(due).execute()
  await sumEnded(house.db, house.clock.now)
  const point = { sessions: 1, unknown: 0, energyWh: 4200, exportedWh: null, chargingS: 3600 }
  const items = async (path: string) => (await house.call('GET', path)).body.items
  expect(await items('/history/energy')).toEqual([{ day: '2026-02-10', ...point }])
  expect(await items('/history/energy?by=month&site=default&station=A')).toEqual([{ day: '2026-02-01', ...point }])
  expect(await items('/history/energy?to=2026-02-09')).toEqual([])
  const sample = { organisation_id: 'default', site_id: '', at: '2026-02-10T10:05:00Z', power_w: 4200 }
  await house.db.insertInto('power_sample').values(sample).execute()
  await keepQuarters(house.db)
  expect(await items('/history/power')).toEqual([{ at: '2026-02-10T10:00:00.000Z', meanW: 4200, maxW: 4200 }])
})
