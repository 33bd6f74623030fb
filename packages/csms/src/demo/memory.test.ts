import { expect, test } from 'vitest'
import { newTransaction, type Transaction } from '../transactions/transaction.ts'
import { reportOf } from '../transactions/transaction-report.ts'
import { memoryOf, runningOf } from './memory.ts'

const station = { id: 'DEMO-1', version: 'ocpp2.0.1', evses: [{}, {}] } as const

function transaction(id: number, differences: Partial<Transaction> = {}): Transaction {
  const startedAt = new Date(Date.UTC(2026, 2, 1, 8, id))
  const of = {
    id,
    organisationId: 'o',
    siteId: 's',
    stationId: 'DEMO-1',
    version: 'ocpp2.0.1' as const,
    wireId: `W${id}`,
  }
  const report = reportOf('started', { at: startedAt, seqNo: 0, evseId: 1, connectorId: 1, meterStartWh: 100 })
  return { ...newTransaction(of, report, startedAt), ...differences }
}

test('of each EVSE the newest open transaction goes on, if the demo still has what it ran on', () => {
  const older = transaction(1)
  const newer = transaction(2)
  const other = transaction(3, { evseId: 2 })
  const rest = [
    transaction(4, { state: 'closed' }),
    transaction(5, { evseId: 3 }),
    transaction(6, { evseId: null }),
    transaction(7, { version: 'ocpp1.6' }),
  ]
  expect(runningOf(station, [newer, older, other, ...rest])).toEqual([newer, other])
})

test('a station is told who charges what, and counts on where it was heard last', () => {
  const one = transaction(1, {
    idToken: 'ALICE',
    groupToken: 'VANS',
    meterStartWh: 100,
    seqNos: [0, 3, 5, 9],
    socPercent: 64,
    powerW: 11_040,
  })
  expect(memoryOf(station, [one], 4).running).toEqual([
    {
      evseId: 1,
      connectorId: 1,
      id: 'W1',
      number: 1,
      startedAt: one.startedAt,
      startWh: 100,
      idToken: { idToken: 'ALICE', type: 'ISO14443' },
      groupIdToken: 'VANS',
      nextSeqNo: 10,
      ev: expect.objectContaining({ batteryWh: 15_000, socPercent: 64, ac: { phases: 3, maxA: 16 } }),
    },
  ])
})

test('a full car stays full, and where there was none, there is none', () => {
  const [full, idle] = memoryOf(
    station,
    [
      transaction(1, { idToken: 'A', powerW: 0, socPercent: 80 }),
      transaction(2, { idToken: 'A', chargingState: 'Idle' }),
    ],
    1,
  ).running
  expect(full?.ev).toMatchObject({ socPercent: 80, targetSocPercent: 80 })
  expect(idle?.ev).toBeUndefined()
})

test('a car at one phase charges on with the power it had', () => {
  const wallbox = { id: 'DEMO-1', evses: [{ supply: { current: 'AC', phases: 1, voltageV: 230, maxA: 32 } }] } as const
  const [one] = memoryOf(wallbox, [transaction(1, { idToken: 'A', powerW: 7_360 })], 1).running
  expect(one?.ev?.ac).toEqual({ phases: 1, maxA: 32 })
})
