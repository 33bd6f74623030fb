import type { Version } from '@busbar/ocpp/versions'
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

const statuses = () => csms.of('StatusNotification').map((p) => p.connectorStatus)
const events = () =>
  csms.of('TransactionEvent').map((p) => `${p.eventType} ${p.triggerReason} ${p.transactionInfo.chargingState}`)
const inMinutes = (minutes: number) => new Date(clock.now() + minutes * 60_000).toISOString()

describe.each<Version>(['ocpp2.0.1', 'ocpp2.1'])('a station of %s', (version) => {
  async function booted(options: Partial<StationOptions> = {}): Promise<SimulatedStation> {
    const station = new SimulatedStation({ url: csms.url, id: 'CS1', version, clock, ...options })
    stations.push(station)
    station.start()
    await station.waitFor(({ online }) => online)
    await csms.until(() => csms.of('StatusNotification').length >= station.evses.length)
    return station
  }
  const setVariable = async (component: string, variable: string, attributeValue: string, more: object = {}) => {
    const data = { component: { name: component }, variable: { name: variable, ...more }, attributeValue }
    const { setVariableResult } = await csms.call('CS1', 'SetVariables', { setVariableData: [data] })
    return setVariableResult[0].attributeStatus
  }

  test('boots with its reason, and reports every connector', async () => {
    await booted({ evses: [{ connectors: [{}, {}] }] })
    expect(csms.last('BootNotification')).toMatchObject({
      reason: 'PowerUp',
      chargingStation: { vendorName: 'Busbar' },
    })
    await csms.until(() => csms.of('StatusNotification').length === 2)
    expect(csms.of('StatusNotification').map(({ connectorId }) => connectorId)).toEqual([1, 2])
    await csms.until(() => csms.of('SecurityEventNotification').length === 1)
    expect(csms.last('SecurityEventNotification').type).toBe('StartupOfTheDevice')
  })

  test('takes its time from the CSMS', async () => {
    csms.now = () => clock.now() + 3_600_000
    await booted()
    const { timestamp } = csms.last('StatusNotification')
    expect(Date.parse(timestamp) - clock.now()).toBe(3_600_000)
  })

  test('gives up a log upload for the next one (N01)', async () => {
    await booted()
    const upload = (requestId: number) =>
      csms.call('CS1', 'GetLog', {
        requestId,
        logType: 'SecurityLog',
        log: { remoteLocation: 'https://logs.example/' },
      })
    expect((await upload(1)).status).toBe('Accepted')
    await clock.advance(1_000)
    expect((await upload(2)).status).toBe('AcceptedCanceled')
    await clock.advance(5_000)
    await csms.until(() => csms.last('LogStatusNotification')?.status === 'Uploaded')
    expect(csms.of('LogStatusNotification')).toEqual([
      { status: 'Uploading', requestId: 1 },
      { status: 'AcceptedCanceled', requestId: 1 },
      { status: 'Uploading', requestId: 2 },
      { status: 'Uploaded', requestId: 2 },
    ])
  })

  test('tells a transaction from cable to cable, numbered without a gap (E02)', async () => {
    const station = await booted()
    station.plugIn(1, { socPercent: 20 })
    await station.tap(1, 'ALICE')
    await clock.advance(120_000)
    await station.tap(1, 'ALICE')
    station.unplug(1)
    await station.waitFor(({ outbox }) => outbox.length === 0)
    expect(events()).toEqual([
      'Started CablePluggedIn EVConnected',
      'Updated Authorized Charging',
      'Updated MeterValuePeriodic Charging',
      'Updated MeterValuePeriodic Charging',
      'Ended StopAuthorized EVConnected',
    ])
    // E02: first the plug, then the transaction.
    const order = csms.received.map(({ action, payload }) => payload.connectorStatus ?? payload.eventType ?? action)
    expect(order.indexOf('Occupied')).toBeLessThan(order.indexOf('Started'))
    const all = csms.of('TransactionEvent')
    expect(all.map(({ seqNo }) => seqNo)).toEqual([0, 1, 2, 3, 4])
    expect(new Set(all.map((e) => e.transactionInfo.transactionId)).size).toBe(1)
    expect(all[0].evse).toEqual({ id: 1, connectorId: 1 })
    expect(all[0].meterValue[0].sampledValue[0]).toMatchObject({ context: 'Transaction.Begin', value: 0 })
    expect(all[1].idToken).toEqual({ idToken: 'ALICE', type: 'ISO14443' })
    expect(all[1].numberOfPhasesUsed).toBe(3)
    expect(all[4]).toMatchObject({ transactionInfo: { stoppedReason: 'Local' }, idToken: { idToken: 'ALICE' } })
    const registers = all[4].meterValue.map((m: { sampledValue: { value: number }[] }) => m.sampledValue[0]?.value)
    expect(registers).toEqual([0, 368]) // 3 x 16 A for two minutes
    await csms.until(() => statuses().at(-1) === 'Available')
    expect(statuses()).toEqual(['Available', 'Occupied', 'Available'])
  })

  test('obeys TxStartPoint and TxStopPoint (E01, E06)', async () => {
    const station = await booted()
    expect(await setVariable('TxCtrlr', 'TxStartPoint', 'PowerPathClosed')).toBe('Accepted')
    expect(await setVariable('TxCtrlr', 'TxStopPoint', 'EVConnected')).toBe('Accepted')
    expect(await setVariable('TxCtrlr', 'TxStopPoint', 'FullMoon')).toBe('Rejected')
    station.plugIn(1)
    expect(station.transaction(1)).toBeUndefined()
    await station.tap(1, 'ALICE')
    await station.tap(1, 'ALICE')
    expect(station.transaction(1)?.chargingState).toBe('EVConnected')
    station.unplug(1)
    await station.waitFor(({ outbox }) => outbox.length === 0)
    expect(events()).toEqual([
      'Started Authorized Charging',
      'Updated StopAuthorized EVConnected',
      'Ended EVCommunicationLost Idle',
    ])
    expect(csms.last('TransactionEvent').transactionInfo.stoppedReason).toBe('Local')
  })

  test('ends an authorized transaction that no EV comes to (E03)', async () => {
    const station = await booted({ settings: { connectionTimeOutS: 20 } })
    await station.tap(1, 'ALICE')
    await clock.advance(20_000)
    await station.waitFor(({ outbox }) => outbox.length === 0)
    expect(events()).toEqual(['Started Authorized Idle', 'Ended EVConnectTimeout Idle'])
    expect(csms.last('TransactionEvent').transactionInfo.stoppedReason).toBe('Timeout')
    expect(csms.of('TransactionEvent')[0].evse).toEqual({ id: 1 })
  })

  test('marks what happened offline and sends it in order (E04, E12)', async () => {
    const station = await booted()
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    await station.waitFor(({ outbox }) => outbox.length === 0)
    station.dropNetwork()
    await clock.advance(60_000)
    await station.tap(1, 'ALICE')
    station.restoreNetwork()
    await station.waitFor(({ outbox }) => outbox.length === 0)
    expect(csms.of('TransactionEvent').map((e) => e.offline)).toEqual([false, false, true, true])
    expect(csms.of('BootNotification')).toHaveLength(1)
  })

  test('remote start carries its id into the next event, remote stop ends it (F01, F02, F03)', async () => {
    const station = await booted({ evses: [{}, {}] })
    const request = { evseId: 2, remoteStartId: 41, idToken: { idToken: 'APP', type: 'Central' } }
    expect(await csms.call('CS1', 'RequestStartTransaction', request)).toEqual({ status: 'Accepted' })
    await csms.until(() => csms.of('TransactionEvent').length === 1)
    expect(csms.last('TransactionEvent')).toMatchObject({
      triggerReason: 'RemoteStart',
      transactionInfo: { remoteStartId: 41 },
      idToken: { idToken: 'APP', type: 'Central' },
    })
    expect((await csms.call('CS1', 'RequestStartTransaction', request)).status).toBe('Rejected') // F01.FR.24
    station.plugIn(2)
    const transactionId = station.transaction(2)?.id
    expect((await csms.call('CS1', 'RequestStopTransaction', { transactionId: 'nobody' })).status).toBe('Rejected')
    expect((await csms.call('CS1', 'RequestStopTransaction', { transactionId })).status).toBe('Accepted')
    await station.waitFor(({ outbox }) => outbox.length === 0 && station.transaction(2) === undefined)
    expect(csms.last('TransactionEvent')).toMatchObject({
      eventType: 'Ended',
      triggerReason: 'RemoteStop',
      transactionInfo: { stoppedReason: 'Remote' },
    })
  })

  test('names the transaction a remote start joins (F01.FR.13)', async () => {
    const station = await booted()
    station.plugIn(1)
    const answer = await csms.call('CS1', 'RequestStartTransaction', {
      evseId: 1,
      remoteStartId: 1,
      idToken: { idToken: 'APP', type: 'Central' },
      chargingProfile: profile(7, { chargingProfilePurpose: 'TxProfile', chargingProfileKind: 'Relative' }),
    })
    expect(answer).toEqual({ status: 'Accepted', transactionId: station.transaction(1)?.id })
    await station.waitFor(() => station.evse(1).draw.currentA === 7)
  })

  test('loses its authorization when the CSMS refuses the id token after the start (E05)', async () => {
    const station = await booted()
    csms.answer('TransactionEvent', (payload: { idToken?: object }) =>
      payload.idToken ? { idTokenInfo: { status: 'Blocked' } } : {},
    )
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    await station.waitFor(({ outbox }) => outbox.length === 0 && station.transaction(1) === undefined)
    expect(events().at(-1)).toBe('Ended Deauthorized EVConnected')
    expect(csms.last('TransactionEvent').transactionInfo.stoppedReason).toBe('DeAuthorized')
  })

  test('gives only MaxEnergyOnInvalidId to a refused id token (E05.FR.03)', async () => {
    const station = await booted({ settings: { stopOnInvalidId: false, maxEnergyOnInvalidIdWh: 100 } })
    csms.answer('TransactionEvent', (payload: { idToken?: object }) =>
      payload.idToken ? { idTokenInfo: { status: 'NoCredit' } } : {},
    )
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    await station.waitFor(() => station.transaction(1)?.energyStopsAtWh !== undefined)
    await clock.advance(600_000)
    expect(station.transaction(1)?.chargingState).toBe('SuspendedEVSE')
    expect(station.evse(1).registerWh).toBeLessThan(125) // one look of 5 s later at most
  })

  test('stops without energy, but goes on, for a refused id token with StopTxOnInvalidId false (E05.FR.02)', async () => {
    const station = await booted({ settings: { stopOnInvalidId: false } })
    csms.answer('TransactionEvent', (payload: { idToken?: object }) =>
      payload.idToken ? { idTokenInfo: { status: 'Expired' } } : {},
    )
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    await station.waitFor(({ outbox }) => outbox.length === 0 && station.evse(1).draw.powerW === 0)
    expect(events().at(-1)).toBe('Updated ChargingStateChanged SuspendedEVSE')
  })

  test('stops everything for a master pass, which starts nothing (C16)', async () => {
    const station = await booted({ evses: [{}, {}], settings: { masterPassGroupId: 'POLICE' } })
    for (const id of [1, 2]) {
      station.plugIn(id)
      await station.tap(id, `DRIVER${id}`)
    }
    csms.answer('Authorize', {
      idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'POLICE', type: 'Central' } },
    })
    expect(await station.tap(1, 'OFFICER')).toEqual({ result: 'stopped' })
    await station.waitFor(({ outbox }) => outbox.length === 0)
    const ended = csms.of('TransactionEvent').filter(({ eventType }) => eventType === 'Ended')
    expect(ended.map((e) => e.transactionInfo.stoppedReason)).toEqual(['MasterPass', 'MasterPass'])
    station.unplug(1)
    expect(await station.tap(1, 'OFFICER')).toEqual({ result: 'stopped' })
    expect(station.transaction(1)).toBeUndefined()
  })

  test('resets at once, or when idle, and sends what it has to say first (B12)', async () => {
    const station = await booted({ rebootS: 3 })
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    expect(await csms.call('CS1', 'Reset', { type: 'OnIdle' })).toEqual({ status: 'Scheduled' })
    await station.tap(1, 'ALICE')
    await csms.until(() => !csms.isConnected('CS1'))
    expect(events().at(-1)).toBe('Ended StopAuthorized EVConnected')
    await clock.advance(3_000)
    await csms.until(() => csms.last('BootNotification').reason === 'ScheduledReset')
    await station.waitFor(({ online }) => online)
    expect(station.status(1)).toBe('Occupied')
    await station.tap(1, 'ALICE')
    expect(await csms.call('CS1', 'Reset', { type: 'Immediate' })).toEqual({ status: 'Accepted' })
    await csms.until(() => !csms.isConnected('CS1'))
    expect(csms.last('TransactionEvent').transactionInfo.stoppedReason).toBe('ImmediateReset')
    await clock.advance(3_000)
    await csms.until(() => csms.last('BootNotification').reason === 'RemoteReset')
  })

  test('reads and writes variables with the right answers (B05, B06)', async () => {
    const station = await booted()
    expect(await setVariable('SampledDataCtrlr', 'TxUpdatedInterval', '30')).toBe('Accepted')
    expect(station.settings.sampleIntervalS).toBe(30)
    expect(await setVariable('SampledDataCtrlr', 'TxUpdatedInterval', '-1')).toBe('Rejected')
    expect(await setVariable('ChargingStation', 'Model', 'X')).toBe('Rejected')
    expect(await setVariable('NoSuchCtrlr', 'Enabled', 'true')).toBe('UnknownComponent')
    expect(await setVariable('TxCtrlr', 'NoSuchVariable', 'true')).toBe('UnknownVariable')
    const { getVariableResult } = await csms.call('CS1', 'GetVariables', {
      getVariableData: [
        { component: { name: 'sampleddatactrlr' }, variable: { name: 'TxUpdatedInterval' } },
        { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } },
        { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' } },
        { component: { name: 'TxCtrlr' }, variable: { name: 'TxStartPoint' }, attributeType: 'MaxSet' },
        { component: { name: 'EVSE', evse: { id: 9 } }, variable: { name: 'Power' } },
      ],
    })
    expect(
      getVariableResult.map((r: { attributeStatus: string; attributeValue?: string }) => [
        r.attributeStatus,
        r.attributeValue,
      ]),
    ).toEqual([
      ['Accepted', '30'],
      ['Rejected', undefined],
      ['Accepted', 'Available'],
      ['NotSupportedAttributeType', undefined],
      ['UnknownComponent', undefined],
    ])
  })

  test('reports its device model in numbered pieces (B07)', async () => {
    await booted({ evses: [{}, {}] })
    expect(await csms.call('CS1', 'GetBaseReport', { requestId: 3, reportBase: 'FullInventory' })).toEqual({
      status: 'Accepted',
    })
    await csms.until(() => csms.last('NotifyReport') !== undefined && !csms.last('NotifyReport').tbc)
    const parts = csms.of('NotifyReport')
    expect(parts.length).toBeGreaterThan(3)
    expect(parts.map(({ seqNo }) => seqNo)).toEqual(parts.map((_, i) => i))
    expect(parts.slice(0, -1).every(({ tbc }) => tbc === true)).toBe(true)
    const names = parts
      .flatMap((p) => p.reportData)
      .map((d) => `${d.component.name}.${d.component.evse?.id ?? ''}.${d.variable.name}.${d.variable.instance ?? ''}`)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('EVSE.2.Power.')
  })

  test('reports what matches, or says that nothing does (B08)', async () => {
    await booted()
    const report = (requestId: number, request: object) => csms.call('CS1', 'GetReport', { requestId, ...request })
    expect((await report(1, { componentCriteria: ['Problem'] })).status).toBe('EmptyResultSet')
    const componentVariable = [{ component: { name: 'TxCtrlr' }, variable: { name: 'TxStartPoint' } }]
    expect((await report(2, { componentVariable })).status).toBe('Accepted')
    await csms.until(() => csms.of('NotifyReport').length === 1)
    expect(csms.last('NotifyReport').reportData).toHaveLength(1)
  })

  test('installs, reports and clears charging profiles (K01, K09, K10)', async () => {
    await booted({ evses: [{}, {}] })
    const set = (evseId: number, chargingProfile: object) =>
      csms.call('CS1', 'SetChargingProfile', { evseId, chargingProfile })
    expect(await set(0, profile(16, { id: 1 }))).toEqual({ status: 'Accepted' })
    expect(await set(1, profile(10, { id: 2, stackLevel: 1 }))).toEqual({ status: 'Accepted' })
    expect(await set(2, profile(10, { id: 3 }))).toMatchObject({
      status: 'Rejected',
      statusInfo: { reasonCode: 'DuplicateProfile' },
    })
    expect(await set(7, profile(10, { id: 4 }))).toMatchObject({
      status: 'Rejected',
      statusInfo: { reasonCode: 'UnknownEvse' },
    })
    const composite = await csms.call('CS1', 'GetCompositeSchedule', { evseId: 1, duration: 60, chargingRateUnit: 'A' })
    expect(composite.schedule.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit: 10, numberPhases: 3 }])
    const wanted = { requestId: 5, chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile' } }
    expect(await csms.call('CS1', 'GetChargingProfiles', wanted)).toEqual({ status: 'Accepted' })
    await csms.until(() => csms.of('ReportChargingProfiles').length === 2)
    expect(csms.of('ReportChargingProfiles').map((r) => [r.evseId, r.chargingProfile[0].id, r.tbc])).toEqual([
      [0, 1, true],
      [1, 2, false],
    ])
    const clear = (request: object) => csms.call('CS1', 'ClearChargingProfile', request)
    expect(await clear({ chargingProfileCriteria: { stackLevel: 1 } })).toEqual({ status: 'Accepted' })
    expect(await clear({ chargingProfileId: 2 })).toEqual({ status: 'Unknown' })
    expect(await clear({ chargingProfileId: 1 })).toEqual({ status: 'Accepted' })
    const nothing = { requestId: 6, chargingProfile: { stackLevel: 0 } }
    expect(await csms.call('CS1', 'GetChargingProfiles', nothing)).toEqual({ status: 'NoProfiles' })
  })

  test('keeps the last free EVSE for a reservation without EVSE, and tells when it has expired (H01, H04)', async () => {
    const station = await booted({ evses: [{}, {}] })
    const idToken = { idToken: 'ALICE', type: 'ISO14443' }
    expect(await csms.call('CS1', 'ReserveNow', { id: 1, expiryDateTime: inMinutes(10), idToken })).toEqual({
      status: 'Accepted',
    })
    expect([station.status(1), station.status(2)]).toEqual(['Available', 'Available'])
    station.plugIn(1)
    await station.waitFor(() => station.status(2) === 'Reserved')
    expect((await station.tap(2, 'BOB')).result).toBe('unavailable')
    await clock.advance(600_000)
    await csms.until(() => csms.of('ReservationStatusUpdate').length === 1)
    expect(csms.last('ReservationStatusUpdate')).toEqual({ reservationId: 1, reservationUpdateStatus: 'Expired' })
    expect(station.status(2)).toBe('Available')
  })

  test('gives a reservation up when its EVSE fails (H01.FR.16)', async () => {
    const station = await booted()
    const idToken = { idToken: 'ALICE', type: 'ISO14443' }
    await csms.call('CS1', 'ReserveNow', { id: 2, evseId: 1, expiryDateTime: inMinutes(10), idToken })
    await csms.until(() => statuses().at(-1) === 'Reserved')
    station.fault(1)
    await csms.until(() => csms.of('ReservationStatusUpdate').length === 1)
    expect(csms.last('ReservationStatusUpdate').reservationUpdateStatus).toBe('Removed')
  })

  test('answers about transactions and messages in its queue (E14)', async () => {
    const station = await booted()
    expect(await csms.call('CS1', 'GetTransactionStatus', {})).toEqual({ messagesInQueue: false })
    station.plugIn(1)
    await station.waitFor(({ outbox }) => outbox.length === 0)
    const transactionId = station.transaction(1)?.id
    expect(await csms.call('CS1', 'GetTransactionStatus', { transactionId })).toEqual({
      ongoingIndicator: true,
      messagesInQueue: false,
    })
  })

  test('is silent until the interval has passed without any message (G02)', async () => {
    csms.answer('BootNotification', () => ({
      status: 'Accepted',
      currentTime: new Date(clock.now()).toISOString(),
      interval: 60,
    }))
    const station = await booted({ settings: { sampleIntervalS: 0 } })
    await clock.advance(40_000)
    station.plugIn(1)
    await station.waitFor(({ outbox }) => outbox.length === 0)
    await clock.advance(40_000)
    expect(csms.of('Heartbeat')).toHaveLength(0)
    await clock.advance(20_000)
    await csms.until(() => csms.of('Heartbeat').length === 1)
  })

  test('will not unlock what is authorized, nor a cable without a lock (F05)', async () => {
    const station = await booted({ evses: [{}, { supply: { current: 'DC', voltageV: 400, maxW: 100_000 } }] })
    station.plugIn(1)
    await station.tap(1, 'ALICE')
    const unlock = async (evseId: number) =>
      (await csms.call('CS1', 'UnlockConnector', { evseId, connectorId: 1 })).status
    expect(await unlock(1)).toBe('OngoingAuthorizedTransaction')
    expect(await unlock(2)).toBe('UnlockFailed')
    expect(await unlock(3)).toBe('UnknownConnector')
    await station.tap(1, 'ALICE')
    expect(await unlock(1)).toBe('Unlocked')
  })

  test('sends what it is asked for (F06), but no second boot (F06.FR.17)', async () => {
    const station = await booted()
    const trigger = async (requestedMessage: string, evse?: object) =>
      (await csms.call('CS1', 'TriggerMessage', { requestedMessage, ...(evse && { evse }) })).status
    expect(await trigger('BootNotification')).toBe('Rejected')
    expect(await trigger('SignV2GCertificate')).toBe('NotImplemented')
    expect(await trigger('TransactionEvent')).toBe('Rejected')
    station.plugIn(1)
    expect(await trigger('TransactionEvent', { id: 1 })).toBe('Accepted')
    await csms.until(() => csms.last('TransactionEvent')?.triggerReason === 'Trigger')
    expect(await trigger('MeterValues', { id: 1 })).toBe('Accepted')
    await csms.until(() => csms.of('MeterValues').length === 1)
    expect(csms.last('MeterValues').meterValue[0].sampledValue[0].context).toBe('Trigger')
  })

  test('plays a firmware update with its request id (L01)', async () => {
    await booted({ rebootS: 2 })
    const firmware = { location: 'https://files.example/fw.bin', retrieveDateTime: inMinutes(0) }
    expect(await csms.call('CS1', 'UpdateFirmware', { requestId: 12, firmware })).toEqual({ status: 'Accepted' })
    await clock.advance(21_000)
    await csms.until(() => !csms.isConnected('CS1'))
    await clock.advance(2_000)
    await csms.until(() => csms.last('FirmwareStatusNotification')?.status === 'Installed')
    expect(csms.of('FirmwareStatusNotification')).toEqual(
      ['Downloading', 'Downloaded', 'Installing', 'InstallRebooting', 'Installed'].map((status) => ({
        status,
        requestId: 12,
      })),
    )
    expect(csms.last('BootNotification').reason).toBe('FirmwareUpdate')
    expect(csms.last('BootNotification').chargingStation.firmwareVersion).toBe('1.0.1')
  })

  test('comes back with new credentials after they were set', async () => {
    const station = await booted()
    expect(await setVariable('SecurityCtrlr', 'BasicAuthPassword', 'short')).toBe('Rejected')
    expect(await setVariable('SecurityCtrlr', 'BasicAuthPassword', '0123456789abcdef')).toBe('Accepted')
    await station.waitFor(({ securityProfile }) => securityProfile === 1)
    await station.waitFor(({ online }) => online)
  })
})

test('a 2.1 station moves a Dynamic profile live, and charges first when it may', async () => {
  const station = new SimulatedStation({ url: csms.url, id: 'CS2', version: 'ocpp2.1', clock })
  stations.push(station)
  station.start()
  await station.waitFor(({ online }) => online)
  station.plugIn(1, { ac: { phases: 3, maxA: 32 } })
  await station.tap(1, 'ALICE')
  const set = (chargingProfile: object) => csms.call('CS2', 'SetChargingProfile', { evseId: 1, chargingProfile })
  expect(await set(profile(10, { id: 1, chargingProfileKind: 'Dynamic' }))).toEqual({ status: 'Accepted' })
  await clock.advance(5_000)
  expect(station.evse(1).draw.currentA).toBe(10)
  const update = { chargingProfileId: 1, scheduleUpdate: { limit: 14 } }
  expect(await csms.call('CS2', 'UpdateDynamicSchedule', update)).toEqual({ status: 'Accepted' })
  await clock.advance(5_000)
  expect(station.evse(1).draw.currentA).toBe(14)
  const first = { transactionId: station.transaction(1)?.id, activate: true }
  expect(await csms.call('CS2', 'UsePriorityCharging', first)).toEqual({ status: 'NoProfile' })
  await set(profile(30, { id: 2, chargingProfilePurpose: 'PriorityCharging' }))
  expect(await csms.call('CS2', 'UsePriorityCharging', first)).toEqual({ status: 'Accepted' })
  await station.waitFor(() => station.evse(1).draw.currentA === 30)
  await expect(csms.call('CS2', 'ClearTariffs', {})).rejects.toThrow('NotSupported')
})

let profileIds = 100
function profile(limit: number, fields: object = {}): object {
  const relative = 'chargingProfileKind' in fields && fields.chargingProfileKind === 'Relative'
  return {
    id: ++profileIds,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: [
      {
        id: 1,
        chargingRateUnit: 'A',
        ...(!relative && { startSchedule: '2026-03-01T00:00:00Z' }),
        chargingSchedulePeriod: [{ startPeriod: 0, limit }],
      },
    ],
    ...fields,
  }
}
