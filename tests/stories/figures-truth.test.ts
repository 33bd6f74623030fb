/** What is shown as now is so now: nothing of what is not connected, nothing that was promised long ago. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, until } from '../house.ts'

let home: House
let clockMs = Date.parse('2026-03-01T08:00:00Z')
beforeAll(async () => {
  home = await house({
    stations: ['AWAY', 'REPORT', 'FIRMWARE', 'LOG', 'CRASH'],
    now: () => new Date(clockMs),
    config: { offlineGraceS: 60, heartbeatIntervalS: 300, reportDeadlineS: 600, transferDeadlineS: 7200 },
  })
})
afterAll(() => home.close())

const at = '2026-03-01T08:00:00Z'
const shown = async (id: string) => (await home.api('GET', `/stations/${id}`)).body
const operations = async (id: string) => (await home.api('GET', `/stations/${id}/operations`)).body.items
const command = (id: string, name: string, body: object) => home.api('POST', `/stations/${id}/commands/${name}`, body)
/** The loop looks every few seconds. */
const untilStatus = (id: string, status: string) =>
  until(async () => (await operations(id))[0]?.status === status, 30_000)

test('a connector of a station that is not there is neither available nor charging; what it last said is told as that', async () => {
  const station = await home.station('AWAY')
  const tell = (connectorId: number, status: string, errorCode = 'NoError') =>
    station.call('StatusNotification', { connectorId, status, errorCode })
  await tell(1, 'Available')
  await tell(2, 'Charging')
  await tell(3, 'Faulted', 'GroundFailure')
  const connectors = async () =>
    (await shown('AWAY')).evses.flatMap(({ connectors }: { connectors: object[] }) => connectors)
  const byStatus = async () => (await home.api('GET', '/overview')).body.connectors.byStatus
  expect(await connectors()).toMatchObject([{ status: 'Available' }, { status: 'Charging' }, { status: 'Faulted' }])
  expect(await byStatus()).toEqual({ Available: 1, Charging: 1, Faulted: 1 })
  await station.close()
  clockMs += 400_000
  await until(async () => (await shown('AWAY')).status === 'offline')
  expect(await connectors()).toMatchObject([
    { status: 'Unknown', lastStatus: 'Available', statusAt: expect.any(String) },
    { status: 'Unknown', lastStatus: 'Charging' },
    { status: 'Unknown', lastStatus: 'Faulted', errorCode: 'GroundFailure' },
  ])
  expect(await byStatus()).toEqual({ Unknown: 3 })
  // A fault does not heal by a lost connection; it is told with what it is worth.
  const { faults, stations } = (await home.api('GET', '/overview')).body
  expect(faults).toMatchObject([{ station: 'AWAY', evse: 3, online: false }])
  expect(stations.faulted).toBe(1)
  await home.station('AWAY', { boot: false })
  await until(async () => (await shown('AWAY')).status === 'online')
  expect(await connectors()).toMatchObject([{ status: 'Available' }, { status: 'Charging' }, { status: 'Faulted' }])
})

test('a report that was promised and does not come is overdue, and taken when it comes after all', async () => {
  const station = await home.station('REPORT', {
    version: 'ocpp2.0.1',
    answers: { GetBaseReport: () => ({ status: 'Accepted' }) },
  })
  await command('REPORT', 'get-base-report', { requestId: 5, reportBase: 'FullInventory' })
  const [promised] = await operations('REPORT')
  expect(promised).toMatchObject({ status: 'Accepted', dueAt: new Date(clockMs + 600_000).toISOString() })
  clockMs += 601_000
  await untilStatus('REPORT', 'Overdue')
  expect((await operations('REPORT'))[0]).toMatchObject({ dueAt: null, detail: { lastStatus: 'Accepted' } })
  const part = (seqNo: number, tbc: boolean) =>
    station.call('NotifyReport', { requestId: 5, generatedAt: at, seqNo, tbc })
  await part(0, true)
  expect((await operations('REPORT'))[0]).toMatchObject({ status: 'Receiving', dueAt: expect.any(String) })
  clockMs += 601_000
  await untilStatus('REPORT', 'Overdue')
  expect((await operations('REPORT'))[0]).toMatchObject({ detail: { lastStatus: 'Receiving' } })
  await part(1, false)
  expect((await operations('REPORT'))[0]).toMatchObject({ status: 'Complete', dueAt: null })
})

test('a firmware update is not overdue before its time, and is when it stops at a word of progress', async () => {
  const station = await home.station('FIRMWARE', { answers: { UpdateFirmware: () => ({}) } })
  const retrieveDate = new Date(clockMs + 86_400_000).toISOString()
  await command('FIRMWARE', 'update-firmware', { location: 'https://example.org/fw', retrieveDate })
  expect((await operations('FIRMWARE'))[0].dueAt).toBe(new Date(clockMs + 86_400_000 + 7_200_000).toISOString())
  clockMs += 90_000_000
  await station.call('FirmwareStatusNotification', { status: 'Downloading' })
  clockMs += 7_201_000
  await untilStatus('FIRMWARE', 'Overdue')
  expect((await operations('FIRMWARE'))[0].detail.history).toMatchObject([
    { status: 'Downloading' },
    { status: 'Overdue' },
  ])
})

test('what was given up for a newer one says so (N01.FR.12)', async () => {
  let status = 'Accepted'
  await home.station('LOG', { version: 'ocpp2.0.1', answers: { GetLog: () => ({ status }) } })
  const ask = () =>
    command('LOG', 'get-log', { logType: 'DiagnosticsLog', log: { remoteLocation: 'https://example.org/' } })
  await ask()
  status = 'AcceptedCanceled'
  clockMs += 1000
  await ask()
  expect(await operations('LOG')).toMatchObject([
    { status: 'AcceptedCanceled', dueAt: expect.any(String) },
    { status: 'Canceled', dueAt: null },
  ])
})

test('a server that went before the answer came does not ask for ever', async () => {
  const station = await home.station('CRASH', { answers: { GetDiagnostics: () => new Promise(() => {}) } })
  const asking = command('CRASH', 'get-diagnostics', { location: 'https://example.org/' }).catch(() => null)
  await until(async () => (await operations('CRASH')).length === 1)
  await station.close()
  await asking
  // As a crash leaves it: the answer was never noted.
  await home.csms.ctx.db
    .updateTable('operation')
    .set({ status: 'Requested', due_at: new Date(clockMs + 1000) })
    .where('station_id', '=', 'CRASH')
    .execute()
  await home.restart()
  clockMs += 2000
  await untilStatus('CRASH', 'Overdue')
})
