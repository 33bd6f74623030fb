/** What a command's outcome says is what happened, as far as anybody can know it. */
import { OcppError } from '@busbar/ocpp/errors'
import { type Version, versions } from '@busbar/ocpp/versions'
import type { Quirks } from '@busbar/simulator/quirks'
import { SimulatedStation } from '@busbar/simulator/station'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, house, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house({ stations: ['GONE', 'OTHER', 'HALF', ...versions] })
})
afterAll(() => home.close())

const command = (id: string, name: string, body: object) => home.api('POST', `/stations/${id}/commands/${name}`, body)
const connectionLost = { status: 502, body: { type: 'urn:busbar:problem:connection-lost' } }

test.each(versions)(
  'a reset that closes the socket is a lost connection, and no missed deadline (%s)',
  async (version) => {
    const quirks = { resetsWithoutAnswer: true }
    const station = new SimulatedStation({ url: home.ocppUrl, id: version, version, quirks, rebootS: 0.05 })
    station.start()
    await station.waitFor(({ online }) => online)
    const { bootedAt } = (await home.api('GET', `/stations/${version}`)).body
    const type = version === 'ocpp1.6' ? 'Hard' : 'Immediate'
    expect(await command(version, 'reset', { type })).toMatchObject(connectionLost)
    const { body } = await home.api('GET', `/stations/${version}/messages?action=Reset`)
    expect(body.items).toMatchObject([{ outcome: 'closed', problem: 'the connection was lost before an answer came' }])
    await until(async () => (await home.api('GET', `/stations/${version}`)).body.bootedAt !== bootedAt)
    station.stop()
  },
)

test('any command can lose its connection; the audit says so', async () => {
  const station = await home.station('GONE', {
    answers: {
      ClearCache: () => {
        station.session.terminate()
        return new Promise(() => {})
      },
    },
  })
  expect(await command('GONE', 'clear-cache', {})).toMatchObject(connectionLost)
  expect((await command('GONE', 'clear-cache', {})).status).toBe(409)
  const outcomes = (await home.api('GET', '/audit?limit=50')).body.items
    .map(({ detail }: { detail: { action: string; outcome: string } }) => detail)
    .filter(({ action }: { action: string }) => action === 'ClearCache')
    .map(({ outcome }: { outcome: string }) => outcome)
  expect(outcomes).toEqual(['offline', 'connection-lost'])
})

describe('a list longer than the station takes at once', () => {
  const limits = { itemsPerMessage: 4 }
  const asked = async (id: string, action: string) =>
    (await home.api('GET', `/stations/${id}/messages?action=${action}&direction=out&limit=100`)).body.items.toReversed()
  const simulated = async (id: string, version: Version, quirks: Quirks) => {
    await home.addStation(id)
    const station = new SimulatedStation({ url: home.ocppUrl, id, version, quirks })
    station.start()
    await station.waitFor(({ online }) => online)
    return station
  }
  const variable = (name: string, component = 'OCPPCommCtrlr') => ({
    component: { name: component },
    variable: { name },
  })
  const some = ['HeartbeatInterval', 'OfflineThreshold', 'ResetRetries', 'QueueAllMessages', 'NoSuchThing']
  const many = [...some, ...some, 'WebSocketPingInterval'].map((name) => variable(name))
  const learnLimits = (id: string, component: string, instance?: string) =>
    command(id, 'get-variables', {
      getVariableData: ['ItemsPerMessage', 'BytesPerMessage'].map((name) => ({
        component: { name: component },
        variable: { name, ...(instance && { instance }) },
      })),
    })

  test('GetVariables (B06.FR.05) goes out in parts and comes back as one answer, in order', async () => {
    const station = await simulated('GV', 'ocpp2.0.1', limits)
    await learnLimits('GV', 'DeviceDataCtrlr', 'GetVariables')
    const { status, body } = await command('GV', 'get-variables', { getVariableData: many })
    expect(status).toBe(200)
    expect(body.status).toBe('PartiallyAccepted')
    expect(body.response.getVariableResult.map((r: { variable: { name: string } }) => r.variable.name)).toEqual(
      many.map(({ variable }) => variable.name),
    )
    expect(body.parts).toMatchObject([{ items: 4 }, { items: 4 }, { items: 3, outcome: 'answered' }])
    expect((await asked('GV', 'GetVariables')).map((m: { outcome: string }) => m.outcome)).toEqual(
      Array(4).fill('answered'),
    )
    const known = (await home.api('GET', '/stations/GV/variables?component=OCPPCommCtrlr')).body.items
    expect(known.map((v: { variable: { name: string } }) => v.variable.name)).toContain('WebSocketPingInterval')
    station.stop()
  })

  test('a station that has not told its limits and refuses (B06.FR.16) is asked for them', async () => {
    const station = await simulated('ASK', 'ocpp2.1', limits)
    const { body } = await command('ASK', 'get-variables', { getVariableData: many })
    expect(body.parts).toHaveLength(3)
    const outcomes = (await asked('ASK', 'GetVariables')).map((m: { outcome: string }) => m.outcome)
    expect(outcomes).toEqual(['refused', ...Array(4).fill('answered')])
    station.stop()
  })

  test('a refusal for another reason is told as it is', async () => {
    let times = 0
    await home.station('OTHER', {
      version: 'ocpp2.0.1',
      answers: {
        GetVariables: () => {
          times += 1
          if (times === 1) throw new OcppError('OccurrenceConstraintViolation', 'what is missing?')
          return { getVariableResult: [] }
        },
      },
      session: { validateOutgoing: false },
    })
    expect(await command('OTHER', 'get-variables', { getVariableData: many })).toMatchObject({ status: 502 })
    expect(times).toBe(2)
  })

  test('SetVariables by bytes (BytesPerMessage), and what each part did is known', async () => {
    const station = await simulated('SV', 'ocpp2.0.1', { bytesPerMessage: 400 })
    await learnLimits('SV', 'DeviceDataCtrlr', 'SetVariables')
    const setVariableData = ['60', '61', '62', '-1', '63'].map((attributeValue) => ({
      attributeValue,
      ...variable('HeartbeatInterval'),
    }))
    const { body } = await command('SV', 'set-variables', { setVariableData })
    expect(body.status).toBe('PartiallyAccepted')
    expect(body.parts.length).toBeGreaterThan(1)
    expect(body.response.setVariableResult.map((r: { attributeStatus: string }) => r.attributeStatus)).toEqual([
      'Accepted',
      'Accepted',
      'Accepted',
      'Rejected',
      'Accepted',
    ])
    for (const { request } of await asked('SV', 'SetVariables'))
      expect(JSON.stringify(request).length).toBeLessThanOrEqual(400)
    station.stop()
  })

  test('GetReport: each part has a request id and an operation of its own, and all of them complete', async () => {
    const station = await simulated('GR', 'ocpp2.0.1', limits)
    await learnLimits('GR', 'DeviceDataCtrlr', 'GetReport')
    const { body } = await command('GR', 'get-report', { componentVariable: many })
    expect(body).toMatchObject({ status: 'Accepted', parts: [{ items: 4 }, { items: 4 }, { items: 3 }] })
    const ids = body.parts.map(({ requestId }: { requestId: number }) => requestId)
    expect(new Set(ids).size).toBe(3)
    const operations = async () =>
      (await home.api('GET', '/stations/GR/operations')).body.items.filter((o: { kind: string }) => o.kind === 'report')
    await until(async () => {
      const all = await operations()
      return all.length === 3 && all.every(({ status }: { status: string }) => status === 'Complete')
    })
    station.stop()
  })

  test.each(['set', 'clear'])('variable monitors (N04.FR.09, N06.FR.04): %s', async (what) => {
    const id = `MON-${what}`
    const station = await simulated(id, 'ocpp2.0.1', limits)
    await learnLimits(id, 'MonitoringCtrlr', what === 'set' ? 'SetVariableMonitoring' : 'ClearVariableMonitoring')
    const { body } =
      what === 'set'
        ? await command(id, 'set-variable-monitoring', {
            setMonitoringData: many.map((place) => ({ ...place, value: 1, type: 'Delta', severity: 4 })),
          })
        : await command(id, 'clear-variable-monitoring', { id: many.map((_, i) => i) })
    expect(body.status).toBe('Rejected')
    expect(body.response[what === 'set' ? 'setMonitoringResult' : 'clearMonitoringResult']).toHaveLength(many.length)
    expect(body.parts).toHaveLength(3)
    station.stop()
  })

  const tokens = Array.from({ length: 10 }, (_, i) => `TOKEN${i}`)
  test.each(versions)('a full local list begins full and grows (D01.FR.15): %s', async (version) => {
    const is16 = version === 'ocpp1.6'
    const id = `LL-${version}`
    const station = await simulated(id, version, limits)
    if (is16) await command(id, 'get-configuration', { key: ['SendLocalListMaxLength'] })
    else await learnLimits(id, 'LocalAuthListCtrlr')
    const localAuthorizationList = tokens.map((token) =>
      is16
        ? { idTag: token, idTagInfo: { status: 'Accepted' } }
        : { idToken: { idToken: token, type: 'ISO14443' }, idTokenInfo: { status: 'Accepted' } },
    )
    const name = is16 ? 'listVersion' : 'versionNumber'
    const full = { updateType: 'Full', [name]: 7, localAuthorizationList }
    const { body } = await command(id, 'send-local-list', full)
    expect(body).toMatchObject({ status: 'Accepted', parts: [{ [name]: 5 }, { [name]: 6 }, { [name]: 7 }] })
    expect((await home.api('GET', `/stations/${id}`)).body.localListVersion).toBe(7)
    expect(station.authorization.listEntries).toBe(tokens.length)
    // Half way the station gives up: what it has is what is known.
    const refuse = station.answer.bind(station)
    let times = 0
    refuse('SendLocalList', () => ({ status: ++times === 2 ? 'Failed' : 'Accepted' }))
    const again = await command(id, 'send-local-list', { ...full, [name]: 20 })
    expect(again.body).toMatchObject({
      status: 'PartiallyAccepted',
      parts: [{ status: 'Accepted' }, { status: 'Failed' }, { outcome: 'not-sent', status: null }],
    })
    expect((await home.api('GET', `/stations/${id}`)).body.localListVersion).toBe(18)
    station.stop()
  })

  test('1.6: GetConfigurationMaxKeys', async () => {
    const station = await simulated('GC', 'ocpp1.6', limits)
    await command('GC', 'get-configuration', {})
    const key = ['HeartbeatInterval', 'A', 'ResetRetries', 'B', 'NumberOfConnectors', 'C']
    const { body } = await command('GC', 'get-configuration', { key })
    expect(body).toMatchObject({ status: 'Accepted', parts: [{ items: 4 }, { items: 2 }] })
    expect(body.response.unknownKey).toEqual(['A', 'B', 'C'])
    expect(body.response.configurationKey).toHaveLength(3)
    station.stop()
  })

  test('a part that is not answered: the rest is kept back, and the whole is told as what came of it', async () => {
    let times = 0
    const results = (count: number) => ({
      getVariableResult: Array.from({ length: count }, () => ({
        ...variable('X'),
        attributeStatus: 'Accepted',
        attributeValue: '1',
      })),
    })
    const station = await home.station('HALF', {
      version: 'ocpp2.0.1',
      answers: {
        GetVariables: ({ getVariableData }: { getVariableData: unknown[] }) => {
          times += 1
          if (times === 1) {
            const limit = {
              ...variable('ItemsPerMessage', 'DeviceDataCtrlr'),
              attributeStatus: 'Accepted',
              attributeValue: '2',
            }
            return {
              getVariableResult: [{ ...limit, variable: { name: 'ItemsPerMessage', instance: 'GetVariables' } }],
            }
          }
          if (times < 3) return results(getVariableData.length)
          station.session.terminate()
          return new Promise(() => {})
        },
      },
    })
    await learnLimits('HALF', 'DeviceDataCtrlr', 'GetVariables')
    const { status, body } = await command('HALF', 'get-variables', { getVariableData: many.slice(0, 6) })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'PartiallyAccepted',
      parts: [{ outcome: 'answered' }, { outcome: 'connection-lost' }, { outcome: 'not-sent' }],
    })
    expect(body.response.getVariableResult).toHaveLength(2)
  })

  test('a raw call is the payload and nothing else', async () => {
    const station = await simulated('RAW', 'ocpp2.0.1', limits)
    const call = { action: 'GetVariables', payload: { getVariableData: many } }
    expect(await home.api('POST', '/stations/RAW/call', call)).toMatchObject({
      status: 502,
      body: { code: 'OccurrenceConstraintViolation' },
    })
    station.stop()
  })
})

test('a list version of -1 says that there are no local lists (1.6 §5.10), 0 that there is none yet', async () => {
  let listVersion = -1
  await home.addStation('LV')
  await home.station('LV', { answers: { GetLocalListVersion: () => ({ listVersion }) } })
  const shown = async () => (await home.api('GET', '/stations/LV')).body
  expect(await shown()).toMatchObject({ localListVersion: null, localListSupported: null })
  expect((await command('LV', 'get-local-list-version', {})).body.status).toBe('NotSupported')
  expect(await shown()).toMatchObject({ localListVersion: null, localListSupported: false })
  listVersion = 0
  expect((await command('LV', 'get-local-list-version', {})).body.status).toBe('Accepted')
  expect(await shown()).toMatchObject({ localListVersion: 0, localListSupported: true })
  // However far below: it is no version.
  listVersion = -(2 ** 31)
  expect((await command('LV', 'get-local-list-version', {})).body.status).toBe('NotSupported')
  expect(await shown()).toMatchObject({ localListVersion: null, localListSupported: false })
})
