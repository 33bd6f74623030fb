import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareSocket } from '../bare-socket.ts'
import { type House, house } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house()
})
afterAll(() => home.close())

const sampled = [
  { value: '1000500', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
  { value: '7360', measurand: 'Power.Active.Import', unit: 'W' },
]
const signed = { value: 'c2lnbmVk', format: 'SignedData', context: 'Transaction.Begin' }

async function charging(id: string) {
  await home.addStation(id)
  const station = await home.station(id)
  const timestamp = new Date().toISOString()
  const started = { connectorId: 1, idTag: 'ALICE', meterStart: 1_000_000, timestamp }
  const { transactionId } = await station.call('StartTransaction', started)
  const meter = (sampledValue: readonly object[]) =>
    station.call('MeterValues', {
      connectorId: 1,
      transactionId,
      meterValue: [{ timestamp: new Date().toISOString(), sampledValue }],
    })
  const shown = async () => (await home.api('GET', `/transactions/${transactionId}/meter-values`)).body.items
  const stored = async () => {
    const rows = await home.csms.ctx.db
      .selectFrom('meter_value')
      .select('samples')
      .where('transaction_id', '=', transactionId)
      .orderBy('received_at')
      .execute()
    return rows.map(({ samples }) => samples !== null)
  }
  return { station, meter, shown, stored, transactionId }
}

test('samples stand in the message that brought them, and are shown from there', async () => {
  const { meter, shown, stored } = await charging('LOG1')
  await meter(sampled)
  expect(await stored()).toEqual([false])
  expect(await shown()).toMatchObject([
    {
      energyWh: 1_000_500,
      powerW: 7360,
      context: 'Sample.Periodic',
      samples: sampled.map(({ value, measurand, unit }) => ({ measurand, sent: { value, unit } })),
    },
  ])
})

test('a message that is not kept any more has taken its samples along, and the reading stays', async () => {
  const { meter, shown } = await charging('LOG2')
  await meter(sampled)
  await home.csms.ctx.db.deleteFrom('message').where('station_id', '=', 'LOG2').execute()
  expect(await shown()).toMatchObject([{ energyWh: 1_000_500, powerW: 7360, context: null, samples: null }])
})

test('what is signed, and what was not read as it was sent, is kept with the value', async () => {
  const { station, meter, shown, stored, transactionId } = await charging('LOG3')
  await meter([...sampled, signed])
  await home.addStation('LOG3', { tolerances: ['loose-types'] })
  await station.close()
  const socket = await bareSocket(home.ocppUrl, 'LOG3')
  const meterValue = [{ timestamp: new Date().toISOString(), sampledValue: sampled }]
  socket.send([2, 'loose', 'MeterValues', { connectorId: '1', transactionId, meterValue }])
  expect((await socket.answerTo('loose'))[0]).toBe(3)
  expect(await stored()).toEqual([true, true])
  await home.csms.ctx.db.deleteFrom('message').where('station_id', '=', 'LOG3').execute()
  expect((await shown()).map(({ samples }: { samples: unknown[] }) => samples.length)).toEqual([3, 2])
})

test('two values of one message are told apart', async () => {
  const { station, shown, transactionId } = await charging('LOG4')
  const at = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()
  await station.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [3, 2, 1].map((n) => ({ timestamp: at(n), sampledValue: [{ value: String(1_000_000 + 10 - n) }] })),
  })
  expect((await shown()).map(({ samples }: { samples: { value: number }[] }) => samples[0]?.value)).toEqual([
    1_000_007, 1_000_008, 1_000_009,
  ])
})
