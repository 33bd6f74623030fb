import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house()
})
afterAll(() => home.close())

const command = (id: string, name: string, body: object) => home.api('POST', `/stations/${id}/commands/${name}`, body)
const items = async (path: string) => (await home.api('GET', path)).body.items
const lastRequestId = (station: RawStation) =>
  (station.asked.at(-1)?.payload as { requestId: number } | undefined)?.requestId ?? 0
const accepted = () => ({ status: 'Accepted' })

const component = { name: 'OCPPCommCtrlr' }
const variable = { name: 'HeartbeatInterval' }

test('configuration keys of 1.6: read, changed, gone', async () => {
  await home.addStation('KEYS')
  let keys: object = {
    configurationKey: [
      { key: 'HeartbeatInterval', readonly: false, value: '300' },
      { key: 'NumberOfConnectors', readonly: true, value: '2' },
    ],
    unknownKey: [],
  }
  await home.station('KEYS', {
    answers: {
      GetConfiguration: () => keys,
      ChangeConfiguration: ({ key }: { key: string }) => ({
        status: key === 'HeartbeatInterval' ? 'RebootRequired' : 'Rejected',
      }),
    },
  })
  await command('KEYS', 'get-configuration', {})
  await command('KEYS', 'change-configuration', { key: 'HeartbeatInterval', value: '60' })
  await command('KEYS', 'change-configuration', { key: 'NumberOfConnectors', value: '3' })
  const read = await items('/stations/KEYS/variables')
  expect(read.map((item: { variable: { name: string }; value: string }) => [item.variable.name, item.value])).toEqual([
    ['HeartbeatInterval', '60'],
    ['NumberOfConnectors', '2'],
  ])
  keys = { unknownKey: ['NumberOfConnectors'] }
  await command('KEYS', 'get-configuration', { key: ['NumberOfConnectors'] })
  expect(await items('/stations/KEYS/variables')).toHaveLength(1)
})

test('a new password set over OCPP lets the station in, the old one no more; it is shown nowhere (A01.FR.03, A01.FR.09)', async () => {
  await home.addStation('LOCK', { password: 'the old password!' })
  const password = 'an entirely new one 42'
  const station = await home.station('LOCK', {
    password: 'the old password!',
    answers: { ChangeConfiguration: accepted },
  })
  expect((await command('LOCK', 'change-configuration', { key: 'AuthorizationKey', value: password })).status).toBe(200)
  expect(station.asked[0]?.payload).toEqual({ key: 'AuthorizationKey', value: password })
  await station.close()
  await expect(home.station('LOCK', { password: 'the old password!' })).rejects.toMatchObject({ status: 401 })
  await home.station('LOCK', { password })
  for (const path of ['/stations/LOCK/messages', '/stations/LOCK/variables', '/audit']) {
    expect(JSON.stringify((await home.api('GET', path)).body)).not.toContain(password)
  }
})

test('a password that a station tells is neither kept nor shown', async () => {
  const password = 'told by the station 7'
  await home.addStation('TELLS16')
  await home.station('TELLS16', {
    answers: {
      GetConfiguration: () => ({ configurationKey: [{ key: 'AuthorizationKey', readonly: false, value: password }] }),
    },
  })
  await command('TELLS16', 'get-configuration', {})
  await home.addStation('TELLS2')
  const place = { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } }
  const station = await home.station('TELLS2', {
    version: 'ocpp2.0.1',
    answers: {
      GetVariables: () => ({
        getVariableResult: [{ attributeStatus: 'Accepted', attributeValue: password, ...place }],
      }),
    },
  })
  await command('TELLS2', 'get-variables', { getVariableData: [place] })
  const report = { requestId: 1, seqNo: 0, generatedAt: '2026-03-01T08:00:00Z' }
  await station.call('NotifyReport', {
    ...report,
    reportData: [{ ...place, variableAttribute: [{ value: password }] }],
  })
  for (const id of ['TELLS16', 'TELLS2']) {
    expect(await items(`/stations/${id}/variables`)).toMatchObject([{ value: null }])
    const shown = JSON.stringify(await items(`/stations/${id}/messages`))
    expect(shown).toContain('***')
    expect(shown).not.toContain(password)
  }
})

test('variables of 2.x: a full inventory in parts, then values one by one', async () => {
  await home.addStation('MODEL')
  const station = await home.station('MODEL', {
    version: 'ocpp2.0.1',
    answers: {
      GetBaseReport: accepted,
      SetVariables: () => ({ setVariableResult: [{ attributeStatus: 'Accepted', component, variable }] }),
      GetVariables: () => ({
        getVariableResult: [
          {
            attributeStatus: 'Accepted',
            attributeType: 'Actual',
            attributeValue: '7',
            component,
            variable: { name: 'Other' },
          },
          { attributeStatus: 'UnknownVariable', component, variable: { name: 'None' } },
        ],
      }),
    },
  })
  const inventory = async (...names: string[]) => {
    await command('MODEL', 'get-base-report', { reportBase: 'FullInventory' })
    const requestId = lastRequestId(station)
    for (const [seqNo, name] of names.entries()) {
      await station.call('NotifyReport', {
        requestId,
        seqNo,
        tbc: seqNo < names.length - 1,
        generatedAt: '2026-03-01T08:00:00Z',
        reportData: [
          {
            component,
            variable: { name },
            variableAttribute: [{ value: '300', mutability: 'ReadWrite' }],
            variableCharacteristics: { dataType: 'integer', unit: 's', supportsMonitoring: true },
          },
        ],
      })
    }
  }
  const known = async () =>
    Object.fromEntries(
      (await items('/stations/MODEL/variables')).map((item: { variable: { name: string } }) => [
        item.variable.name,
        item,
      ]),
    )
  await inventory('HeartbeatInterval', 'Other')
  expect(await known()).toMatchObject({
    HeartbeatInterval: {
      component: { name: 'OCPPCommCtrlr', evse: null },
      value: '300',
      dataType: 'integer',
      unit: 's',
    },
    Other: { value: '300' },
  })
  expect((await items('/stations/MODEL/operations'))[0]).toMatchObject({ kind: 'base-report', status: 'Complete' })

  await command('MODEL', 'set-variables', { setVariableData: [{ attributeValue: '60', component, variable }] })
  await command('MODEL', 'get-variables', {
    getVariableData: [
      { component, variable: { name: 'Other' } },
      { component, variable: { name: 'None' } },
    ],
  })
  const changed = await known()
  expect(changed).toMatchObject({ HeartbeatInterval: { value: '60', unit: 's' }, Other: { value: '7', unit: 's' } })
  expect(changed.None).toBeUndefined()

  await inventory('HeartbeatInterval')
  expect(Object.keys(await known())).toEqual(['HeartbeatInterval'])
})

test('availability is what the station said it will be', async () => {
  await home.addStation('AVAIL', {
    evses: [
      { evseId: 1, connectors: [{ connectorId: 1 }] },
      { evseId: 2, connectors: [{ connectorId: 1 }] },
    ],
  })
  const station = await home.station('AVAIL', {
    version: 'ocpp2.1',
    answers: {
      ChangeAvailability: ({ evse }: { evse?: { id: number } }) => ({
        status: evse?.id === 2 ? 'Rejected' : 'Scheduled',
      }),
    },
  })
  await home.api('POST', '/evses/AVAIL:1/availability', { operative: false })
  await home.api('POST', '/evses/AVAIL:2/availability', { operative: false })
  expect(station.asked.map(({ payload }) => payload)).toEqual([
    { operationalStatus: 'Inoperative', evse: { id: 1 } },
    { operationalStatus: 'Inoperative', evse: { id: 2 } },
  ])
  const { body } = await home.api('GET', '/stations/AVAIL')
  expect(body.evses.map((evse: { availability: string }) => evse.availability)).toEqual(['Inoperative', 'Operative'])
})

test('a local list is known by its version', async () => {
  await home.addStation('LIST')
  const station = await home.station('LIST', {
    answers: {
      GetLocalListVersion: () => ({ listVersion: 4 }),
      SendLocalList: ({ updateType }: { updateType: string }) => ({
        status: updateType === 'Full' ? 'Accepted' : 'VersionMismatch',
      }),
    },
  })
  const version = async () => (await home.api('GET', '/stations/LIST')).body.localListVersion
  await command('LIST', 'get-local-list-version', {})
  expect(await version()).toBe(4)
  await command('LIST', 'send-local-list', { updateType: 'Full', localAuthorizationList: [] })
  expect(station.asked.at(-1)?.payload).toEqual({ updateType: 'Full', localAuthorizationList: [], listVersion: 5 })
  expect(await version()).toBe(5)
  await command('LIST', 'send-local-list', { updateType: 'Differential', listVersion: 3 })
  expect(await version()).toBe(5)
})

test('firmware and diagnostics of 1.6 go by the newest operation, of 2.x by their request id', async () => {
  await home.addStation('FW16')
  const old = await home.station('FW16', { answers: { GetDiagnostics: () => ({ fileName: 'log.zip' }) } })
  await command('FW16', 'update-firmware', { location: 'ftp://x/fw', retrieveDate: '2026-03-01T08:00:00Z' })
  await command('FW16', 'get-diagnostics', { location: 'ftp://x/' })
  await old.call('FirmwareStatusNotification', { status: 'Downloading' })
  await old.call('DiagnosticsStatusNotification', { status: 'Uploading' })
  await old.call('DiagnosticsStatusNotification', { status: 'Uploaded' })
  await old.call('FirmwareStatusNotification', { status: 'Idle' })
  const of16 = await items('/stations/FW16/operations')
  expect(of16).toMatchObject([
    { kind: 'diagnostics', status: 'Uploaded' },
    { kind: 'firmware', status: 'Downloading' },
  ])
  const { body } = await home.api('GET', '/stations/FW16')
  expect(body).toMatchObject({ firmwareStatus: 'Idle', diagnosticsStatus: 'Uploaded' })

  await home.addStation('FW201')
  const station = await home.station('FW201', {
    version: 'ocpp2.0.1',
    answers: { UpdateFirmware: accepted, GetLog: () => ({ status: 'Accepted', filename: 'a.log' }) },
  })
  const firmware = { location: 'https://x/fw', retrieveDateTime: '2026-03-01T08:00:00Z' }
  await command('FW201', 'update-firmware', { requestId: 7, firmware })
  await command('FW201', 'update-firmware', { requestId: 8, firmware })
  await command('FW201', 'get-log', { requestId: 7, logType: 'DiagnosticsLog', log: { remoteLocation: 'https://x/' } })
  await station.call('FirmwareStatusNotification', { status: 'Downloading', requestId: 7 })
  await station.call('LogStatusNotification', { status: 'Uploaded', requestId: 7 })
  expect(await items('/stations/FW201/operations')).toMatchObject([
    { kind: 'log', status: 'Uploaded' },
    { kind: 'firmware', status: 'Accepted' },
    { kind: 'firmware', status: 'Downloading' },
  ])
})

test('progress told before the answer was read is not overwritten by the answer', async () => {
  await home.addStation('QUICK')
  const station = await home.station('QUICK', {
    version: 'ocpp2.1',
    answers: {
      GetLog: async ({ requestId }: { requestId: number }) => {
        await station.call('LogStatusNotification', { status: 'Uploading', requestId })
        return { status: 'Accepted', filename: 'a.log' }
      },
    },
  })
  await command('QUICK', 'get-log', { logType: 'SecurityLog', log: { remoteLocation: 'https://x/' } })
  expect(await items('/stations/QUICK/operations')).toMatchObject([{ kind: 'log', status: 'Uploading' }])
})

test('a reservation that never left is not called rejected', async () => {
  await home.addStation('AWAY')
  const station = await home.station('AWAY')
  await station.close()
  await until(async () => !(await home.api('GET', '/stations/AWAY')).body.connected)
  const ask = { connectorId: 1, expiryDate: '2036-03-01T08:00:00Z', idTag: 'ALICE' }
  expect((await command('AWAY', 'reserve-now', ask)).status).toBe(409)
  expect((await items('/reservations?station=AWAY&state=not-sent')).length).toBe(1)
})

test('a reservation is known from when it is asked for, and follows the answers', async () => {
  await home.addStation('RES')
  const station = await home.station('RES', {
    answers: {
      ReserveNow: ({ connectorId }: { connectorId: number }) => ({
        status: connectorId === 1 ? 'Accepted' : 'Occupied',
      }),
      CancelReservation: ({ reservationId }: { reservationId: number }) => ({
        status: reservationId === 4711 ? 'Rejected' : 'Accepted',
      }),
    },
  })
  const ask = { expiryDate: '2036-03-01T08:00:00Z', idTag: 'ALICE' }
  await command('RES', 'reserve-now', { connectorId: 1, ...ask })
  await command('RES', 'reserve-now', { connectorId: 2, ...ask })
  const [second, first] = await items('/reservations?station=RES')
  expect([first.state, second.state]).toEqual(['active', 'rejected'])
  expect(first).toMatchObject({ evse: 1, idTag: 'ALICE', expiresAt: '2036-03-01T08:00:00.000Z' })
  expect(station.asked[0]?.payload).toMatchObject({ connectorId: 1, ...ask, reservationId: first.id })
  expect((await command('RES', 'cancel-reservation', { reservation: 4711 })).body.status).toBe('Rejected')
  await command('RES', 'cancel-reservation', { reservation: first.id })
  expect((await home.api('GET', `/reservations/${first.id}`)).body.state).toBe('cancelled')
})

const profile = {
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Recurring',
  recurrencyKind: 'Daily',
  chargingSchedule: [
    {
      id: 1,
      startSchedule: '2026-01-01T00:00:00Z',
      duration: 86_400,
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
    },
  ],
}

test('a stored profile goes out in the words of each version under its own id, and is known to be installed', async () => {
  const { body: stored } = await home.api('POST', '/charging-profiles', { name: 'night', profile })
  const { chargingSchedule, ...same } = profile
  const { id: _, ...schedule } = chargingSchedule[0] as (typeof chargingSchedule)[number]
  const expected = {
    'ocpp1.6': {
      connectorId: 1,
      csChargingProfiles: { chargingProfileId: stored.id, ...same, chargingSchedule: schedule },
    },
    'ocpp2.0.1': { evseId: 1, chargingProfile: { id: stored.id, ...profile } },
    'ocpp2.1': { evseId: 1, chargingProfile: { id: stored.id, ...profile } },
  } as const
  for (const version of ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const) {
    const id = `PROFILE-${version}`
    await home.addStation(id)
    const station = await home.station(id, {
      version,
      answers: { SetChargingProfile: accepted, ClearChargingProfile: accepted },
    })
    const place = version === 'ocpp1.6' ? { connectorId: 1 } : { evseId: 1 }
    const answer = await command(id, 'set-charging-profile', { ...place, chargingProfile: stored.id })
    expect(answer).toMatchObject({ status: 200, body: { status: 'Accepted' } })
    expect(station.asked[0]?.payload).toEqual(expected[version])
    expect(await items(`/stations/${id}/charging-profiles`)).toMatchObject([
      {
        id: stored.id,
        name: 'night',
        evseId: 1,
        purpose: 'TxDefaultProfile',
        stackLevel: 0,
        profile: { id: stored.id },
      },
    ])
    await command(id, 'clear-charging-profile', { chargingProfile: stored.id })
    expect(await items(`/stations/${id}/charging-profiles`)).toEqual([])
  }
})

test('what cannot be said in 1.6 is refused with its path, and so is a profile that is not there', async () => {
  await home.addStation('P16')
  const station = await home.station('P16')
  const { body: stored } = await home.api('POST', '/charging-profiles', {
    name: 'solar',
    profile: { ...profile, chargingProfilePurpose: 'LocalGeneration' },
  })
  const set = (chargingProfile: number) => command('P16', 'set-charging-profile', { connectorId: 1, chargingProfile })
  expect(await set(stored.id)).toMatchObject({
    status: 422,
    body: { errors: [{ path: '/chargingProfile/chargingProfilePurpose' }] },
  })
  expect(await set(2_000_000_000)).toMatchObject({ status: 422, body: { errors: [{ path: '/chargingProfile' }] } })
  expect(station.asked).toEqual([])
})

test('1.6 replaces a profile of the same purpose and level, and clears by criteria (§5.16.4, §5.5)', async () => {
  await home.addStation('STACK')
  await home.station('STACK', { answers: { SetChargingProfile: accepted, ClearChargingProfile: accepted } })
  const put = (chargingProfileId: number, stackLevel: number, connectorId: number) =>
    command('STACK', 'set-charging-profile', {
      connectorId,
      csChargingProfiles: {
        chargingProfileId,
        stackLevel,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] },
      },
    })
  const ids = async () => (await items('/stations/STACK/charging-profiles')).map(({ id }: { id: number }) => id).sort()
  await put(1, 0, 1)
  await put(2, 1, 1)
  await put(3, 0, 2)
  await put(4, 0, 1)
  expect(await ids()).toEqual([2, 3, 4])
  await command('STACK', 'clear-charging-profile', { connectorId: 1, stackLevel: 0 })
  expect(await ids()).toEqual([2, 3])
  await command('STACK', 'clear-charging-profile', {})
  expect(await ids()).toEqual([])
})

test('a remote start carries a stored profile, without a transaction (F01.FR.11)', async () => {
  await home.addIdToken('ALICE')
  const { body: stored } = await home.api('POST', '/charging-profiles', {
    name: 'slow',
    profile: { ...profile, chargingProfilePurpose: 'TxProfile', transactionId: 'old' },
  })
  for (const version of ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const) {
    const id = `START-${version}`
    await home.addStation(id)
    const action = version === 'ocpp1.6' ? 'RemoteStartTransaction' : 'RequestStartTransaction'
    const station = await home.station(id, { version, answers: { [action]: accepted } })
    const answer = await home.api('POST', `/evses/${id}:1/start`, { idToken: 'ALICE', chargingProfile: stored.id })
    expect(answer).toMatchObject({ status: 200, body: { status: 'Accepted' } })
    const payload = station.asked[0]?.payload
    expect(payload).toMatchObject(
      version === 'ocpp1.6'
        ? { connectorId: 1, idTag: 'ALICE', chargingProfile: { chargingProfileId: stored.id } }
        : { evseId: 1, idToken: { idToken: 'ALICE', type: 'ISO14443' }, chargingProfile: { id: stored.id } },
    )
    expect(payload).not.toHaveProperty('chargingProfile.transactionId')
  }
})

test('profiles a station reports are those it has (K09)', async () => {
  await home.addStation('REPORT')
  const station = await home.station('REPORT', {
    version: 'ocpp2.0.1',
    answers: { SetChargingProfile: accepted, GetChargingProfiles: accepted },
  })
  for (const [id, stackLevel] of [
    [1, 0],
    [2, 1],
  ] as const) {
    await command('REPORT', 'set-charging-profile', { evseId: 1, chargingProfile: { id, ...profile, stackLevel } })
  }
  await command('REPORT', 'get-charging-profiles', { chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile' } })
  const requestId = lastRequestId(station)
  const report = (source: string, reported: object, tbc: boolean) =>
    station.call('ReportChargingProfiles', {
      requestId,
      chargingLimitSource: source,
      evseId: 1,
      tbc,
      chargingProfile: [reported],
    })
  await report('CSO', { id: 2, ...profile, stackLevel: 1 }, true)
  await report('EMS', { id: -1, ...profile, chargingProfilePurpose: 'ChargingStationExternalConstraints' }, false)
  const ids = async () => (await items('/stations/REPORT/charging-profiles')).map(({ id }: { id: number }) => id).sort()
  expect(await ids()).toEqual([-1, 2])
  await station.call('ClearedChargingLimit', { chargingLimitSource: 'EMS' })
  expect(await ids()).toEqual([2])
})

test('a dynamic profile is pulled as the operator has it now (2.1 K28)', async () => {
  await home.addStation('PULL')
  const station = await home.station('PULL', { version: 'ocpp2.1' })
  const dynamic = (limit: number) => ({
    ...profile,
    recurrencyKind: undefined,
    chargingProfileKind: 'Dynamic',
    dynUpdateInterval: 60,
    chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] }],
  })
  const { body: stored } = await home.api('POST', '/charging-profiles', { name: 'live', profile: dynamic(16) })
  const pull = () => station.call('PullDynamicScheduleUpdate', { chargingProfileId: stored.id })
  expect(await pull()).toEqual({ status: 'Accepted', scheduleUpdate: { limit: 16 } })
  await home.api('PUT', `/charging-profiles/${stored.id}`, { profile: dynamic(9) })
  expect(await pull()).toEqual({ status: 'Accepted', scheduleUpdate: { limit: 9 } })
  expect(await station.call('PullDynamicScheduleUpdate', { chargingProfileId: 99 })).toMatchObject({
    status: 'Rejected',
  })
})

test('after boot nothing is asked, unless the station is switched to it', async () => {
  await home.addStation('QUIET')
  await home.addStation('CURIOUS', { bootCalls: true })
  const quiet = await home.station('QUIET')
  const curious = await home.station('CURIOUS')
  const { promise, resolve } = Promise.withResolvers<void>()
  const station = await home.station('CURIOUS', {
    version: 'ocpp2.0.1',
    answers: {
      GetBaseReport: () => {
        resolve()
        return { status: 'Accepted' }
      },
    },
  })
  await promise
  expect(station.asked[0]?.payload).toMatchObject({ reportBase: 'FullInventory' })
  expect(curious.asked.map(({ action }) => action)).toEqual(['GetConfiguration'])
  expect(quiet.asked).toEqual([])
})
