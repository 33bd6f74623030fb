import type { Version } from '@busbar/ocpp/versions'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../src/clock.ts'
import { SimulatedStation } from '../src/station/station.ts'
import type { RunningTransaction } from '../src/transactions/go-on.ts'
import { TestCsms } from './csms.ts'

let csms: TestCsms
let clock: ManualClock
let station: SimulatedStation

beforeEach(async () => {
  csms = await TestCsms.listen()
  clock = new ManualClock()
  csms.now = () => clock.now()
})
afterEach(async () => {
  station.stop()
  await csms.close()
})

async function remembering(version: Version, transaction: Partial<RunningTransaction>): Promise<void> {
  const startedAt = new Date(clock.now() - 600_000)
  const running = [{ evseId: 2, id: 'T1', number: 77, startedAt, startWh: 1_000, nextSeqNo: 5, ...transaction }]
  station = new SimulatedStation({
    url: csms.url,
    id: 'CS1',
    version,
    clock,
    evses: [{}, { registerWh: 2_500 }],
    memory: { running },
  })
  station.start()
  await station.waitFor(({ online }) => online)
}

const ev = { batteryWh: 60_000, socPercent: 50, ac: { phases: 3, maxA: 16 } } as const
const alice = { idToken: 'ALICE', type: 'ISO14443' }

describe('a station that goes on in another process', () => {
  test('neither boots nor starts anew, and counts on (1.6)', async () => {
    await remembering('ocpp1.6', { idToken: alice, ev })
    await clock.advance(600_000)
    await csms.until(() => csms.of('MeterValues').length === 10)
    expect(csms.of('BootNotification')).toEqual([])
    expect(csms.of('StartTransaction')).toEqual([])
    expect(Object.fromEntries(csms.of('StatusNotification').map((one) => [one.connectorId, one.status]))).toEqual({
      1: 'Available',
      2: 'Charging',
    })
    expect(csms.last('MeterValues')).toMatchObject({ connectorId: 2, transactionId: 77 })

    expect(await station.tap(2, 'ALICE')).toEqual({ result: 'stopped' })
    await station.waitFor(({ outbox }) => outbox.length === 0)
    // Ten minutes of 3 × 16 A, after the 1,500 Wh before.
    expect(csms.last('StopTransaction')).toMatchObject({ transactionId: 77, meterStop: 2_500 + 1_840 })
    expect(csms.last('StopTransaction').transactionData[0].sampledValue[0].value).toBe('1000')
  })

  test.each<Version>(['ocpp2.0.1', 'ocpp2.1'])('numbers its events on and says nothing twice (%s)', async (version) => {
    await remembering(version, { idToken: alice, ev })
    await clock.advance(60_000)
    expect(await station.tap(2, 'ALICE')).toEqual({ result: 'stopped' })
    station.unplug(2)
    await station.waitFor(({ outbox }) => outbox.length === 0)
    const events = csms.of('TransactionEvent')
    expect(events.map(({ eventType, seqNo }) => [eventType, seqNo])).toEqual([
      ['Updated', 5],
      ['Ended', 6],
    ])
    expect(events.map(({ offline, transactionInfo }) => [offline, transactionInfo.transactionId])).toEqual([
      [false, 'T1'],
      [false, 'T1'],
    ])
    expect(events[0].idToken).toBeUndefined()
  })

  test('waits for an EV that has not come yet', async () => {
    await remembering('ocpp2.1', { idToken: alice })
    station.plugIn(2, ev)
    await station.waitFor(({ outbox }) => outbox.length === 0)
    expect(csms.last('TransactionEvent')).toMatchObject({ triggerReason: 'CablePluggedIn', evse: { connectorId: 1 } })
    expect(station.transaction(2)?.chargingState).toBe('Charging')
  })

  test('waits for the id token of an EV that is there', async () => {
    await remembering('ocpp2.0.1', { ev })
    expect(station.transaction(2)?.chargingState).toBe('EVConnected')
    expect(await station.tap(2, 'BOB')).toMatchObject({ result: 'accepted' })
    await station.waitFor(({ outbox }) => outbox.length === 0)
    expect(csms.last('TransactionEvent')).toMatchObject({ seqNo: 5, idToken: { idToken: 'BOB' } })
  })

  test('is a station like others afterwards: a power cut ends what runs', async () => {
    await remembering('ocpp2.0.1', { idToken: alice, ev })
    station.stop()
    station.start()
    await station.waitFor(({ online, outbox }) => online && outbox.length === 0)
    expect(csms.last('BootNotification').reason).toBe('PowerUp')
    expect(csms.last('TransactionEvent')).toMatchObject({ transactionInfo: { stoppedReason: 'PowerLoss' } })
  })
})
