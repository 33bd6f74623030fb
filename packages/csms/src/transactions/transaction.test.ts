import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameOf } from './meter-frame.ts'
import { sample2, sample16 } from './sampled-value.ts'
import {
  close,
  hasEnded,
  newTransaction,
  supersededBy,
  type Transaction,
  takeFrames,
  takeFramesBeside,
  takeNextStart,
  takeReport,
} from './transaction.ts'
import { reportOf, type TransactionReport } from './transaction-report.ts'

const now = new Date('2026-03-01T12:00:00Z')
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute))

const report = (kind: TransactionReport['kind'], over: Partial<TransactionReport> = {}): TransactionReport =>
  reportOf(kind, { at: at(0), ...over })

let nextId = 1
function begun(first: TransactionReport): Transaction {
  const id = nextId++
  const of = { id, organisationId: 'o', siteId: 's', stationId: 'CP1', version: 'ocpp2.0.1' as const, wireId: `T${id}` }
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
  test('nothing by its end, which may be of one that ran before and whose start never came', () => {
    const end = report('ended', { evseId: 1, at: at(5) })
    expect(supersededBy([first], { id: 99, evseId: 1, state: 'open' }, end)).toEqual([])
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

describe('energy, whatever the meter is', () => {
  const sampled = (minute: number, ...samples: Parameters<typeof sample2>[0][]) =>
    frameOf(at(minute), samples.map(sample2))
  const ended = (minute: number, ...frames: ReturnType<typeof sampled>[]) =>
    report('ended', { at: at(minute), sentAt: at(minute), frames })
  const energyOf = ({ energyWh, exportedWh, uncertain }: Transaction) => [
    energyWh,
    exportedWh,
    uncertain.map(({ reason }) => reason),
  ]

  test('the first reading of a Started and the last of an Ended are its registers, also without a context', () => {
    const transaction = begun(report('started', { frames: [sampled(0, { value: 1000 })] }))
    takeReport(transaction, ended(30, sampled(30, { value: 4000 }), sampled(20, { value: 3000 })), now)
    expect(transaction).toMatchObject({ energyWh: 3000, meterStartWh: 1000, meterStopWh: 4000, uncertain: [] })
  })

  test('only intervals: their sum, and missing ones are told', () => {
    const interval = (minute: number) => sampled(minute, { value: 100, measurand: 'Energy.Active.Import.Interval' })
    const transaction = begun(report('started'))
    expect(energyOf(transaction)).toEqual([null, null, ['no-reading']])
    takeFrames(transaction, [1, 2, 3, 3, 4, 5].map(interval), now)
    expect(energyOf(transaction)).toEqual([500, null, []])
    takeFrames(transaction, [8, 9].map(interval), now)
    expect(energyOf(transaction)).toEqual([700, null, ['interval-gaps']])
  })

  test('only a meter at the inlet: its rise, in doubt', () => {
    const inlet = (minute: number, value: number) => sampled(minute, { value, location: 'Inlet' })
    const transaction = begun(report('started'))
    takeFrames(transaction, [inlet(1, 70_000), inlet(5, 70_500), inlet(10, 71_000), inlet(20, 72_000)], now)
    takeReport(transaction, ended(20), now)
    expect(energyOf(transaction)).toEqual([2000, null, expect.arrayContaining(['no-start-reading', 'not-at-outlet'])])
  })

  test('a net meter: what is left of both, to the one side or the other', () => {
    const net = (minute: number, value: number) => sampled(minute, { value, measurand: 'Energy.Active.Net' })
    const taking = begun(report('started', { frames: [net(0, 500)] }))
    takeReport(taking, ended(30, net(30, 3500)), now)
    expect(energyOf(taking)).toEqual([3000, 0, ['net-register']])
    const giving = begun(report('started', { frames: [net(0, 500)] }))
    takeReport(giving, ended(30, net(30, -1500)), now)
    expect(energyOf(giving)).toEqual([0, 2000, ['net-register']])
  })

  test('what a vehicle gives has a register of its own', () => {
    const both = (minute: number, taken: number, given: number) =>
      sampled(minute, { value: taken }, { value: given, measurand: 'Energy.Active.Export.Register' })
    const transaction = begun(report('started', { frames: [both(0, 9000, 400)] }))
    takeFrames(transaction, [both(10, 10_000, 400), both(20, 10_000, 900)], now)
    takeReport(transaction, ended(30, both(30, 10_000, 1400)), now)
    expect(energyOf(transaction)).toEqual([1000, 1000, []])
  })

  test('a register in kWh that does not say so is doubted when the metered power would have brought a thousand times as much', () => {
    const both = (minute: number) =>
      sampled(minute, { value: 812.125 + minute * 0.11 }, { value: 6600, measurand: 'Power.Active.Import' })
    const transaction = begun(report('started', { frames: [both(0)] }))
    takeFrames(transaction, [5, 10, 15, 20].map(both), now)
    takeReport(transaction, ended(30, both(30)), now)
    expect(transaction.uncertain).toMatchObject([{ reason: 'unit-doubtful', takenWh: 3.3, otherWh: 3300 }])
  })

  test('meter values sent beside it count where it has none of its own, whenever they come', () => {
    const beside = [sampled(5, { value: 1500 }), sampled(25, { value: 3500 })]
    const early = begun(report('started', { frames: [sampled(0, { value: 1000 })] }))
    takeFramesBeside(early, beside, now)
    takeReport(early, ended(26), now)
    const late = begun(report('started', { frames: [sampled(0, { value: 1000 })] }))
    takeReport(late, ended(26), now)
    expect(energyOf(late)).toEqual([null, null, ['no-end-reading']])
    takeFramesBeside(late, beside, now)
    expect(energyOf(late)).toEqual(energyOf(early))
    expect(energyOf(early)).toEqual([2500, null, expect.arrayContaining(['not-its-own-readings'])])
    const withItsOwn = begun(report('started', { frames: [sampled(0, { value: 1000 })] }))
    takeFrames(withItsOwn, [sampled(1, { value: 1100 })], now)
    expect(takeFramesBeside(withItsOwn, beside, now)).toBe(false)
    expect(energyOf(withItsOwn)).toEqual([100, null, []])
  })

  test('readings after a stop that told nothing are used and told, before it or after it', () => {
    const frames = [frame(20, '2000')]
    const end = report('ended', { at: at(15), sentAt: at(15), meterStopWh: 0 })
    const early = begun(report('started', { meterStartWh: 0 }))
    takeFrames(early, frames, now)
    takeReport(early, end, now)
    const late = begun(report('started', { meterStartWh: 0 }))
    takeReport(late, end, now)
    expect(energyOf(late)).toEqual([0, null, []])
    takeFrames(late, frames, now)
    expect(energyOf(early)).toEqual([2000, null, ['grew-after-end']])
    expect(energyOf(late)).toEqual(energyOf(early))
  })

  test('one that was given up is corrected by what is read of it later, and by the next start', () => {
    const transaction = begun(report('started', { meterStartWh: 1000 }))
    takeFrames(transaction, [frame(5, '1500'), frame(10, '2000'), frame(15, '2500')], now)
    close(transaction, { flag: 'abandoned', by: 'rule', note: 'gone', stoppedAt: at(15), now })
    expect(energyOf(transaction)).toEqual([1500, null, ['no-end-reading']])
    takeFrames(transaction, [frame(40, '5000')], now)
    expect(energyOf(transaction)).toEqual([4000, null, ['no-end-reading']])
    takeNextStart(transaction, at(50), 6000, now)
    expect(transaction.uncertain).toEqual([{ reason: 'next-start-higher', takenWh: 4000, otherWh: 5000 }])
  })
})
