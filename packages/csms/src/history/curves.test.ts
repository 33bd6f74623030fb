import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../test/api-house.ts'
import { openTransaction } from '../../test/rows.ts'
import { bucketOf } from '../db/bucket.ts'
import { storedCurve } from '../transactions/meter-curve.ts'
import { sampleMeterValues } from '../transactions/meter-series.ts'
import { sumEnded } from './energy-days.ts'

let house: ApiHouse
const begin = new Date('2026-03-01T00:00:00Z')
const at = (n: number) => new Date(begin.getTime() + n * 10_000)
const many = 12_000

beforeAll(async () => {
  house = await apiHouse()
  await openTransaction(house, {
    ...{ id: 1, stationId: 'C1', evseId: 1, startedAt: begin.toISOString(), meterStartWh: 0, energyWh: many },
    stoppedAt: at(many).toISOString(),
  })
  await values(0, many)
  await due()
}, startMs)
afterAll(() => house.close())

/** The greatest power at 7,000, the least at 9,001; every hundredth says none. */
async function values(from: number, to: number): Promise<void> {
  await sql`insert into meter_value (bucket, at, station_id, evse_id, digest, organisation_id, transaction_id, received_at, energy_wh, power_w)
    select ${bucketOf('C1')}, ${begin}::timestamptz + n * interval '10 seconds', 'C1', 1, n, 'default', 1, ${begin}, n,
      case when n = 7000 then 60000 when n = 9001 then 1 when n % 100 = 0 then null else 11000 + n % 13 end
    from generate_series(${from}::int, ${to - 1}::int) n`.execute(house.db)
  await sql`update transaction_meter set first_value_at = ${begin}, last_value_at = ${at(to - 1)}, energy_wh = ${to - 1}
    where id = 1`.execute(house.db)
}
const due = () =>
  house.db
    .insertInto('energy_due')
    .values({ station_id: 'C1', transaction_id: 1, organisation_id: 'default', at: new Date() })
    .execute()
const chart = async (points: number, of: { from?: Date; to?: Date } = {}, last = many) => {
  const metered = { id: 1, stationId: 'C1', firstValueAt: begin, lastValueAt: at(last - 1) }
  return sampleMeterValues(house.db, { of: metered, ...of }, points)
}
type Chart = Awaited<ReturnType<typeof chart>>
const endsOf = ({ points }: Chart) => {
  const powers = points.flatMap(({ power_w }) => power_w ?? [])
  return [points[0]?.at, points.at(-1)?.at, Math.min(...powers), Math.max(...powers)]
}

test('a chart from the curve has the peaks, the ends and the number of the values', async () => {
  const read = await chart(200)
  await sumEnded(house.db, at(many))
  expect(await storedCurve(house.db, { stationId: 'C1', id: 1 })).not.toBeNull()
  const kept = await chart(200)
  expect(kept.total).toEqual({ total: many, totalIs: 'exact' })
  expect(read.total).toEqual(kept.total)
  expect(endsOf(kept)).toEqual([at(0), at(many - 1), 1, 60_000])
  expect(endsOf(read)).toEqual(endsOf(kept))
  expect(kept.points.length).toBeGreaterThan(150)
  expect(kept.points.length).toBeLessThanOrEqual(202)
})

test('a part of it is cut from the curve when it is long, and read when it is short', async () => {
  const long = await chart(200, { from: at(500), to: at(11_500) })
  expect(long.total.totalIs).toBe('atLeast')
  expect(long.total.total).toBeGreaterThan(10_900)
  expect(long.total.total).toBeLessThanOrEqual(11_000)
  expect(long.points.every(({ at: of }) => of >= at(500) && of < at(11_500))).toBe(true)
  expect(endsOf(long).slice(2)).toEqual([1, 60_000])
  const short = await chart(200, { from: at(6_990), to: at(7_010) })
  expect(short.total).toEqual({ total: 20, totalIs: 'exact' })
  expect(short.points).toHaveLength(20)
  expect(await chart(200, { from: at(20_000), to: at(20_010) })).toEqual({
    points: [],
    total: { total: 0, totalIs: 'exact' },
  })
})

test('what came after the curve was made is there, too; once the transaction is due again, all is read', async () => {
  await values(many, many + 50)
  const more = await chart(200, {}, many + 50)
  expect(more.total).toEqual({ total: many + 50, totalIs: 'exact' })
  expect(endsOf(more)[1]).toEqual(at(many + 49))
  await due()
  expect(await storedCurve(house.db, { stationId: 'C1', id: 1 })).toBeNull()
  expect((await chart(200, {}, many + 50)).total).toEqual({ total: many + 50, totalIs: 'exact' })
  await sumEnded(house.db, at(many))
  expect((await storedCurve(house.db, { stationId: 'C1', id: 1 }))?.toMs).toBe(at(many + 49).getTime())
})

test('it is there when the values are gone', async () => {
  await sql`delete from meter_value`.execute(house.db)
  expect(endsOf(await chart(200, {}, many + 50))).toEqual([at(0), at(many + 49), 1, 60_000])
  expect((await chart(200, { from: at(6_990), to: at(7_010) }, many + 50)).points.length).toBeGreaterThan(2)
})
