/** One id token, presented at two places in the same moment: it charges at one of them (OCPP 1.6 §7.2, 2.0.1 part 2, C01). */
import type { Version } from '@busbar/ocpp/versions'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

let it: House
let last = 0
beforeAll(async () => {
  it = await house()
})
afterAll(() => it.close())

const pairs = 25
const at = '2026-03-01T08:00:00Z'

async function newToken(body: object = {}): Promise<string> {
  const token = `TOKEN-${++last}`
  await it.addIdToken(token, body)
  return token
}

async function newStation(version: Version): Promise<RawStation> {
  const id = `CS-${++last}`
  await it.addStation(id)
  return it.station(id, { version })
}

/** What the station is told of the token. */
async function start(station: RawStation, token: string, wireId = 'tx-1'): Promise<string> {
  if (station.session.version === 'ocpp1.6') {
    const request = { connectorId: 1, idTag: token, meterStart: 0, timestamp: at }
    return (await station.call('StartTransaction', request)).idTagInfo.status
  }
  return (await station.call('TransactionEvent', event('Started', wireId, token))).idTokenInfo.status
}

const event = (eventType: string, transactionId: string, token?: string) => ({
  eventType,
  timestamp: at,
  triggerReason: 'Authorized',
  seqNo: eventType === 'Started' ? 0 : 1,
  transactionInfo: { transactionId },
  evse: { id: 1 },
  ...(token !== undefined && { idToken: { idToken: token, type: 'ISO14443' } }),
})

const openOf = async (token: string) =>
  (await it.transactions(`idTag=${token}`)).filter((transaction) => transaction.authorizationStatus === 'Accepted')

test.each<[Version, Version]>([
  ['ocpp1.6', 'ocpp1.6'],
  ['ocpp2.0.1', 'ocpp2.1'],
  ['ocpp1.6', 'ocpp2.0.1'],
])('many pairs of %s and %s: one of each pair is accepted, the other told ConcurrentTx', async (one, other) => {
  const starts = await Promise.all(
    Array.from({ length: pairs }, async () => {
      return { token: await newToken(), stations: [await newStation(one), await newStation(other)] }
    }),
  )
  const told = await Promise.all(
    starts.map(({ token, stations }) => Promise.all(stations.map((station) => start(station, token)))),
  )
  for (const pair of told) expect(pair.toSorted()).toEqual(['Accepted', 'ConcurrentTx'])
  for (const { token } of starts) expect(await openOf(token)).toHaveLength(1)
})

test('a transaction that gets its driver later claims the token as well', async () => {
  const token = await newToken()
  const stations = [await newStation('ocpp2.0.1'), await newStation('ocpp2.0.1')]
  await Promise.all(stations.map((station) => station.call('TransactionEvent', event('Started', 'tx-1'))))
  const answers = await Promise.all(
    stations.map((station) => station.call('TransactionEvent', event('Updated', 'tx-1', token))),
  )
  expect(answers.map(({ idTokenInfo }) => idTokenInfo.status).toSorted()).toEqual(['Accepted', 'ConcurrentTx'])
})

test('a token that may charge at many places does', async () => {
  const token = await newToken({ allowConcurrent: true })
  const stations = await Promise.all(Array.from({ length: 5 }, () => newStation('ocpp1.6')))
  expect(await Promise.all(stations.map((station) => start(station, token)))).toEqual(Array(5).fill('Accepted'))
})

test('a start that could not be stored leaves its token free, and so does one that ended', async () => {
  const token = await newToken()
  const [one, other] = [await newStation('ocpp2.0.1'), await newStation('ocpp2.0.1')]
  await sql`alter table transaction add constraint no_such_id check (wire_id <> 'refused')`.execute(it.csms.ctx.db)
  const refused = await one.tryCall('TransactionEvent', event('Started', 'refused', token))
  expect(refused).toMatchObject({ outcome: 'refused' })
  expect(await start(other, token)).toBe('Accepted')
  expect(await start(one, token)).toBe('ConcurrentTx')
  await other.call('TransactionEvent', event('Ended', 'tx-1'))
  expect(await start(one, token, 'tx-2')).toBe('Accepted')
})

test('what is over is not remembered for ever', async () => {
  const { tokenClaims, stations } = it.csms.ctx
  const station = await newStation('ocpp2.0.1')
  await start(station, await newToken(), 'tx-1')
  const live = await until(() => stations.get(station.id)?.transactions.get('tx-1'))
  for (let i = 0; i < 5000; i++) {
    const over = { ...live, id: -i, wireId: `over-${i}` }
    expect(tokenClaims.claim(`OVER-${i}`, over, () => false)).toBe(true)
    tokenClaims.decided(over)
  }
  expect(tokenClaims.size).toBeLessThan(2000)
  expect(tokenClaims.claim(live.idToken as string, { ...live, id: -1 }, () => false)).toBe(false)
})
