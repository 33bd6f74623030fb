import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventKind } from '../../packages/csms/src/db/writes.ts'
import { type House, house, type RawStation } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house()
})
afterAll(() => home.close())

const items = async (path: string) => (await home.api('GET', path)).body.items
const lastRequestId = (station: RawStation) =>
  (station.asked.at(-1)?.payload as { requestId: number } | undefined)?.requestId ?? 0
const events = (stationId: string, kind: EventKind) =>
  home.csms.ctx.db
    .selectFrom('event')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('kind', '=', kind)
    .orderBy('id')
    .execute()

test.each(['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const)(
  'a security event counts once in %s, however often it is sent',
  async (version) => {
    const id = `SEC-${version}`
    await home.addStation(id)
    const station = await home.station(id, { version })
    const event = { type: 'FirmwareUpdated', timestamp: '2026-03-01T08:00:00Z', techInfo: '1.2.3' }
    await station.call('SecurityEventNotification', event)
    await station.call('SecurityEventNotification', event)
    await station.call('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp: '2026-03-01T08:00:00Z' })
    expect(await items(`/stations/${id}/security-events`)).toMatchObject([
      { type: 'StartupOfTheDevice', techInfo: null },
      { type: 'FirmwareUpdated', at: '2026-03-01T08:00:00.000Z', techInfo: '1.2.3' },
    ])
  },
)

test('DataTransfer of an unknown vendor, an unknown message, and one we understand', async () => {
  await home.addStation('DT16')
  const station = await home.station('DT16')
  expect(await station.call('DataTransfer', { vendorId: 'com.example' })).toEqual({ status: 'UnknownVendorId' })
  const vendorId = 'org.openchargealliance.iso15118pnc'
  expect(await station.call('DataTransfer', { vendorId, messageId: 'Levitate' })).toEqual({
    status: 'UnknownMessageId',
  })
  const answer = await station.call('DataTransfer', {
    vendorId,
    messageId: 'GetCertificateStatus',
    data: JSON.stringify({ ocspRequestData: {} }),
  })
  expect(answer).toEqual({ status: 'Accepted', data: '{"status":"Failed"}' })

  await home.addStation('DT201')
  const newer = await home.station('DT201', { version: 'ocpp2.0.1' })
  expect(await newer.call('DataTransfer', { vendorId: 'com.example', data: { any: 1 } })).toEqual({
    status: 'UnknownVendorId',
  })
})

test('without a certificate authority, certificates are refused and not promised', async () => {
  await home.addStation('CERT')
  const station = await home.station('CERT', { version: 'ocpp2.1' })
  expect(await station.call('SignCertificate', { csr: 'x' })).toMatchObject({ status: 'Rejected' })
  expect(
    await station.call('Get15118EVCertificate', { iso15118SchemaVersion: 'x', action: 'Install', exiRequest: 'x' }),
  ).toMatchObject({ status: 'Failed', exiResponse: '' })
  const certificateHashData = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: '1' }
  const chain = await station.call('GetCertificateChainStatus', {
    certificateStatusRequests: [
      { certificateHashData, source: 'OCSP', urls: ['https://x/'] },
      { certificateHashData, source: 'CRL', urls: ['https://x/'] },
    ],
  })
  expect(chain.certificateStatus).toMatchObject([
    { certificateHashData, source: 'OCSP', status: 'Failed' },
    { certificateHashData, source: 'CRL', status: 'Failed' },
  ])
})

test('charging needs without a schedule to give: Rejected for ISO 15118-2, NoChargingProfile for -20 (K15.FR.04, K18.FR.04)', async () => {
  await home.addStation('NEEDS')
  const station = await home.station('NEEDS', { version: 'ocpp2.1' })
  const ask = (chargingNeeds: object) => station.call('NotifyEVChargingNeeds', { evseId: 1, chargingNeeds })
  expect(await ask({ requestedEnergyTransfer: 'DC' })).toEqual({ status: 'Rejected' })
  expect(await ask({ requestedEnergyTransfer: 'DC_BPT', controlMode: 'DynamicControl' })).toEqual({
    status: 'NoChargingProfile',
  })
})

test('NotifyEvent tells variables, and the availability of connectors (2.1 G01)', async () => {
  await home.addStation('EVENT')
  const station = await home.station('EVENT', { version: 'ocpp2.1' })
  const event = (eventId: number, name: string, actualValue: string, more: object) => ({
    eventId,
    timestamp: '2026-03-01T08:00:00Z',
    trigger: 'Delta',
    actualValue,
    eventNotificationType: 'HardWiredNotification',
    variable: { name },
    ...more,
  })
  await station.call('NotifyEvent', {
    generatedAt: '2026-03-01T08:00:00Z',
    seqNo: 0,
    eventData: [
      event(1, 'AvailabilityState', 'Occupied', { component: { name: 'Connector', evse: { id: 1, connectorId: 1 } } }),
      event(2, 'Temperature', '81', { component: { name: 'CableHeat' }, trigger: 'Alerting' }),
    ],
  })
  const { body } = await home.api('GET', '/stations/EVENT')
  expect(body.evses).toMatchObject([{ evseId: 1, connectors: [{ connectorId: 1, status: 'Occupied' }] }])
  expect(await items('/stations/EVENT/variables')).toMatchObject([
    { component: { name: 'CableHeat' }, variable: { name: 'Temperature' }, value: '81' },
    { component: { name: 'Connector' }, variable: { name: 'AvailabilityState' }, value: 'Occupied' },
  ])
  const [alert, ...more] = await events('EVENT', 'station.notified')
  expect(more).toEqual([])
  expect(alert?.data).toMatchObject({ eventData: [{ eventId: 2 }] })
})

test('reports that were asked for come together in their operation; those that were not are kept as events', async () => {
  await home.addStation('PARTS')
  const station = await home.station('PARTS', {
    version: 'ocpp2.1',
    answers: {
      GetMonitoringReport: () => ({ status: 'Accepted' }),
      GetDisplayMessages: () => ({ status: 'Accepted' }),
    },
  })
  const monitor = (id: number) => ({
    component: { name: 'CableHeat' },
    variable: { name: 'Temperature' },
    variableMonitoring: [
      {
        id,
        transaction: false,
        value: 80,
        type: 'UpperThreshold',
        severity: 2,
        eventNotificationType: 'CustomMonitor',
      },
    ],
  })
  await home.api('POST', '/stations/PARTS/commands/get-monitoring-report', {})
  const requestId = lastRequestId(station)
  const part = { requestId, generatedAt: '2026-03-01T08:00:00Z' }
  await station.call('NotifyMonitoringReport', { ...part, seqNo: 0, tbc: true, monitor: [monitor(1)] })
  await station.call('NotifyMonitoringReport', { ...part, seqNo: 0, tbc: true, monitor: [monitor(1)] })
  await station.call('NotifyMonitoringReport', { ...part, seqNo: 1, monitor: [monitor(2)] })
  expect(await items('/stations/PARTS/operations')).toMatchObject([
    { kind: 'monitoring-report', status: 'Complete', detail: { items: [monitor(1), monitor(2)] } },
  ])
  await station.call('NotifyDisplayMessages', { requestId: 99, tbc: false })
  expect(await events('PARTS', 'station.notified')).toMatchObject([{ subject: 'NotifyDisplayMessages' }])
})

test('a firmware update asked for before we were restarted is still known', async () => {
  await home.addStation('AGAIN')
  const answers = { UpdateFirmware: () => ({ status: 'Accepted' }) }
  await home.station('AGAIN', { version: 'ocpp2.0.1', answers })
  await home.api('POST', '/stations/AGAIN/commands/update-firmware', {
    requestId: 5,
    firmware: { location: 'https://x/fw', retrieveDateTime: '2026-03-01T08:00:00Z' },
  })
  await home.restart()
  const station = await home.station('AGAIN', { version: 'ocpp2.0.1', boot: false })
  await station.call('FirmwareStatusNotification', { status: 'Installed', requestId: 5 })
  expect(await items('/stations/AGAIN/operations')).toMatchObject([{ kind: 'firmware', status: 'Installed' }])
})
