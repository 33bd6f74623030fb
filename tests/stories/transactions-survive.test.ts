/** Transactions across our restart, a station that vanishes, and time that passes. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expireReservations } from '../../packages/csms/src/reservations/expire-reservations.ts'
import { closeAbandoned } from '../../packages/csms/src/transactions/close-abandoned.ts'
import { type House, house, until } from '../house.ts'

let it: House
/** How far the server's clock is ahead. */
let aheadMs: number
const started = Date.now()
const hour = 3_600_000

beforeEach(async () => {
  aheadMs = 0
  it = await house({ now: () => new Date(Date.now() + aheadMs), idTokens: ['ALICE'], stations: ['CP1', 'CP2'] })
})
afterEach(() => it.close())

/** The time by everybody's clock, from now on. */
const reach = (hours: number) => {
  aheadMs = started + hours * hour - Date.now()
}
const time = (hours: number) => new Date(started + hours * hour).toISOString()
const only = async () => {
  const [transaction, ...others] = await it.transactions()
  expect(others).toEqual([])
  return transaction
}
const request = { connectorId: 1, idTag: 'ALICE', meterStart: 1000, timestamp: time(0) }
const values = (transactionId: number, hours: number, wh: number) => ({
  connectorId: 1,
  transactionId,
  meterValue: [{ timestamp: time(hours), sampledValue: [{ value: String(wh) }] }],
})
const abandonedNow = () => closeAbandoned(it.csms.ctx, new Date(started))

test('a transaction runs on over our restart, and nothing sent again counts twice', async () => {
  const before = await it.station('CP1')
  const first = await before.call('StartTransaction', request)
  reach(1)
  await before.call('MeterValues', values(first.transactionId, 1, 3000))
  await before.close()
  await it.restart()
  const after = await it.station('CP1', { boot: false })
  expect(await after.call('StartTransaction', request)).toEqual(first)
  await after.call('MeterValues', values(first.transactionId, 1, 3000))
  reach(2)
  await after.call('MeterValues', values(first.transactionId, 2, 4500))
  expect(await only()).toMatchObject({ state: 'open', energyWh: 3500 })
  const stop = { transactionId: first.transactionId, meterStop: 6000, timestamp: time(3), idTag: 'ALICE' }
  reach(3)
  const answer = await after.call('StopTransaction', stop)
  await after.close()
  await it.restart()
  const again = await it.station('CP1', { boot: false })
  expect(await again.call('StopTransaction', stop)).toEqual(answer)
  const transaction = await only()
  expect(transaction).toMatchObject({ state: 'closed', energyWh: 5000, stoppedAt: time(3), flags: [] })
  const { body } = await it.api('GET', `/transactions/${transaction.id}/meter-values`)
  expect(body.items).toHaveLength(2)
})

test('2.0.1: events sent again after our restart are recognised', async () => {
  const event = (eventType: string, seqNo: number, wh: number, context?: string) => ({
    eventType,
    timestamp: time(seqNo),
    triggerReason: 'MeterValuePeriodic',
    seqNo,
    transactionInfo: { transactionId: 'a' },
    ...(seqNo === 0 && { evse: { id: 1 }, idToken: { idToken: 'ALICE', type: 'ISO14443' } }),
    meterValue: [{ timestamp: time(seqNo), sampledValue: [{ value: wh, ...(context && { context }) }] }],
  })
  const events = [
    event('Started', 0, 100, 'Transaction.Begin'),
    event('Updated', 1, 200),
    event('Ended', 2, 300, 'Transaction.End'),
  ]
  for (const [i, sent] of events.entries()) {
    reach(i)
    const station = await it.station('CP1', { version: 'ocpp2.0.1', boot: false })
    const answer = await station.call('TransactionEvent', sent)
    await station.close()
    await it.restart()
    const back = await it.station('CP1', { version: 'ocpp2.0.1', boot: false })
    for (const resent of events.slice(0, i + 1)) {
      const again = await back.call('TransactionEvent', resent)
      if (resent === sent) expect(again).toEqual(answer)
    }
    await back.close()
  }
  const transaction = await only()
  expect(transaction).toMatchObject({ state: 'closed', energyWh: 200, flags: [] })
  const { body } = await it.api('GET', `/transactions/${transaction.id}/events`)
  expect(body.items).toHaveLength(3)
})

test('an old transaction is recognised, however many came after it', async () => {
  const station = await it.station('CP1')
  const { transactionId } = await station.call('StartTransaction', request)
  const stop = { transactionId, meterStop: 2000, timestamp: time(0.5) }
  reach(0.5)
  await station.call('StopTransaction', stop)
  for (let i = 1; i <= 30; i++) {
    reach(i + 0.5)
    const next = await station.call('StartTransaction', { ...request, timestamp: time(i) })
    await station.call('StopTransaction', {
      transactionId: next.transactionId,
      meterStop: 1500,
      timestamp: time(i + 0.5),
    })
  }
  expect(await station.call('StopTransaction', stop)).toEqual({})
  expect(await it.transactions()).toHaveLength(31)
  expect(it.csms.ctx.stations.get('CP1')?.transactions.size).toBeLessThan(25)
})

test('who charges is known after a restart: nowhere twice', async () => {
  const one = await it.station('CP1')
  await one.call('StartTransaction', request)
  await one.close()
  await it.restart()
  const two = await it.station('CP2')
  expect(await two.call('StartTransaction', request)).toMatchObject({ idTagInfo: { status: 'ConcurrentTx' } })
})

test('a station that vanishes leaves a transaction that is closed by rule, for all to see', async () => {
  const station = await it.station('CP1')
  const { transactionId } = await station.call('StartTransaction', request)
  reach(1)
  await station.call('MeterValues', values(transactionId, 1, 3000))
  await station.close()
  await until(() => it.csms.ctx.stations.get('CP1')?.link === null)
  aheadMs += 23 * hour
  expect(await abandonedNow()).toBe(0)
  aheadMs += 2 * hour
  expect(await abandonedNow()).toBe(1)
  expect(await only()).toMatchObject({
    state: 'closed',
    closedBy: 'rule',
    closeNote: expect.stringContaining('last heard of'),
    stoppedAt: time(1),
    energyWh: 2000,
    flags: ['abandoned'],
  })
  // The driver is not locked out by it.
  const other = await it.station('CP2')
  expect(await other.call('Authorize', { idTag: 'ALICE' })).toEqual({ idTagInfo: { status: 'Accepted' } })
  // Its own end, days later, is the better one.
  const back = await it.station('CP1', { boot: false })
  await back.call('StopTransaction', { transactionId, meterStop: 9000, timestamp: time(5), reason: 'PowerLoss' })
  expect(await only()).toMatchObject({
    energyWh: 8000,
    stoppedAt: time(5),
    stopReason: 'PowerLoss',
    flags: ['abandoned', 'ended-after-close'],
  })
})

test('a station that comes back with its transaction still running is believed', async () => {
  const station = await it.station('CP1')
  const { transactionId } = await station.call('StartTransaction', request)
  await station.close()
  await until(() => it.csms.ctx.stations.get('CP1')?.link === null)
  aheadMs += 25 * hour
  expect(await abandonedNow()).toBe(1)
  const back = await it.station('CP1', { boot: false })
  await back.call('MeterValues', values(transactionId, 25, 8000))
  expect(await only()).toMatchObject({
    state: 'open',
    energyWh: 7000,
    closedBy: null,
    stoppedAt: null,
    flags: ['abandoned'],
  })
})

test('what the register gained while the station restarted is told', async () => {
  const station = await it.station('CP1')
  const { transactionId } = await station.call('StartTransaction', request)
  reach(0.5)
  await station.call('MeterValues', values(transactionId, 0.5, 3000))
  await station.close()
  await until(() => it.csms.ctx.stations.get('CP1')?.link === null)
  reach(1.1)
  const back = await it.station('CP1')
  reach(1.2)
  await back.call('MeterValues', values(transactionId, 1.2, 15_000))
  reach(1.3)
  await back.call('StopTransaction', { transactionId, meterStop: 16_000, timestamp: time(1.3), reason: 'Local' })
  expect(await only()).toMatchObject({
    energyWh: 15_000,
    uncertain: [{ reason: 'restarted', takenWh: 15_000, otherWh: 3000 }],
  })
})

test('a reservation that runs out is expired, and one that was used in time is used after all', async () => {
  const station = await it.station('CP1', { answers: { ReserveNow: () => ({ status: 'Accepted' }) } })
  const body = { connectorId: 1, expiryDate: time(1), idTag: 'ALICE', reservationId: 9 }
  expect((await it.api('POST', '/stations/CP1/commands/reserve-now', body)).body.status).toBe('Accepted')
  const state = async () => (await it.api('GET', '/reservations/9')).body.state
  await expireReservations(it.csms.ctx)
  expect(await state()).toBe('active')
  await station.close()
  await until(() => it.csms.ctx.stations.get('CP1')?.link === null)
  aheadMs += 2 * hour
  await expireReservations(it.csms.ctx)
  expect(await state()).toBe('expired')
  const back = await it.station('CP1', { boot: false })
  await back.call('StartTransaction', { ...request, reservationId: 9, timestamp: time(0.9) })
  expect(await state()).toBe('used')
})
