/** What a 2.x station says of itself, its EVSEs and its components reaches status, overview and faults as 1.6's does. */
import type { Version } from '@busbar/ocpp/versions'
import { SimulatedStation } from '@busbar/simulator/station'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

let home: House
let last = 0

beforeAll(async () => {
  home = await house()
})
afterAll(() => home.close())

const at = '2026-03-01T08:00:00Z'

async function newStation(version: Version): Promise<RawStation> {
  const id = `ST${++last}`
  await home.addStation(id)
  return home.station(id, { version, session: { validateOutgoing: false } })
}

interface Event {
  readonly component: { readonly name: string; readonly evse?: { readonly id: number; readonly connectorId?: number } }
  readonly variable: string
  readonly value: string
  readonly more?: object
}

const notify = (station: RawStation, ...events: Event[]) =>
  station.call('NotifyEvent', {
    generatedAt: at,
    seqNo: 0,
    eventData: events.map(({ component, variable, value, more }, i) => ({
      eventId: i + 1,
      timestamp: at,
      trigger: 'Delta',
      actualValue: value,
      eventNotificationType: 'HardWiredNotification',
      component,
      variable: { name: variable },
      ...more,
    })),
  })

const shown = async (id: string) => (await home.api('GET', `/stations/${id}`)).body
const statusAt = async (id: string, evse = 1, connector = 1) =>
  (await shown(id)).evses
    .find(({ evseId }: { evseId: number }) => evseId === evse)
    ?.connectors.find(({ connectorId }: { connectorId: number }) => connectorId === connector)?.status
const isListed = async (id: string) => {
  const ids = (await home.api('GET', '/stations?faulted=true&limit=500')).body.items.map((s: { id: string }) => s.id)
  const not = (await home.api('GET', '/stations?faulted=false&limit=500')).body.items.map((s: { id: string }) => s.id)
  expect(ids.includes(id)).not.toBe(not.includes(id))
  return ids.includes(id)
}
// biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
const faultsOf = async (id: string): Promise<any[]> =>
  (await home.api('GET', '/overview')).body.faults.filter((fault: { station: string }) => fault.station === id)

const chargingStation = { name: 'ChargingStation' }
const connector = (id: number, connectorId = 1) => ({ name: 'Connector', evse: { id, connectorId } })
const evse = (id: number) => ({ name: 'EVSE', evse: { id } })

describe.each(['ocpp2.0.1', 'ocpp2.1'] as const)('a station of %s', (version) => {
  test('EVSE 0 is the station itself: its status is answered, kept and shown (part 1 §7.1)', async () => {
    const station = await newStation(version)
    const tell = (connectorStatus: string, connectorId = 0) =>
      station.call('StatusNotification', { timestamp: at, evseId: 0, connectorId, connectorStatus })
    await tell('Faulted')
    expect(await shown(station.id)).toMatchObject({ stationStatus: 'Faulted', evses: [] })
    expect(await faultsOf(station.id)).toMatchObject([{ evse: 0, connector: 0 }])
    expect(await isListed(station.id)).toBe(true)
    await tell('Unavailable', 1)
    expect(await shown(station.id)).toMatchObject({ stationStatus: 'Unavailable', evses: [] })
    await tell('Available')
    expect(await faultsOf(station.id)).toEqual([])
    expect(await isListed(station.id)).toBe(false)
  })

  test('connector 0 is the EVSE: what is wrong with it is wrong with its connectors (G03.FR.06)', async () => {
    const station = await newStation(version)
    const tell = (connectorStatus: string, connectorId: number) =>
      station.call('StatusNotification', { timestamp: at, evseId: 2, connectorId, connectorStatus })
    await tell('Available', 1)
    await tell('Available', 2)
    await tell('Faulted', 0)
    expect([await statusAt(station.id, 2, 1), await statusAt(station.id, 2, 2)]).toEqual(['Faulted', 'Faulted'])
    await tell('Unavailable', 1)
    expect(await statusAt(station.id, 2, 1)).toBe('Faulted')
    await tell('Available', 0)
    expect([await statusAt(station.id, 2, 1), await statusAt(station.id, 2, 2)]).toEqual(['Unavailable', 'Available'])
  })

  const places = [
    ['the station', chargingStation, 0],
    ['the station, as EVSE 0', { name: 'ChargingStation', evse: { id: 0 } }, 0],
    ['an EVSE', evse(1), 1],
    ['a connector', connector(1), 1],
  ] as const
  test.each(places)('AvailabilityState of %s: faulted, unavailable, well again', async (_where, component, place) => {
    const station = await newStation(version)
    const state = (value: string) => notify(station, { component, variable: 'AvailabilityState', value })
    const status = async () => (place === 0 ? (await shown(station.id)).stationStatus : statusAt(station.id))
    await state('Faulted')
    expect(await status()).toBe('Faulted')
    expect(await faultsOf(station.id)).toMatchObject([{ evse: place }])
    expect(await isListed(station.id)).toBe(true)
    await state('unavailable')
    expect(await status()).toBe('Unavailable')
    expect(await isListed(station.id)).toBe(false)
    await state('Available')
    expect(await status()).toBe('Available')
    expect(await faultsOf(station.id)).toEqual([])
  })

  test.each(places)('a Problem of %s is a fault with its code until it is none', async (_where, component, place) => {
    const station = await newStation(version)
    await notify(station, { component, variable: 'AvailabilityState', value: 'Occupied' })
    const more = { trigger: 'Alerting', techCode: 'CX014', techInfo: 'GroundFailure' }
    await notify(station, { component, variable: 'Problem', value: 'TRUE', more })
    const fault = { evse: place, errorCode: 'CX014', info: 'GroundFailure', online: true }
    expect(await faultsOf(station.id)).toMatchObject([fault])
    expect(await isListed(station.id)).toBe(true)
    const status = async () => (place === 0 ? (await shown(station.id)).stationStatus : statusAt(station.id))
    expect(await status()).toBe('Faulted')
    await home.restart()
    expect(await faultsOf(station.id)).toMatchObject([fault].map(({ online: _, ...same }) => same))
    const again = await home.station(station.id, { version, boot: false })
    await notify(again, { component, variable: 'Problem', value: 'false', more: { cleared: true } })
    expect(await faultsOf(station.id)).toEqual([])
    expect(await status()).toBe('Occupied')
    expect(await shown(station.id)).toMatchObject({ stationErrorCode: null, problems: [] })
    expect(await isListed(station.id)).toBe(false)
  })

  test('a component beside the way of the energy fails without stopping it, and is a fault all the same', async () => {
    const station = await newStation(version)
    await notify(station, { component: connector(1), variable: 'AvailabilityState', value: 'Available' })
    const display = { name: 'Display' }
    await notify(station, { component: display, variable: 'Problem', value: 'true' })
    expect(await faultsOf(station.id)).toMatchObject([{ evse: 0, component: 'Display' }])
    expect(await shown(station.id)).toMatchObject({ stationStatus: null, problems: [{ component: 'Display' }] })
    expect(await statusAt(station.id)).toBe('Available')
    await notify(station, { component: display, variable: 'Problem', value: 'false' })
    expect(await faultsOf(station.id)).toEqual([])
  })

  test('an alert with a technical code is one until it is cleared, also within one message', async () => {
    const station = await newStation(version)
    const alert = { component: connector(3), variable: 'Temperature', value: '91' }
    const more = { trigger: 'Alerting', techCode: 'E42' }
    await notify(station, { ...alert, more })
    expect(await faultsOf(station.id)).toMatchObject([{ evse: 3, errorCode: 'E42' }])
    await notify(station, { ...alert, value: '60', more: { trigger: 'Alerting', cleared: true } })
    expect(await faultsOf(station.id)).toEqual([])
    await notify(station, { ...alert, more }, { ...alert, value: '60', more: { trigger: 'Alerting', cleared: true } })
    expect(await faultsOf(station.id)).toEqual([])
    expect((await shown(station.id)).problems).toEqual([])
    // A clearing of what we never heard of (N07, remark) is no fault either.
    await notify(station, { ...alert, component: connector(4), more: { trigger: 'Alerting', cleared: true } })
    expect((await shown(station.id)).problems).toEqual([])
  })

  test('"Occupied" after a Problem says that there is charging all the same; the fault stays listed', async () => {
    const station = await newStation(version)
    await notify(station, { component: connector(1), variable: 'Problem', value: 'true' })
    expect(await statusAt(station.id)).toBe('Faulted')
    await notify(station, { component: connector(1), variable: 'AvailabilityState', value: 'Occupied' })
    expect(await statusAt(station.id)).toBe('Occupied')
    expect(await faultsOf(station.id)).toMatchObject([{ evse: 1, connector: 1, component: 'Connector' }])
  })

  test('a boot ends a fault that the station then does not speak of any more, where it calls the place well', async () => {
    const station = await newStation(version)
    await notify(station, { component: connector(1), variable: 'Problem', value: 'true' })
    await station.call('BootNotification', {
      reason: 'PowerUp',
      chargingStation: { vendorName: 'Busbar', model: 'Story' },
    })
    expect(await faultsOf(station.id)).toHaveLength(1)
    await station.call('StatusNotification', { timestamp: at, evseId: 1, connectorId: 1, connectorStatus: 'Available' })
    expect(await faultsOf(station.id)).toEqual([])
  })

  test('one odd event of three loses none of the others', async () => {
    const station = await newStation(version)
    const alerting = { trigger: 'Alerting' }
    await notify(
      station,
      { component: connector(1), variable: 'Problem', value: 'true', more: { ...alerting, techCode: 'A1' } },
      { component: connector(9999), variable: 'AvailabilityState', value: 'Faulted', more: alerting },
      { component: connector(2 ** 40), variable: 'Problem', value: 'true', more: alerting },
      { component: connector(2), variable: 'AvailabilityState', value: 'Broken', more: alerting },
      { component: connector(2), variable: 'AvailabilityState', value: 'Faulted', more: alerting },
    )
    expect(await faultsOf(station.id)).toMatchObject([{ evse: 1, errorCode: 'A1' }, { evse: 2 }])
    const { body } = await home.api('GET', `/stations/${station.id}/messages?action=NotifyEvent`)
    expect(body.items).toMatchObject([{ outcome: 'answered' }])
    for (const odd of ['/eventData/1', '/eventData/2', '/eventData/3']) expect(body.items[0].problem).toContain(odd)
    expect(body.items[0].problem).not.toContain('/eventData/4')
    const variables = (await home.api('GET', `/stations/${station.id}/variables`)).body.items
    expect([
      ...new Set(variables.map((one: { component: { evse: { id: number } } }) => one.component.evse.id)),
    ]).toEqual([1, 2, 9999])
    const event = await home.csms.ctx.db
      .selectFrom('event')
      .selectAll()
      .where('kind', '=', 'station.notified')
      .where('station_id', '=', station.id)
      .executeTakeFirstOrThrow()
    expect((event.data as { eventData: unknown[] }).eventData).toHaveLength(5)
  })

  test('one odd line of a report or of a list of profiles loses none of the others', async () => {
    const station = await newStation(version)
    const line = (component: object, variable: string, value: string) => ({
      component,
      variable: { name: variable },
      variableAttribute: [{ value }],
    })
    await station.call('NotifyReport', {
      requestId: 1,
      generatedAt: at,
      seqNo: 0,
      reportData: [
        line(connector(1), 'Problem', 'true'),
        line(connector(2 ** 33), 'Problem', 'true'),
        line(evse(1), 'Power', '11000'),
      ],
    })
    const variables = (await home.api('GET', `/stations/${station.id}/variables`)).body.items
    expect(variables.map(({ variable }: { variable: { name: string } }) => variable.name).toSorted()).toEqual([
      'Power',
      'Problem',
    ])
    expect(await statusAt(station.id)).toBe('Faulted')
    const profile = (id: number, stackLevel = 0) => ({
      id,
      stackLevel,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Absolute',
      chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] }],
    })
    await station.call('ReportChargingProfiles', {
      requestId: 1,
      chargingLimitSource: 'CSO',
      evseId: 0,
      chargingProfile: [profile(7), profile(2 ** 35), profile(8, 2 ** 35), profile(9)],
    })
    const installed = (await home.api('GET', `/stations/${station.id}/charging-profiles`)).body.items
    expect(installed.map(({ id, evseId }: { id: number; evseId: number }) => [id, evseId])).toEqual([
      [7, 0],
      [9, 0],
    ])
  })

  test('a simulated station that tells by NotifyEvent only: faulted as a whole, at an EVSE, and well again', async () => {
    const id = `EV-${version}`
    await home.addStation(id)
    const quirks = { tellsByNotifyEvent: true }
    const station = new SimulatedStation({ url: home.ocppUrl, id, version, quirks, evses: [{}, {}] })
    station.start()
    await station.waitFor(({ online }) => online)
    await until(async () => (await statusAt(id, 2)) === 'Available')
    station.fault(0, 'InternalError')
    await until(async () => (await shown(id)).stationStatus === 'Faulted')
    station.fault(2, { errorCode: 'GroundFailure', info: 'RCD 2' })
    await until(async () => (await statusAt(id, 2)) === 'Faulted')
    expect(await faultsOf(id)).toMatchObject([
      { evse: 2, connector: 1, errorCode: 'GroundFailure', info: 'RCD 2' },
      { evse: 0, errorCode: 'InternalError' },
    ])
    station.clearFault(2)
    station.clearFault(0)
    await until(async () => (await faultsOf(id)).length === 0)
    expect(await shown(id)).toMatchObject({ stationStatus: 'Available', problems: [] })
    station.stop()
  })
})
