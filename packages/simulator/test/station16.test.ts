import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../src/clock.ts'
import type { StationOptions } from '../src/station/options.ts'
import { SimulatedStation } from '../src/station/station.ts'
import { TestCsms } from './csms.ts'

let csms: TestCsms
let clock: ManualClock
const stations: SimulatedStation[] = []

beforeEach(async () => {
  csms = await TestCsms.listen()
  clock = new ManualClock()
  csms.now = () => clock.now()
})
afterEach(async () => {
  for (const station of stations.splice(0)) station.stop()
  await csms.close()
})

async function booted(options: Partial<StationOptions> = {}): Promise<SimulatedStation> {
  const station = new SimulatedStation({ url: csms.url, id: 'CP1', version: 'ocpp1.6', clock, ...options })
  stations.push(station)
  station.start()
  await station.waitFor(({ online }) => online)
  await csms.until(() => csms.of('StatusNotification').length >= station.evses.length + 1)
  return station
}

const statuses = (connectorId = 1) =>
  csms.of('StatusNotification').flatMap((p) => (p.connectorId === connectorId ? [p.status] : []))
const actions = () => csms.received.map(({ action }) => action)

describe('a 1.6 station', () => {
  test('boots, reports its connectors and sends heartbeats at the interval it was given', async () => {
    csms.answer('BootNotification', () => ({
      status: 'Accepted',
      currentTime: new Date(clock.now()).toISOString(),
      interval: 60,
    }))
    await booted({ evses: [{}, {}] })
    expect(actions()).toEqual(['BootNotification', 'StatusNotification', 'StatusNotification', 'StatusNotification'])
    await clock.advance(59_000)
    expect(csms.of('Heartbeat')).toHaveLength(0)
    await clock.advance(1_000)
    await csms.until(() => csms.of('Heartbeat').length === 1)
    await clock.advance(60_000)
    await csms.until(() => csms.of('Heartbeat').length === 2)
  })

  test('waits as told while pending, and says nothing else (§4.2)', async () => {
    csms.answer('BootNotification', () => ({
      status: csms.of('BootNotification').length < 3 ? 'Pending' : 'Accepted',
      currentTime: new Date(clock.now()).toISOString(),
      interval: 10,
    }))
    const station = new SimulatedStation({ url: csms.url, id: 'CP1', version: 'ocpp1.6', clock })
    stations.push(station)
    station.start()
    await csms.until(() => csms.of('BootNotification').length === 1)
    await station.waitFor(({ registration }) => registration.status === 'Pending')
    await clock.advance(9_000)
    expect(actions()).toEqual(['BootNotification'])
    await clock.advance(1_000)
    await csms.until(() => csms.of('BootNotification').length === 2)
    await station.waitFor(({ registration }) => registration.status === 'Pending')
    await new Promise((resolve) => setTimeout(resolve, 20))
    await clock.advance(10_000)
    await station.waitFor(({ online }) => online)
  })

  test('charges from plug to unplug with every status and an energy register that adds up', async () => {
    const station = await booted()
    const ev = station.plugIn(1, { batteryWh: 60_000, socPercent: 20, ac: { phases: 3, maxA: 16 } })
    expect(station.status(1)).toBe('Preparing')
    expect(await station.tap(1, 'ALICE')).toEqual({ result: 'accepted', info: { status: 'Accepted' } })
    await station.waitFor(({ outbox }) => outbox.length === 0)
    expect(csms.last('StartTransaction')).toMatchObject({ connectorId: 1, idTag: 'ALICE', meterStart: 0 })
    await clock.advance(600_000)
    await station.waitFor(({ outbox }) => outbox.length === 0)
    expect(csms.of('MeterValues')).toHaveLength(10)
    expect(csms.last('MeterValues').transactionId).toBe(1)
    expect(await station.tap(1, 'ALICE')).toEqual({ result: 'stopped' })
    await csms.until(() => csms.of('StopTransaction').length === 1)
    station.unplug(1)
    await csms.until(() => statuses().at(-1) === 'Available')
    expect(statuses()).toEqual(['Available', 'Preparing', 'Charging', 'Finishing', 'Available'])
    const stop = csms.last('StopTransaction')
    expect(stop).toMatchObject({ transactionId: 1, reason: 'Local', idTag: 'ALICE' })
    // 16 A on three phases for ten minutes
    expect(stop.meterStop).toBe(1840)
    expect(stop.transactionData).toHaveLength(2)
    expect(ev.socPercent).toBeCloseTo(20 + (1840 * 0.92 * 100) / 60_000, 1)
    expect(station.evse(1).registerWh).toBe(1840)
  })

  test('says SuspendedEV when the battery is full, SuspendedEVSE when a profile leaves less than 6 A', async () => {
    const station = await booted()
    const ev = station.plugIn(1, { batteryWh: 20_000, socPercent: 97, targetSocPercent: 98 })
    await station.tap(1, 'ALICE')
    await clock.advance(300_000)
    await csms.until(() => statuses().includes('SuspendedEV'))
    ev.targetSocPercent = 100
    await clock.advance(5_000)
    await csms.until(() => statuses().at(-1) === 'Charging')
    const { status } = await csms.call('CP1', 'SetChargingProfile', {
      connectorId: 1,
      csChargingProfiles: profile(5, 'TxDefaultProfile', { chargingProfileKind: 'Relative' }),
    })
    expect(status).toBe('Accepted')
    await clock.advance(5_000)
    await csms.until(() => statuses().at(-1) === 'SuspendedEVSE')
  })

  test('keeps what happens offline and tells it in order afterwards', async () => {
    const station = await booted({ settings: { offlineTxForUnknownId: true, sampleIntervalS: 60 } })
    station.dropNetwork()
    await station.waitFor(({ online }) => !online)
    await station.tap(1, 'ALICE')
    station.plugIn(1, { socPercent: 10 })
    await clock.advance(150_000)
    await station.tap(1, 'ALICE')
    station.unplug(1)
    expect(station.outbox.length).toBe(4)
    const before = actions().length
    station.restoreNetwork()
    await station.waitFor(({ outbox }) => outbox.length === 0)
    const sent = csms.received.slice(before).filter(({ action }) => /Transaction|MeterValues/.test(action))
    expect(sent.map(({ action }) => action)).toEqual([
      'StartTransaction',
      'MeterValues',
      'MeterValues',
      'StopTransaction',
    ])
    expect(sent.slice(1).every(({ payload }) => payload.transactionId === 1)).toBe(true)
    expect(csms.of('BootNotification')).toHaveLength(1)
    const [start, , , stop] = sent.map(({ payload }) => payload)
    expect(Date.parse(stop.timestamp) - Date.parse(start.timestamp)).toBe(150_000)
  })

  test('keeps trying a transaction message the CSMS cannot process, then gives it up (§3.7.1)', async () => {
    const station = await booted({
      settings: { transactionMessageAttempts: 3, transactionMessageRetryIntervalS: 10 },
    })
    csms.answer('StartTransaction', () => {
      throw new Error('database down')
    })
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    await csms.until(() => csms.of('StartTransaction').length === 1)
    await new Promise((resolve) => setTimeout(resolve, 30))
    await clock.advance(10_000)
    await csms.until(() => csms.of('StartTransaction').length === 2)
    await new Promise((resolve) => setTimeout(resolve, 30))
    await clock.advance(10_000)
    expect(csms.of('StartTransaction')).toHaveLength(2)
    await clock.advance(10_000)
    await csms.until(() => csms.of('StartTransaction').length === 3)
    await station.waitFor(({ outbox }) => outbox.length === 0)
  })

  test('ends a transaction whose id token is refused after the start, with reason DeAuthorized (§4.8)', async () => {
    const station = await booted({ settings: { localPreAuthorize: true } })
    await csms.call('CP1', 'SendLocalList', {
      listVersion: 1,
      updateType: 'Full',
      localAuthorizationList: [{ idTag: 'BOB', idTagInfo: { status: 'Accepted' } }],
    })
    csms.answer('StartTransaction', { transactionId: 9, idTagInfo: { status: 'Blocked' } })
    station.plugIn(1)
    await station.tap(1, 'bob')
    await csms.until(() => csms.of('StopTransaction').length === 1)
    expect(csms.of('Authorize')).toHaveLength(0)
    expect(csms.last('StopTransaction')).toMatchObject({ transactionId: 9, reason: 'DeAuthorized' })
  })

  test('obeys a remote start with its profile and a remote stop', async () => {
    const station = await booted()
    const started = await csms.call('CP1', 'RemoteStartTransaction', {
      connectorId: 1,
      idTag: 'APP',
      chargingProfile: profile(8, 'TxProfile', { chargingProfileKind: 'Relative' }),
    })
    expect(started.status).toBe('Accepted')
    await csms.until(() => statuses().at(-1) === 'Preparing')
    station.plugIn(1, { ac: { phases: 3, maxA: 32 } })
    await station.waitFor(({ outbox }) => outbox.length === 0 && station.transaction(1)?.number === 1)
    expect(station.evse(1).draw.currentA).toBe(8)
    expect((await csms.call('CP1', 'RemoteStopTransaction', { transactionId: 77 })).status).toBe('Rejected')
    expect((await csms.call('CP1', 'RemoteStopTransaction', { transactionId: 1 })).status).toBe('Accepted')
    await csms.until(() => csms.of('StopTransaction').length === 1)
    expect(csms.last('StopTransaction').reason).toBe('Remote')
    expect(station.profiles.count).toBe(0)
  })

  test('lets a remote start go when no EV comes in time (ConnectionTimeOut)', async () => {
    const station = await booted({ settings: { connectionTimeOutS: 30 } })
    await csms.call('CP1', 'RemoteStartTransaction', { connectorId: 1, idTag: 'APP' })
    await station.waitFor(() => station.status(1) === 'Preparing')
    await clock.advance(30_000)
    expect(station.status(1)).toBe('Available')
    expect(csms.of('StartTransaction')).toHaveLength(0)
  })

  test.each(['Soft', 'Hard'])(
    'ends its transactions at a %s reset, boots again and keeps its register',
    async (type) => {
      const station = await booted({ rebootS: 5 })
      station.plugIn(1)
      await station.tap(1, 'ALICE')
      await clock.advance(120_000)
      await station.waitFor(({ outbox }) => outbox.length === 0)
      expect(await csms.call('CP1', 'Reset', { type })).toEqual({ status: 'Accepted' })
      await station.waitFor(({ rebooting }) => rebooting)
      if (type === 'Soft') expect(csms.last('StopTransaction').reason).toBe('SoftReset')
      else expect(csms.of('StopTransaction')).toHaveLength(0)
      await csms.until(() => !csms.isConnected('CP1'))
      await clock.advance(5_000)
      await csms.until(() => csms.of('BootNotification').length === 2)
      await station.waitFor(({ outbox, online }) => online && outbox.length === 0)
      expect(csms.last('StopTransaction')).toMatchObject({ reason: `${type}Reset`, transactionId: 1 })
      expect(station.evse(1).registerWh).toBeGreaterThan(300)
      await csms.until(() => statuses().at(-1) === 'Preparing')
    },
  )

  test('ends after a power cut what ran before it, and keeps reservations and registers', async () => {
    const station = await booted({ evses: [{}, {}] })
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    const expiryDate = new Date(clock.now() + 3_600_000).toISOString()
    await csms.call('CP1', 'ReserveNow', { connectorId: 2, expiryDate, idTag: 'BOB', reservationId: 1 })
    await clock.advance(60_000)
    await station.waitFor(({ outbox }) => outbox.length === 0)
    const { registerWh } = station.evse(1)
    station.stop()
    await csms.until(() => !csms.isConnected('CP1'))
    await clock.advance(600_000)
    station.start()
    await csms.until(() => csms.of('StopTransaction').length === 1)
    expect(csms.last('StopTransaction')).toMatchObject({ reason: 'PowerLoss', meterStop: registerWh })
    expect(station.status(2)).toBe('Reserved')
  })

  test('sends what it is told to, right or wrong', async () => {
    const station = await booted()
    expect(await station.call('DataTransfer', { vendorId: 'v' })).toEqual({ status: 'UnknownVendorId' })
    await expect(station.call('Heartbeat', { extra: true })).rejects.toThrow(
      /OccurrenceConstraint|Occurence|Formation|Property/,
    )
    await expect(station.call('NoSuchAction', {})).rejects.toThrow('NotImplemented')
  })

  test('comes back by itself when the CSMS goes away', async () => {
    const station = await booted({ settings: { backOffWaitMinimumS: 2, backOffRandomRangeS: 0 } })
    csms.drop('CP1')
    await station.waitFor(({ online }) => !online)
    await clock.advance(1_900)
    expect(station.online).toBe(false)
    await clock.advance(100)
    await station.waitFor(({ online }) => online)
    expect(csms.of('BootNotification')).toHaveLength(1)
  })

  test('goes out of service after its transaction (ChangeAvailability Scheduled)', async () => {
    const station = await booted()
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    expect(await csms.call('CP1', 'ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toEqual({
      status: 'Scheduled',
    })
    await station.tap(1, 'ALICE')
    station.unplug(1)
    await csms.until(() => statuses().at(-1) === 'Unavailable')
    expect((await station.tap(1, 'ALICE')).result).toBe('unavailable')
    expect(await csms.call('CP1', 'ChangeAvailability', { connectorId: 1, type: 'Operative' })).toEqual({
      status: 'Accepted',
    })
    await csms.until(() => statuses().at(-1) === 'Available')
    expect(await csms.call('CP1', 'ChangeAvailability', { connectorId: 7, type: 'Operative' })).toEqual({
      status: 'Rejected',
    })
  })

  test('keeps a connector for whom it is reserved, and lets go when the time is over', async () => {
    const station = await booted()
    const expiryDate = new Date(clock.now() + 60_000).toISOString()
    const reserve = (idTag: string, reservationId: number) =>
      csms.call('CP1', 'ReserveNow', { connectorId: 1, expiryDate, idTag, reservationId })
    expect(await reserve('ALICE', 5)).toEqual({ status: 'Accepted' })
    await csms.until(() => statuses().at(-1) === 'Reserved')
    expect(await reserve('BOB', 6)).toEqual({ status: 'Occupied' })
    expect((await station.tap(1, 'BOB')).result).toBe('unavailable')
    expect((await station.tap(1, 'ALICE')).result).toBe('accepted')
    station.plugIn(1)
    await csms.until(() => csms.of('StartTransaction').length === 1)
    expect(csms.last('StartTransaction').reservationId).toBe(5)
    await station.tap(1, 'ALICE')
    station.unplug(1)
    expect(await reserve('ALICE', 7)).toEqual({ status: 'Accepted' })
    await station.waitFor(() => station.status(1) === 'Reserved')
    await clock.advance(60_000)
    expect(station.status(1)).toBe('Available')
    expect(await csms.call('CP1', 'CancelReservation', { reservationId: 7 })).toEqual({ status: 'Rejected' })
  })

  test('reads and changes its configuration with the right answers', async () => {
    const station = await booted()
    const change = async (key: string, value: string) =>
      (await csms.call('CP1', 'ChangeConfiguration', { key, value })).status
    expect(await change('MeterValueSampleInterval', '15')).toBe('Accepted')
    expect(await change('MeterValueSampleInterval', 'soon')).toBe('Rejected')
    expect(await change('NumberOfConnectors', '4')).toBe('Rejected')
    expect(await change('ConnectorPhaseRotation', '1.RST')).toBe('RebootRequired')
    expect(await change('NoSuchKey', '1')).toBe('NotSupported')
    expect(await change('MeterValuesSampledData', 'Voltage,Nonsense')).toBe('Rejected')
    const got = await csms.call('CP1', 'GetConfiguration', {
      key: ['metervaluesampleinterval', 'NoSuchKey', 'AuthorizationKey'],
    })
    expect(got).toEqual({
      configurationKey: [
        { key: 'MeterValueSampleInterval', readonly: false, value: '15' },
        { key: 'AuthorizationKey', readonly: false },
      ],
      unknownKey: ['NoSuchKey'],
    })
    const all = await csms.call('CP1', 'GetConfiguration', {})
    expect(all.configurationKey.length).toBeGreaterThan(40)
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    await clock.advance(15_000)
    await csms.until(() => csms.of('MeterValues').length === 1)
  })

  test('sends clock-aligned values of every connector and the main meter, with the transaction they belong to', async () => {
    const station = await booted({ evses: [{}, {}], settings: { sampleIntervalS: 0 } })
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    await station.waitFor(({ outbox }) => outbox.length === 0)
    await csms.call('CP1', 'ChangeConfiguration', { key: 'ClockAlignedDataInterval', value: '900' })
    await clock.advance(900_000)
    await csms.until(() => csms.of('MeterValues').length === 3)
    const byConnector = new Map(csms.of('MeterValues').map((p) => [p.connectorId, p]))
    expect(byConnector.get(1).transactionId).toBe(1)
    expect(byConnector.get(2).transactionId).toBeUndefined()
    expect(byConnector.get(0).meterValue[0]).toMatchObject({ timestamp: '2026-03-02T08:15:00.000Z' })
    expect(byConnector.get(1).meterValue[0].sampledValue[0].context).toBe('Sample.Clock')
  })

  test('plays a firmware update: download, install, reboot, installed', async () => {
    const station = await booted({ rebootS: 2 })
    await csms.call('CP1', 'UpdateFirmware', {
      location: 'ftp://files.example/station-2.4.0.bin',
      retrieveDate: new Date(clock.now()).toISOString(),
    })
    await clock.advance(21_000)
    await csms.until(() => !csms.isConnected('CP1'))
    await clock.advance(2_000)
    await csms.until(() => csms.of('FirmwareStatusNotification').length === 4)
    expect(csms.of('FirmwareStatusNotification').map(({ status }) => status)).toEqual([
      'Downloading',
      'Downloaded',
      'Installing',
      'Installed',
    ])
    expect(csms.last('BootNotification').firmwareVersion).toBe('2.4.0')
    expect(station.firmware.status).toBe('Idle')
  })

  test('uploads diagnostics, and fails when the address is none', async () => {
    await booted()
    const { fileName } = await csms.call('CP1', 'GetDiagnostics', { location: 'ftp://files.example/' })
    expect(fileName).toMatch(/\.log$/)
    await clock.advance(5_000)
    await csms.call('CP1', 'GetDiagnostics', { location: 'gopher://nowhere' })
    await clock.advance(5_000)
    await csms.until(() => csms.of('DiagnosticsStatusNotification').length === 4)
    expect(csms.of('DiagnosticsStatusNotification').map(({ status }) => status)).toEqual([
      'Uploading',
      'Uploaded',
      'Uploading',
      'UploadFailed',
    ])
  })

  test.each([
    ['StatusNotification', 1],
    ['MeterValues', 1],
    ['Heartbeat', undefined],
    ['BootNotification', undefined],
    ['FirmwareStatusNotification', undefined],
    ['DiagnosticsStatusNotification', undefined],
  ])('sends %s when triggered', async (requestedMessage, connectorId) => {
    await booted()
    const before = csms.of(requestedMessage).length
    const request = { requestedMessage, ...(connectorId !== undefined && { connectorId }) }
    expect(await csms.call('CP1', 'TriggerMessage', request)).toEqual({ status: 'Accepted' })
    await csms.until(() => csms.of(requestedMessage).length === before + 1)
  })

  test('stops the transaction before it unlocks (§5.18)', async () => {
    const station = await booted()
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    expect(await csms.call('CP1', 'UnlockConnector', { connectorId: 1 })).toEqual({ status: 'Unlocked' })
    await csms.until(() => csms.of('StopTransaction').length === 1)
    expect(csms.last('StopTransaction').reason).toBe('UnlockCommand')
    expect(await csms.call('CP1', 'UnlockConnector', { connectorId: 3 })).toEqual({ status: 'NotSupported' })
    station.answer('UnlockConnector', () => ({ status: 'UnlockFailed' }))
    expect(await csms.call('CP1', 'UnlockConnector', { connectorId: 1 })).toEqual({ status: 'UnlockFailed' })
  })

  test('reports a fault, ends what runs, and recovers', async () => {
    const station = await booted()
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    station.fault(1, { errorCode: 'GroundFailure', info: 'residual current' })
    await csms.until(() => csms.of('StopTransaction').length === 1)
    await csms.until(() => statuses().at(-1) === 'Faulted')
    expect(csms.last('StatusNotification')).toMatchObject({ errorCode: 'GroundFailure', info: 'residual current' })
    station.unplug(1)
    station.clearFault(1)
    await csms.until(() => statuses().at(-1) === 'Available')
  })

  test('composes what it is limited to, and charges by it', async () => {
    const station = await booted({ evses: [{}, {}] })
    const set = (connectorId: number, csChargingProfiles: object) =>
      csms.call('CP1', 'SetChargingProfile', { connectorId, csChargingProfiles })
    expect(await set(0, profile(20, 'ChargePointMaxProfile', { chargingProfileId: 1 }))).toEqual({ status: 'Accepted' })
    expect(await set(1, profile(10, 'TxProfile', { chargingProfileId: 2 }))).toEqual({ status: 'Rejected' })
    const composite = await csms.call('CP1', 'GetCompositeSchedule', {
      connectorId: 1,
      duration: 600,
      chargingRateUnit: 'A',
    })
    expect(composite.chargingSchedule.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit: 20, numberPhases: 3 }])
    for (const id of [1, 2]) {
      station.plugIn(id, { ac: { phases: 3, maxA: 32 } })
      await station.tap(id, 'ALICE')
    }
    await clock.advance(10_000)
    // The station's maximum is for both together.
    expect(station.evses.map(({ draw }) => draw.currentA)).toEqual([10, 10])
    expect(await csms.call('CP1', 'ClearChargingProfile', { id: 1 })).toEqual({ status: 'Accepted' })
    expect(await csms.call('CP1', 'ClearChargingProfile', { id: 1 })).toEqual({ status: 'Unknown' })
    await clock.advance(5_000)
    expect(station.evses.map(({ draw }) => draw.currentA)).toEqual([32, 32])
  })

  test('keeps its local list by version (§5.15)', async () => {
    await booted()
    const send = async (listVersion: number, updateType: string, localAuthorizationList: object[]) =>
      (await csms.call('CP1', 'SendLocalList', { listVersion, updateType, localAuthorizationList })).status
    const accepted = (idTag: string) => ({ idTag, idTagInfo: { status: 'Accepted' } })
    expect(await send(3, 'Full', [accepted('A'), accepted('B')])).toBe('Accepted')
    expect(await send(3, 'Differential', [accepted('C')])).toBe('VersionMismatch')
    expect(await send(4, 'Differential', [accepted('C'), { idTag: 'A' }])).toBe('Accepted')
    expect(await csms.call('CP1', 'GetLocalListVersion', {})).toEqual({ listVersion: 4 })
  })
})

let profileIds = 100
function profile(limit: number, purpose: string, fields: object = {}): object {
  return {
    chargingProfileId: ++profileIds,
    stackLevel: 0,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Absolute',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
    ...fields,
  }
}
