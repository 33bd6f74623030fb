import { expect, test } from 'vitest'
import type { Context } from '../context.ts'
import type { Order } from '../operations/order.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { payloadOf } from './own-ids.ts'

function world() {
  let next = 900
  const ctx = { numbers: { next: async () => next++ } } as unknown as Context
  const station = {
    id: 'CP1',
    organisationId: 'default',
    state: { localListVersion: 4 },
    transactions: new Map([['9f-run', { id: 17, wireId: '9f-run', evseId: 2, state: 'open' }]]),
  } as unknown as LiveStation
  return { ctx, station }
}

async function translate(version: Order['version'], action: string, body: Record<string, unknown>) {
  const { ctx, station } = world()
  const result = await payloadOf(ctx, { station, version, action, body })
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return JSON.stringify(result.payload)
}

const profile16 = { chargingProfileId: 1, stackLevel: 0 }

test.each<[string, Order['version'], string, Record<string, unknown>, Record<string, unknown>]>([
  [
    'members keep their order',
    'ocpp1.6',
    'GetDiagnostics',
    { retries: 2, location: 'x' },
    { retries: 2, location: 'x' },
  ],
  ['what is left out stays out', 'ocpp1.6', 'GetConfiguration', {}, {}],
  [
    'unknown members stay for the validator',
    'ocpp1.6',
    'Reset',
    { type: 'Hard', now: true },
    { type: 'Hard', now: true },
  ],
  [
    '1.6 calls a transaction by our number',
    'ocpp1.6',
    'RemoteStopTransaction',
    { transaction: 17 },
    { transactionId: 17 },
  ],
  ['also by one we do not know', 'ocpp1.6', 'RemoteStopTransaction', { transaction: 4711 }, { transactionId: 4711 }],
  [
    '2.x has its own name for it',
    'ocpp2.0.1',
    'RequestStopTransaction',
    { transaction: 17 },
    { transactionId: '9f-run' },
  ],
  [
    'the wire id goes as it is',
    'ocpp2.1',
    'GetTransactionStatus',
    { transactionId: 'nope' },
    { transactionId: 'nope' },
  ],
  ['and so under our member', 'ocpp2.1', 'RequestStopTransaction', { transaction: 'nope' }, { transactionId: 'nope' }],
  ['a reservation is its number', 'ocpp1.6', 'CancelReservation', { reservation: 5 }, { reservationId: 5 }],
  ['in 2.x, too', 'ocpp2.0.1', 'CancelReservation', { reservation: 5 }, { reservationId: 5 }],
  ['reserving under a number', 'ocpp2.0.1', 'ReserveNow', { reservation: 5, evseId: 1 }, { id: 5, evseId: 1 }],
  ['reserving without one', 'ocpp1.6', 'ReserveNow', { connectorId: 1 }, { connectorId: 1, reservationId: 900 }],
  ['reserving without one in 2.x', 'ocpp2.1', 'ReserveNow', { evseId: 1 }, { evseId: 1, id: 900 }],
  ['a cancellation names its reservation itself', 'ocpp1.6', 'CancelReservation', {}, {}],
  [
    'a request id is filled in',
    'ocpp2.0.1',
    'GetBaseReport',
    { reportBase: 'FullInventory' },
    { reportBase: 'FullInventory', requestId: 900 },
  ],
  [
    'but not over one given',
    'ocpp2.0.1',
    'GetBaseReport',
    { requestId: 3, reportBase: 'FullInventory' },
    { requestId: 3, reportBase: 'FullInventory' },
  ],
  [
    'also in the security extension',
    'ocpp1.6',
    'GetLog',
    { logType: 'SecurityLog' },
    { logType: 'SecurityLog', requestId: 900 },
  ],
  [
    'a remote start id is filled in',
    'ocpp2.0.1',
    'RequestStartTransaction',
    { evseId: 1 },
    { evseId: 1, remoteStartId: 900 },
  ],
  ['the next list version', 'ocpp1.6', 'SendLocalList', { updateType: 'Full' }, { updateType: 'Full', listVersion: 5 }],
  [
    'the next list version in 2.x',
    'ocpp2.1',
    'SendLocalList',
    { updateType: 'Full' },
    { updateType: 'Full', versionNumber: 5 },
  ],
  ['a profile of ours to clear', 'ocpp1.6', 'ClearChargingProfile', { chargingProfile: 8 }, { id: 8 }],
  [
    'a profile of ours to clear in 2.x',
    'ocpp2.0.1',
    'ClearChargingProfile',
    { chargingProfile: 8 },
    { chargingProfileId: 8 },
  ],
  [
    'a profile of ours to read',
    'ocpp2.0.1',
    'GetChargingProfiles',
    { requestId: 1, chargingProfile: 8 },
    { requestId: 1, chargingProfile: { chargingProfileId: [8] } },
  ],
  [
    'a profile in the wire shape stays',
    'ocpp1.6',
    'SetChargingProfile',
    { csChargingProfiles: profile16, connectorId: 1 },
    { csChargingProfiles: profile16, connectorId: 1 },
  ],
  [
    'the transaction goes into the profile',
    'ocpp1.6',
    'SetChargingProfile',
    { transaction: 17, connectorId: 1, csChargingProfiles: profile16 },
    { connectorId: 1, csChargingProfiles: { ...profile16, transactionId: 17 } },
  ],
  [
    'under its name in 2.x',
    'ocpp2.1',
    'SetChargingProfile',
    { evseId: 2, chargingProfile: { id: 1 }, transaction: 17 },
    { evseId: 2, chargingProfile: { id: 1, transactionId: '9f-run' } },
  ],
])('%s (%s %s)', async (_, version, action, body, payload) => {
  expect(await translate(version, action, body)).toBe(JSON.stringify(payload))
})

test.each([-1, null, 0])('a station whose list version is %j is sent its first', async (localListVersion) => {
  const { ctx, station } = world()
  station.state.localListVersion = localListVersion
  const order: Order = { station, version: 'ocpp1.6', action: 'SendLocalList', body: { updateType: 'Full' } }
  expect(await payloadOf(ctx, order)).toEqual({ payload: { updateType: 'Full', listVersion: 1 } })
})

test('a transaction that 2.x cannot name is not sent as something else', async () => {
  const { ctx, station } = world()
  const none = { select: () => none, where: () => none, executeTakeFirst: async () => undefined }
  const result = await payloadOf({ ...ctx, db: { selectFrom: () => none } } as unknown as Context, {
    station,
    version: 'ocpp2.0.1',
    action: 'RequestStopTransaction',
    body: { transaction: 4711 },
  })
  expect(result).toMatchObject({ problems: [{ path: '/transaction' }] })
})
