/**
 * What the schemas allow and nobody expects, thrown at every handler: nothing becomes an InternalError, nothing is logged as our fault,
 * memory and database say the same afterwards, and the station goes on.
 */
import { validateRequest } from '@busbar/ocpp/validation'
import { actionsFrom, isSend, versions } from '@busbar/ocpp/versions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Random } from '../../bench/random.ts'
import { connectorRow, evseRow, stationStateRow } from '../../packages/csms/src/stations/rows.ts'
import { transactionRow } from '../../packages/csms/src/transactions/rows.ts'
import { absurd, type Familiar } from '../absurd.ts'
import { type House, house, type RawStation } from '../house.ts'

const seed = Number(process.env.BUSBAR_TEST_SEED ?? 20260301)
const rounds = Number(process.env.BUSBAR_TEST_ROUNDS ?? 12)

const longestPayload = 100_000

let home: House
const faults: unknown[] = []
beforeAll(async () => {
  home = await house({ stations: ['OTHER', ...versions], idTokens: ['ALICE', 'BOB'] })
  const { log } = home.csms.ctx
  log.error = ((...args: unknown[]) => faults.push(args)) as typeof log.error
})
afterAll(() => home.close())

describe.each(versions)('a station of %s', (version) => {
  let station: RawStation
  let familiar: Familiar
  const is16 = version === 'ocpp1.6'

  beforeAll(async () => {
    const accepted = () => ({ status: 'Accepted' })
    station = await home.station(version, {
      version,
      answers: {
        GetBaseReport: accepted,
        GetLog: accepted,
        UpdateFirmware: is16 ? () => ({}) : accepted,
        ReserveNow: accepted,
      },
      session: { validateOutgoing: false, callTimeoutMs: 60_000 },
    })
    const command = (name: string, body: object) => home.api('POST', `/stations/${version}/commands/${name}`, body)
    const expires = new Date(Date.now() + 3_600_000).toISOString()
    if (!is16) await command('get-base-report', { requestId: 1, reportBase: 'FullInventory' })
    await command('get-log', { requestId: 1, logType: 'SecurityLog', log: { remoteLocation: 'https://example.org/' } })
    await command(
      'reserve-now',
      is16
        ? { connectorId: 1, expiryDate: expires, idTag: 'BOB', reservationId: 1 }
        : { id: 1, evseId: 1, expiryDateTime: expires, idToken: { idToken: 'BOB', type: 'ISO14443' } },
    )
    const other = await home.station('OTHER', { boot: version === versions[0] })
    const { transactionId } = await other.call('StartTransaction', {
      connectorId: 1,
      idTag: 'ALICE',
      meterStart: 0,
      timestamp: new Date().toISOString(),
    })
    familiar = { texts: ['ALICE', 'bob', 'OTHER', version, String(transactionId)], numbers: [transactionId, 1] }
  })

  test.each(actionsFrom(version, 'station'))(`%s (seed ${seed})`, async (action) => {
    const random = new Random(seed + action.length * 1000 + action.charCodeAt(0))
    const wrong: unknown[] = []
    let sent = 0
    for (let round = 0; round < rounds * 10 && sent < rounds; round++) {
      const payload = absurd(version, action, random, familiar)
      if (!validateRequest(version, action, payload).ok) continue
      // What is too long for a frame is another story.
      if (JSON.stringify(payload).length > longestPayload) continue
      sent++
      if (isSend(version, action)) {
        station.session.sendUnconfirmed(action, payload)
        continue
      }
      const outcome = await station.tryCall(action, payload)
      // Sent again, as after a lost answer, it is taken, or refused, as before.
      const again = random.chance(0.3) ? await station.tryCall(action, payload) : outcome
      for (const { outcome: kind, ...of } of [outcome, again]) {
        const code = 'code' in of ? of.code : null
        // OCPP 1.6 §3.7.1, 2.0.1 part 2, E13: what is about energy is never refused for its content.
        const mayRefuse = !/Transaction|MeterValues/.test(action)
        const isRight = kind === 'answered' || (mayRefuse && kind === 'refused' && code !== 'InternalError')
        if (!isRight) wrong.push({ kind, code, payload: JSON.stringify(payload).slice(0, 500) })
      }
    }
    expect(sent).toBe(rounds)
    expect(wrong).toEqual([])
  })

  test('nothing was our fault, and the station goes on', async () => {
    expect((await station.tryCall('Heartbeat', {})).outcome).toBe('answered')
    expect(faults).toEqual([])
    const { body } = await home.api('GET', `/stations/${version}/messages?direction=in&limit=500`)
    expect(body.items.filter(({ errorCode }: { errorCode: string }) => errorCode === 'InternalError')).toEqual([])
    for (const path of ['', '/operations', '/variables', '/charging-profiles', '/security-events'])
      expect([path, (await home.api('GET', `/stations/${version}${path}`)).status]).toEqual([path, 200])
    for (const path of [
      '/overview',
      `/transactions?station=${version}`,
      `/reservations?station=${version}`,
      '/stations',
    ])
      expect([path, (await home.api('GET', path)).status]).toEqual([path, 200])
  })

  test('what is known in memory is what is stored', async () => {
    const { ctx } = home.csms
    const live = ctx.stations.get(version)
    if (!live) throw new Error('the station is not known')
    await ctx.writer.settled()
    const seen = () =>
      JSON.parse(
        JSON.stringify({
          // Now and then only.
          state: { ...stationStateRow(live), last_heard_at: null, refusals: null, deviations: null },
          evses: inOrder(live.evses).map((evse) => evseRow(live, evse)),
          connectors: inOrder(live.evses).flatMap((evse) =>
            inOrder(evse.connectors).map((connector) => connectorRow(live, evse, connector)),
          ),
          problems: [...live.problems].toSorted(([a], [b]) => (a < b ? -1 : 1)),
          // Of the ended ones memory keeps the latest few by another order.
          transactions: [...live.transactions.values()]
            .filter(({ state }) => state === 'open')
            .map(transactionRow)
            .toSorted((a, b) => a.id - b.id),
        }),
      )
    const before = seen()
    await ctx.stations.reload(live)
    expect(seen()).toEqual(before)
  })
})

const inOrder = <T>(map: ReadonlyMap<number, T>): T[] =>
  [...map].toSorted(([a], [b]) => a - b).map(([, value]) => value)
