/** Stations whose clocks are wrong, and transactions that are over though nobody said so, by a clock the story drives. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeAbandoned } from '../../packages/csms/src/transactions/close-abandoned.ts'
import { type House, house, type RawStation, until } from '../house.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day
const began = Date.UTC(2026, 2, 1, 8)

let it: House
let now: number

beforeEach(async () => {
  now = began
  it = await house({ now: () => new Date(now), idTokens: ['ALICE', 'BOB'], stations: ['CP1', 'CP2'] })
})
afterEach(() => it.close())

const later = (ms: number) => {
  now += ms
}
const iso = (ms: number) => new Date(ms).toISOString()
const only = async () => {
  const [transaction, ...others] = await it.transactions('station=CP1')
  expect(others).toEqual([])
  return transaction
}
const stationOf = async (id = 'CP1') => (await it.api('GET', `/stations/${id}`)).body
const overview = async () => (await it.api('GET', '/overview')).body

/** One charge of 40 minutes and 4 kWh, told live by a station that writes `clock(now)`. */
async function charge(station: RawStation, clock: (ms: number) => string, idTag = 'ALICE') {
  const { transactionId } = await station.call('StartTransaction', {
    connectorId: 1,
    idTag,
    meterStart: 1000,
    timestamp: clock(now),
  })
  for (const wh of [2000, 3000, 4000]) {
    later(10 * minute)
    await station.call('MeterValues', {
      connectorId: 1,
      transactionId,
      meterValue: [{ timestamp: clock(now), sampledValue: [{ value: String(wh) }] }],
    })
  }
  later(10 * minute)
  await station.call('StopTransaction', { transactionId, idTag, meterStop: 5000, timestamp: clock(now) })
}

describe('a charge of 40 minutes, whatever the clock says', () => {
  test.each<[string, (ms: number) => string, number | null]>([
    ['right', iso, 0],
    ['1970, counting from the boot', (ms) => iso(ms - began + 12_000), null],
    ['the year 1, for ever', () => '0001-01-01T00:00:00Z', null],
    ['ten years on', (ms) => iso(ms + 10 * year), (10 * year) / second],
    ['two hours on', (ms) => iso(ms + 2 * hour), 7200],
    ['three days back', (ms) => iso(ms - 3 * day), -259_200],
    ['standing still', () => iso(began), null],
    ['an hour back in the middle', (ms) => iso(ms < began + 15 * minute ? ms : ms - hour), null],
  ])('%s', async (name, clock, skewS) => {
    const station = await it.station('CP1')
    // It has been here for a while: what it says now has not waited.
    later(hour)
    const before = now
    await charge(
      station,
      name === 'standing still' ? () => iso(before) : (ms) => clock(name.startsWith('an hour') ? ms - hour : ms),
    )
    const transaction = await only()
    expect(transaction).toMatchObject({ state: 'closed', energyWh: 4000 })
    if (!name.startsWith('an hour')) {
      expect(Math.abs(Date.parse(transaction.startedAt) - before)).toBeLessThanOrEqual(2 * minute)
      expect(Math.abs(transaction.durationS - 2400)).toBeLessThanOrEqual(120)
    } else expect(transaction.durationS).toBeGreaterThanOrEqual(2280)
    if (skewS !== null) expect(Math.abs((await stationOf()).skewS - skewS)).toBeLessThanOrEqual(2)
    if (name === 'right') expect(transaction).toMatchObject({ flags: [], startedAtSent: null, stoppedAtSent: null })
    else expect(transaction.flags).toContain('clock-corrected')
    // Today is by our clock, and a charge is in it once.
    expect(await overview()).toMatchObject({ transactionsToday: 1, energyTodayWh: 4000 })
    later(2 * day)
    expect(await overview()).toMatchObject({ transactionsToday: 0, energyTodayWh: 0 })
  })

  test('what was sent is kept beside what is taken, and the skew survives our restart', async () => {
    const station = await it.station('CP1')
    await charge(station, (ms) => iso(ms + 10 * year))
    expect(await only()).toMatchObject({
      startedAt: iso(began),
      startedAtSent: iso(began + 10 * year),
      stoppedAtSent: iso(began + 40 * minute + 10 * year),
      flags: ['clock-corrected'],
    })
    await station.close()
    await it.restart()
    expect((await stationOf()).skewS).toBe((10 * year) / second)
  })

  test('without a zone: by the site’s clock, also when it waited, also after our restart', async () => {
    await it.api('PUT', '/stations/CP1', { tolerances: ['loose-types'] })
    const local = (ms: number) => iso(ms + 5.5 * hour).slice(0, 19)
    const station = await it.station('CP1', { session: { validateOutgoing: false } })
    await charge(station, local)
    expect(await only()).toMatchObject({ startedAt: iso(began), durationS: 2400, flags: [] })
    expect(await stationOf()).toMatchObject({ clockZone: 'site' })
  })
})

test('a queue of a station with a right clock is believed, three days late', async () => {
  const station = await it.station('CP1')
  await station.close()
  await until(() => it.csms.ctx.stations.get('CP1')?.link === null)
  later(3 * day)
  const back = await it.station('CP1')
  const { transactionId } = await back.call('StartTransaction', {
    connectorId: 1,
    idTag: 'ALICE',
    meterStart: 0,
    timestamp: iso(began + day),
  })
  await back.call('StopTransaction', { transactionId, meterStop: 7000, timestamp: iso(began + day + hour) })
  expect(await only()).toMatchObject({ startedAt: iso(began + day), durationS: 3600, flags: [] })
  expect(await overview()).toMatchObject({ transactionsToday: 0, energyTodayWh: 0 })
})

test('a live status counts, whatever its stamp: no fault is hidden behind a slow clock', async () => {
  const station = await it.station('CP1')
  const report = (status: string, ms: number, connectorId = 1) =>
    station.call('StatusNotification', {
      connectorId,
      status,
      errorCode: status === 'Faulted' ? 'GroundFailure' : 'NoError',
      timestamp: iso(ms),
    })
  later(hour)
  await report('Available', now)
  later(minute)
  await report('Faulted', now - 20 * minute)
  expect((await stationOf()).evses[0].connectors[0]).toMatchObject({ status: 'Faulted' })
  await report('Available', now + 5 * hour, 2)
  await report('Preparing', now, 2)
  expect((await stationOf()).evses[1].connectors[0]).toMatchObject({ status: 'Preparing' })
})

describe('probably over', () => {
  const request = (over: object = {}) => ({
    connectorId: 1,
    idTag: 'ALICE',
    meterStart: 1000,
    timestamp: iso(now),
    ...over,
  })
  const values = (transactionId: number, wh: number, powerW = 7000) => ({
    connectorId: 1,
    transactionId,
    meterValue: [
      {
        timestamp: iso(now),
        sampledValue: [{ value: String(wh) }, { value: String(powerW), measurand: 'Power.Active.Import', unit: 'W' }],
      },
    ],
  })
  const status = (station: RawStation, word: string) =>
    station.call('StatusNotification', { connectorId: 1, status: word, errorCode: 'NoError', timestamp: iso(now) })
  const authorizeElsewhere = async () =>
    (await (await it.station('CP2')).call('Authorize', { idTag: 'ALICE' })).idTagInfo.status

  async function running() {
    const station = await it.station('CP1')
    const { transactionId } = await station.call('StartTransaction', request())
    later(10 * minute)
    await station.call('MeterValues', values(transactionId, 2000))
    later(minute)
    return { station, transactionId }
  }

  test('after a boot: it holds no token and gives no power, and ends at its last sign; a late stop is better', async () => {
    const { station, transactionId } = await running()
    expect(await authorizeElsewhere()).toBe('ConcurrentTx')
    expect(await overview()).toMatchObject({ powerW: 7000, probablyOver: 0 })
    await station.close()
    const back = await it.station('CP1')
    expect(await only()).toMatchObject({ state: 'open', powerW: null, probablyOver: { because: 'boot' } })
    expect(await overview()).toMatchObject({ powerW: 0, openTransactions: 1, probablyOver: 1 })
    expect(await authorizeElsewhere()).toBe('Accepted')
    // A boot of ours in between changes nothing.
    await back.close()
    await it.restart()
    const again = await it.station('CP1', { boot: false })
    expect(await authorizeElsewhere()).toBe('Accepted')
    later(3 * hour)
    await again.call('StartTransaction', request({ idTag: 'BOB', meterStart: 2500 }))
    const old = (await it.transactions('station=CP1')).find(({ id }) => id === transactionId)
    expect(old).toMatchObject({
      state: 'closed',
      stoppedAt: iso(began + 10 * minute),
      energyWh: 1000,
      chargingState: null,
    })
    await again.call('StopTransaction', {
      transactionId,
      meterStop: 2400,
      timestamp: iso(began + 10.5 * minute),
      reason: 'PowerLoss',
    })
    const better = (await it.transactions('station=CP1')).find(({ id }) => id === transactionId)
    expect(better).toMatchObject({ stoppedAt: iso(began + 10.5 * minute), energyWh: 1400, stopReason: 'PowerLoss' })
  })

  test('and goes on when the station says so: by a value, or by its connector', async () => {
    const { station, transactionId } = await running()
    await station.close()
    const back = await it.station('CP1')
    later(minute)
    await back.call('MeterValues', values(transactionId, 2100))
    expect(await only()).toMatchObject({ probablyOver: null, powerW: 7000 })
    await back.close()
    const again = await it.station('CP1')
    await status(again, 'Charging')
    expect(await only()).toMatchObject({ probablyOver: null })
    expect(await authorizeElsewhere()).toBe('ConcurrentTx')
  })

  test('when its connector is free, and not when it only waits', async () => {
    const { station } = await running()
    await status(station, 'Finishing')
    expect(await only()).toMatchObject({ probablyOver: null })
    await status(station, 'Available')
    expect(await only()).toMatchObject({ probablyOver: { because: 'available', since: iso(now) } })
    expect((await stationOf()).evses[0]).toMatchObject({ probablyOver: true, powerW: 0 })
  })

  test('when the station is gone; it is online no more at once', async () => {
    const { station } = await running()
    await station.close()
    await until(async () => (await stationOf()).status === 'offline')
    expect((await overview()).stations).toMatchObject({ online: 0 })
    later(58 * minute)
    await closeAbandoned(it.csms.ctx, new Date(began))
    expect(await only()).toMatchObject({ probablyOver: null })
    later(2 * minute)
    await closeAbandoned(it.csms.ctx, new Date(began))
    expect(await only()).toMatchObject({ state: 'open', probablyOver: { because: 'gone' } })
    expect(await authorizeElsewhere()).toBe('Accepted')
  })

  test('a reading that is overdue is not the power of now', async () => {
    const { station } = await running()
    await status(station, 'Charging')
    expect(await only()).toMatchObject({ powerW: 7000 })
    later(30 * minute)
    expect(await only()).toMatchObject({ powerW: null, powerAt: iso(began + 10 * minute), probablyOver: null })
    expect(await overview()).toMatchObject({ powerW: 0, openTransactions: 1 })
    expect(await stationOf()).toMatchObject({ powerW: null, evses: [{ powerW: null }] })
  })
})
