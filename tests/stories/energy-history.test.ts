/** What sessions gave is found in the sums of days, whatever becomes of them later. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { summingEnergy } from '../../packages/csms/src/history/energy-days.ts'
import { type House, house, type RawStation } from '../house.ts'

const now = new Date('2026-03-02T12:00:00Z')
let home: House
let station: RawStation

beforeAll(async () => {
  home = await house({ stations: ['CP1'], idTokens: ['ALICE'], now: () => now })
  station = await home.station('CP1')
})
afterAll(() => home.close())

/** Days of the site, which is in India. */
async function days(): Promise<(string | number)[][]> {
  await summingEnergy(home.csms.ctx).work()
  const { items } = (await home.api('GET', '/history/energy')).body
  return items.map(({ day, sessions, energyWh }: { day: string; sessions: number; energyWh: number }) => [
    ...[day, sessions, energyWh],
  ])
}

const start = async (timestamp: string, meterStart: number): Promise<number> =>
  (await station.call('StartTransaction', { connectorId: 1, idTag: 'ALICE', meterStart, timestamp })).transactionId
const stop = (transactionId: number, timestamp: string, meterStop: number) =>
  station.call('StopTransaction', { transactionId, meterStop, timestamp })
const meter = (transactionId: number, timestamp: string, register: number) =>
  station.call('MeterValues', {
    ...{ connectorId: 1, transactionId },
    meterValue: [{ timestamp, sampledValue: [{ value: String(register) }] }],
  })

test('a session over midnight is cut there, by its register', async () => {
  const id = await start('2026-03-01T18:00:00Z', 1000)
  await meter(id, '2026-03-01T18:29:00Z', 4000)
  await meter(id, '2026-03-01T18:59:00Z', 5000)
  await stop(id, '2026-03-01T19:00:00Z', 6000)
  expect(await days()).toEqual([
    ['2026-03-01', 1, 3000],
    ['2026-03-02', 0, 2000],
  ])
})

test('the end that a station tells of a session that an operator has closed corrects its day', async () => {
  const id = await start('2026-03-02T08:00:00Z', 6000)
  await meter(id, '2026-03-02T08:30:00Z', 6500)
  await home.api('POST', `/transactions/${id}/close`, { note: 'gone' })
  expect((await days()).at(-1)).toEqual(['2026-03-02', 1, 2500])
  await stop(id, '2026-03-02T09:00:00Z', 6900)
  expect((await days()).at(-1)).toEqual(['2026-03-02', 1, 2900])
  const sum = (await days()).reduce((sum, [, , wh]) => sum + Number(wh), 0)
  const sessions = (await home.transactions()).reduce((sum, { energyWh }) => sum + energyWh, 0)
  expect(sum).toBe(sessions)
})
