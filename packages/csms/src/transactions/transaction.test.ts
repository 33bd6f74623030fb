import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameOf } from './meter-frame.ts'
import { sample16 } from './sampled-value.ts'
import {
  close,
  hasEnded,
  newTransaction,
  supersededBy,
  type Transaction,
  type TransactionReport,
  takeFrames,
  takeReport,
} from './transaction.ts'

const now = new Date('2026-03-01T12:00:00Z')
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute))

const report = (kind: TransactionReport['kind'], over: Partial<TransactionReport> = {}): TransactionReport => ({
  kind,
  at: at(0),
  sentAt: over.at ?? at(0),
  seqNo: null,
  triggerReason: null,
  offline: false,
  evseId: null,
  connectorId: null,
  idToken: null,
  chargingState: null,
  remoteStartId: null,
  reservationId: null,
  stopReason: null,
  meterStartWh: null,
  meterStopWh: null,
  frames: [],
  ...over,
})

let nextId = 1
function begun(first: TransactionReport): Transaction {
  const id = nextId++
  const of = { id, organisationId: 'o', siteId: 's', stationId: 'CP1', version: 'ocpp2.0.1', wireId: `T${id}` }
  const transaction = newTransaction(of, first, now)
  takeReport(transaction, first, now)
  return transaction
}

const frame = (minute: number, value: string, context?: 'Transaction.Begin' | 'Transaction.End' | 'Sample.Clock') =>
  frameOf(at(minute), [sample16({ value, ...(context && { context }) })])

describe('one transaction', () => {
  test('1.6: registers of start and end, and no meter value between', () => {
    const transaction = begun(report('started', { meterStartWh: 1200, evseId: 1 }))
    takeReport(transaction, report('ended', { at: at(60), meterStopWh: 8950 }), now)
    expect(transaction).toMatchObject({
      state: 'closed',
      energyWh: 7750,
      meterStartWh: 1200,
      meterStopWh: 8950,
      stopReason: 'Local',
      flags: [],
    })
  })

  test('2.x: the values of Transaction.Begin and Transaction.End', () => {
    const transaction = begun(report('started', { seqNo: 0, frames: [frame(0, '1200.5', 'Transaction.Begin')] }))
    takeReport(transaction, report('updated', { seqNo: 1, at: at(5), frames: [frame(5, '1300')] }), now)
    const end = { seqNo: 2, at: at(60), stopReason: 'Remote', frames: [frame(60, '8950.75', 'Transaction.End')] }
    takeReport(transaction, report('ended', end), now)
    expect(transaction).toMatchObject({ energyWh: 7750.25, stopReason: 'Remote', flags: [] })
  })

  test('the end may come first, then the start', () => {
    const transaction = begun(report('ended', { seqNo: 2, at: at(60), frames: [frame(60, '900', 'Transaction.End')] }))
    expect(transaction).toMatchObject({ state: 'closed', flags: ['no-start'], energyWh: null })
    takeReport(transaction, report('started', { seqNo: 0, frames: [frame(0, '100', 'Transaction.Begin')] }), now)
    expect(transaction.flags.toSorted()).toEqual(['out-of-order', 'seq-no-gap'])
    takeReport(transaction, report('updated', { seqNo: 1, at: at(30), frames: [frame(30, '500')] }), now)
    expect(transaction).toMatchObject({ state: 'closed', energyWh: 800, startedAt: at(0), flags: ['out-of-order'] })
  })

  test('an old charging state does not come back', () => {
    const transaction = begun(report('started', { seqNo: 0 }))
    takeReport(transaction, report('updated', { seqNo: 2, chargingState: 'SuspendedEV' }), now)
    takeReport(transaction, report('updated', { seqNo: 1, chargingState: 'Charging' }), now)
    expect(transaction.chargingState).toBe('SuspendedEV')
  })

  test('what is measured after the end is not its own', () => {
    const transaction = begun(report('started', { meterStartWh: 0 }))
    takeReport(transaction, report('ended', { at: at(10), meterStopWh: 500 }), now)
    takeFrames(transaction, [frame(9, '480'), frame(11, '900')], now)
    expect(transaction).toMatchObject({ energyWh: 500, meterLastWh: 480 })
  })

  test('a real end corrects one that was assumed, and both stay visible', () => {
    const transaction = begun(report('started', { meterStartWh: 0 }))
    takeFrames(transaction, [frame(5, '200')], now)
    close(transaction, { flag: 'abandoned', by: 'rule', note: 'gone', stoppedAt: at(5), now })
    expect(hasEnded(transaction)).toBe(false)
    takeReport(transaction, report('ended', { at: at(20), meterStopWh: 900, stopReason: 'PowerLoss' }), now)
    expect(transaction).toMatchObject({
      energyWh: 900,
      stoppedAt: at(20),
      stopReason: 'PowerLoss',
      closedBy: 'rule',
      flags: ['abandoned', 'ended-after-close'],
    })
  })

  test('a negative register is none', () => {
    const transaction = begun(report('started', { meterStartWh: -1 }))
    takeFrames(transaction, [frame(1, '100'), frame(2, '250')], now)
    takeReport(transaction, report('ended', { at: at(3), meterStopWh: -1 }), now)
    expect(transaction).toMatchObject({ energyWh: 150, meterStartWh: 100, meterStopWh: null })
  })

  test('the meter at the inlet counts what is not the driver’s', () => {
    const transaction = begun(report('started', { meterStartWh: 0 }))
    takeFrames(transaction, [frameOf(at(1), [sample16({ value: '5000', location: 'Inlet' })])], now)
    expect(transaction.energyWh).toBe(0)
  })
})

describe('a new transaction proves', () => {
  const running = (evseId: number, minute: number) => begun(report('started', { evseId, at: at(minute) }))
  const first = running(1, 0)
  const other = running(2, 0)
  const ended = running(1, 0)
  takeReport(ended, report('ended', { at: at(1) }), now)
  const all = [first, other, ended]

  test('that what ran on its EVSE is over, and nothing about other EVSEs', () => {
    const start = report('started', { evseId: 1, at: at(5) })
    expect(supersededBy(all, { id: 99, evseId: 1, state: 'open' }, start)).toEqual([first])
  })
  test('nothing while its EVSE is not known', () => {
    expect(supersededBy(all, { id: 99, evseId: null, state: 'open' }, report('started', { at: at(5) }))).toEqual([])
  })
  test('nothing about what began after it, when we hear of it late', () => {
    const later = running(1, 30)
    const late = report('started', { evseId: 1, at: at(5), offline: true })
    expect(supersededBy([first, later], { id: 99, evseId: 1, state: 'open' }, late)).toEqual([first])
  })
  test('nothing about what began after it, when it was only sent again after that (2.x)', () => {
    const later = running(1, 30)
    const again = report('started', { evseId: 1, at: at(5), seqNo: 0 })
    expect(supersededBy([first, later], { id: 99, evseId: 1, state: 'open' }, again)).toEqual([first])
  })
  test('that it is over when the clock was reset since', () => {
    const reset = report('started', { evseId: 1, at: new Date(0), seqNo: 0 })
    expect(supersededBy([first], { id: 99, evseId: 1, state: 'open' }, reset)).toEqual([first])
  })
  test('nothing when it is over itself', () => {
    const start = report('started', { evseId: 1, at: at(5) })
    expect(supersededBy([first], { id: 99, evseId: 1, state: 'closed' }, start)).toEqual([])
  })
  test('it does so too when its clock is behind (1.6)', () => {
    const later = running(1, 30)
    expect(
      supersededBy([later], { id: 99, evseId: 1, state: 'open' }, report('started', { evseId: 1, at: at(5) })),
    ).toEqual([later])
  })
})

test('reports in any order, each once: the same energy, state and sequence (seed 7)', () => {
  const gains = fc.array(fc.nat(5000), { minLength: 1, maxLength: 20 })
  const shuffled = gains.chain((gains) =>
    fc.tuple(
      fc.constant(gains),
      fc.shuffledSubarray([...gains.keys()].concat(gains.length), { minLength: gains.length + 1 }),
    ),
  )
  fc.assert(
    fc.property(shuffled, ([gains, order]) => {
      let wh = 10_000
      const reports = [report('started', { seqNo: 0, frames: [frame(0, String(wh), 'Transaction.Begin')] })]
      for (const [i, gain] of gains.entries()) {
        wh += gain
        const isLast = i === gains.length - 1
        const frames = [frame(i + 1, String(wh), isLast ? 'Transaction.End' : undefined)]
        reports.push(report(isLast ? 'ended' : 'updated', { seqNo: i + 1, at: at(i + 1), frames }))
      }
      const [first, ...rest] = order.map((i) => reports[i] as TransactionReport)
      const transaction = begun(first as TransactionReport)
      for (const next of rest) takeReport(transaction, next, now)
      expect(transaction).toMatchObject({
        state: 'closed',
        energyWh: wh - 10_000,
        startedAt: at(0),
        stoppedAt: at(gains.length),
        seqNos: [0, gains.length],
      })
      expect(transaction.flags).not.toContain('seq-no-gap')
      expect(transaction.flags).not.toContain('no-start')
    }),
    { seed: 7 },
  )
})
