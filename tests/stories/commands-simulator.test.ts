/** Commands against a charging station that behaves: what we ask is what happens, and we hear of it. */

import { type Version, versions } from '@busbar/ocpp/versions'
import { SimulatedStation } from '@busbar/simulator/station'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, house, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house({ idTokens: ['ALICE'] })
})
afterAll(() => home.close())

describe.each(versions)('a station of %s', (version: Version) => {
  const id = `SIM-${version}`
  const is16 = version === 'ocpp1.6'
  /** Where 1.6 has connectors, 2.x has EVSEs. */
  const place = is16 ? { connectorId: 1 } : { evseId: 1 }
  let station: SimulatedStation

  const command = (name: string, body: object) => home.api('POST', `/stations/${id}/commands/${name}`, body)
  const accepts = async (name: string, body: object) =>
    expect(await command(name, body)).toMatchObject({ status: 200, body: { status: 'Accepted' } })
  const items = async (path: string) => (await home.api('GET', path)).body.items
  const shown = async () => (await home.api('GET', `/stations/${id}`)).body
  const status = async () => (await shown()).evses[0]?.connectors[0]?.status
  const operation = (kind: string) =>
    items(`/stations/${id}/operations`).then((all) => all.find((one: { kind: string }) => one.kind === kind))

  beforeAll(async () => {
    await home.addStation(id)
    station = new SimulatedStation({ url: home.ocppUrl, id, version, seed: 1, rebootS: 0 })
    station.start()
    await until(async () => (await status()) === 'Available')
  })
  afterAll(() => station.stop())

  test('tells its configuration and takes another one', async () => {
    const interval = async () =>
      (await items(`/stations/${id}/variables?q=HeartbeatInterval`)).map(({ value }: { value: string }) => value)
    if (is16) {
      await command('get-configuration', {})
      expect(await interval()).toEqual(['300'])
      await accepts('change-configuration', { key: 'HeartbeatInterval', value: '250' })
    } else {
      await accepts('get-base-report', { reportBase: 'FullInventory' })
      await until(async () => (await operation('base-report')).status === 'Complete')
      expect(await interval()).toEqual(['300'])
      const place = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } }
      await command('set-variables', { setVariableData: [{ attributeValue: '250', ...place }] })
      await command('get-variables', { getVariableData: [place] })
    }
    expect(await interval()).toEqual(['250'])
  })

  test('goes out of service and comes back', async () => {
    await home.api('POST', `/evses/${id}:1/availability`, { operative: false })
    await until(async () => (await status()) === 'Unavailable')
    expect((await shown()).evses[0].availability).toBe('Inoperative')
    await home.api('POST', `/evses/${id}:1/availability`, { operative: true })
    await until(async () => (await status()) === 'Available')
  })

  test('is reserved, and free again', async () => {
    const expires = new Date(Date.now() + 3_600_000).toISOString()
    await accepts('reserve-now', {
      ...place,
      ...(is16
        ? { expiryDate: expires, idTag: 'ALICE' }
        : { expiryDateTime: expires, idToken: { idToken: 'ALICE', type: 'ISO14443' } }),
    })
    await until(async () => (await status()) === 'Reserved')
    const [reservation] = await items(`/reservations?station=${id}`)
    expect(reservation).toMatchObject({ state: 'active', evse: 1, idTag: 'ALICE' })
    await accepts('cancel-reservation', { reservation: reservation.id })
    await until(async () => (await status()) === 'Available')
    expect((await home.api('GET', `/reservations/${reservation.id}`)).body.state).toBe('cancelled')
  })

  test('takes a local list and knows its version', async () => {
    await accepts('send-local-list', {
      updateType: 'Full',
      localAuthorizationList: [
        is16
          ? { idTag: 'ALICE', idTagInfo: { status: 'Accepted' } }
          : { idToken: { idToken: 'ALICE', type: 'ISO14443' }, idTokenInfo: { status: 'Accepted' } },
      ],
    })
    await command('get-local-list-version', {})
    expect((await shown()).localListVersion).toBe(1)
  })

  test('charges by a stored profile, tells the schedule, and forgets it', async () => {
    const { body: stored } = await home.api('POST', '/charging-profiles', {
      name: 'house',
      profile: {
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Absolute',
        chargingSchedule: [
          {
            id: 1,
            startSchedule: '2026-01-01T00:00:00Z',
            chargingRateUnit: 'A',
            chargingSchedulePeriod: [{ startPeriod: 0, limit: 9 }],
          },
        ],
      },
    })
    await accepts('set-charging-profile', { ...place, chargingProfile: stored.id })
    const { body } = await command('get-composite-schedule', { ...place, duration: 60, chargingRateUnit: 'A' })
    expect(JSON.stringify(body.response)).toContain('"limit":9')
    const installed = async () => (await items(`/stations/${id}/charging-profiles`)).map(({ id }: { id: number }) => id)
    expect(await installed()).toEqual([stored.id])
    if (!is16) {
      await accepts('get-charging-profiles', { chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile' } })
      await until(async () => (await operation('charging-profiles')).status === 'Complete')
      expect(await installed()).toEqual([stored.id])
    }
    await accepts('clear-charging-profile', { chargingProfile: stored.id })
    expect(await installed()).toEqual([])
    expect((await command('clear-charging-profile', { chargingProfile: stored.id })).body.status).toBe('Unknown')
  })

  test('sends what is triggered', async () => {
    await accepts('trigger-message', { requestedMessage: 'Heartbeat' })
    await until(async () => (await items(`/stations/${id}/messages?action=Heartbeat`)).length > 0)
  })

  test('uploads its log', async () => {
    if (is16) await command('get-diagnostics', { location: 'ftp://files.example.org/' })
    else await accepts('get-log', { logType: 'DiagnosticsLog', log: { remoteLocation: 'https://files.example.org/' } })
    const kind = is16 ? 'diagnostics' : 'log'
    await until(async () => (await operation(kind)).status === 'Uploaded', 30_000)
    expect((await operation(kind)).response).toHaveProperty(is16 ? 'fileName' : 'filename')
  })

  test('unlocks, clears its cache, and refuses what it does not know', async () => {
    expect((await home.api('POST', `/evses/${id}:1/unlock`, {})).body.status).toBe('Unlocked')
    await accepts('clear-cache', {})
    expect((await command('data-transfer', { vendorId: 'com.example' })).body.status).toBe('UnknownVendorId')
    expect((await home.api('POST', `/evses/${id}:7/unlock`, {})).body.status).not.toBe('Unlocked')
  })

  test('is started from here with a profile, charges by it, and is stopped', async () => {
    const { body: stored } = await home.api('POST', '/charging-profiles', {
      name: 'gently',
      profile: {
        stackLevel: 1,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: [
          { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 7, numberPhases: 3 }] },
        ],
      },
    })
    const installed = async () => (await items(`/stations/${id}/charging-profiles`)).map(({ id }: { id: number }) => id)
    station.plugIn(1, { batteryWh: 60_000, socPercent: 20, ac: { phases: 3, maxA: 16 } })
    await until(async () => (await status()) === (is16 ? 'Preparing' : 'Occupied'))
    const start = { idToken: 'ALICE', chargingProfile: stored.id }
    expect(await home.api('POST', `/evses/${id}:1/start`, start)).toMatchObject({ body: { status: 'Accepted' } })
    await until(() => station.transaction(1)?.chargingState === 'Charging')
    const transaction = await until(async () => (await home.transactions(`station=${id}&state=open&idTag=ALICE`))[0])
    expect(transaction).toMatchObject({ idTag: 'ALICE', authorizationStatus: 'Accepted', evse: 1 })
    const { body } = await command('get-composite-schedule', { ...place, duration: 60, chargingRateUnit: 'A' })
    expect(JSON.stringify(body.response)).toContain('"limit":7')
    expect(await installed()).toEqual([stored.id])
    const stop = await home.api('POST', `/transactions/${transaction.id}/stop`)
    expect(stop.body.status).toBe('Accepted')
    const ended = await until(async () => (await home.transactions(`station=${id}&state=closed`))[0])
    expect(ended.stopReason).toBe('Remote')
    expect(await installed()).toEqual([])
    station.unplug(1)
    await until(async () => (await status()) === 'Available')
  })

  test('resets, and boots again', async () => {
    const { bootedAt } = await shown()
    await accepts('reset', { type: is16 ? 'Soft' : 'Immediate' })
    await until(async () => (await shown()).bootedAt !== bootedAt, 30_000)
    await until(async () => (await status()) === 'Available')
  })
})
