import { expect, test } from 'vitest'
import { Writes } from '../db/writes.ts'
import type { ConnectorStatus, LiveConnector, LiveEvse, LiveStation } from '../stations/live-station.ts'
import { lastSigns, markByStatus } from './mark-over.ts'
import { newTransaction, type Transaction } from './transaction.ts'
import { reportOf } from './transaction-report.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute))
const begun = (): Transaction =>
  newTransaction(
    { id: 1, organisationId: 'o', siteId: 's', stationId: 'CP1', version: 'ocpp1.6', wireId: '1' },
    reportOf('started', { at: at(0), evseId: 1, connectorId: 1 }),
    at(0),
  )

/** A station where one transaction runs at a connector that says `told`. */
function stationWhere(of: Transaction, told: ConnectorStatus, minute: number) {
  const connector = { connectorId: 1, told, statusAt: at(minute), heardAt: at(minute) } as LiveConnector
  const evse = { evseId: 1, connectors: new Map([[1, connector]]) } as unknown as LiveEvse
  const station = { evses: new Map([[1, evse]]), transactions: new Map([['1', of]]) } as unknown as LiveStation
  return { connector, evse, station }
}

test('what a charging connector says is kept in its own row, and in the transaction once it charges no longer', () => {
  const of = begun()
  const { station, evse, connector } = stationWhere(of, 'Charging', 10)
  const statuses: [ConnectorStatus, number, number][] = [
    ['Charging', 10, 0],
    ['SuspendedEV', 11, 0],
    ['Charging', 12, 0],
    ['Finishing', 13, 1],
    ['Finishing', 14, 0],
  ]
  let before: ConnectorStatus = 'Preparing'
  for (const [told, minute, rows] of statuses) {
    const writes = new Writes()
    Object.assign(connector, { told, statusAt: at(minute), heardAt: at(minute) })
    markByStatus({ station, writes, now: () => at(minute) }, evse, connector, before)
    const readings = writes.states.filter(({ table }) => table === 'transaction_meter')
    expect(readings, `${told} at ${minute}`).toHaveLength(rows)
    before = told
  }
  expect(of.lastSignAt).toEqual(at(12))
})

test('what a connector said is in the transaction too, once its row says less: a clock that went back', () => {
  const of = begun()
  const { station, evse, connector } = stationWhere(of, 'Charging', 12)
  const writes = new Writes()
  markByStatus({ station, writes, now: () => at(12) }, evse, connector, 'Preparing')
  expect(writes.states).toHaveLength(0)
  Object.assign(connector, { statusAt: at(11), heardAt: at(13) })
  markByStatus({ station, writes, now: () => at(13) }, evse, connector, 'Charging')
  expect(writes.states).toMatchObject([
    { table: 'transaction_meter', row: { last_sign_at: at(12) } },
    { table: 'transaction' },
  ])
})

test('after a restart, what a connector had said before a transaction was known is of another', () => {
  const late = { ...begun(), startHeardAt: at(30) }
  const { station, connector } = stationWhere(late, 'Charging', 25)
  lastSigns(station)
  expect(late.lastSignAt).toEqual(at(0))
  connector.heardAt = at(30)
  lastSigns(station)
  expect(late.lastSignAt).toEqual(at(25))
})

test('after a restart the last sign is what the connector said last', () => {
  const of = begun()
  lastSigns(stationWhere(of, 'SuspendedEV', 25).station)
  expect(of.lastSignAt).toEqual(at(25))
  lastSigns(stationWhere(of, 'Charging', 20).station)
  lastSigns(stationWhere(of, 'Available', 40).station)
  expect(of.lastSignAt).toEqual(at(25))
  const over = { ...begun(), state: 'closed' as const }
  lastSigns(stationWhere(over, 'Charging', 25).station)
  expect(over.lastSignAt).toEqual(at(0))
})
