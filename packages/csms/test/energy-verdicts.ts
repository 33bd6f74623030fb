/** Plays sessions of the field's models through a transaction, and judges what became of them. */
import { noteRestart } from '../src/transactions/energy-register.ts'
import { frameOf, type MeterFrame } from '../src/transactions/meter-frame.ts'
import { sample2, sample16 } from '../src/transactions/sampled-value.ts'
import {
  newTransaction,
  type Transaction,
  takeFrames,
  takeNextStart,
  takeReport,
} from '../src/transactions/transaction.ts'
import { reportOf, type TransactionReport } from '../src/transactions/transaction-report.ts'
import { beforeOf } from '../src/transactions/zero-start.ts'
import { type Model, type ModelReading, type ModelSession, models, sessionOf } from './energy-models.ts'

const beganMs = Date.UTC(2026, 2, 1, 8)

const report = (kind: TransactionReport['kind'], over: Partial<TransactionReport>): TransactionReport =>
  reportOf(kind, { at: new Date(beganMs), evseId: 1, connectorId: 1, ...over })

type Context = 'Transaction.Begin' | 'Transaction.End'

function frame(
  version: ModelSession['version'],
  { atMs, wh, unit, powerW }: ModelReading,
  context?: Context,
): MeterFrame {
  const energy =
    version === '1.6'
      ? sample16({ value: String(wh), ...(unit && { unit }), ...(context && { context }) })
      : sample2({ value: wh, ...(unit && { unitOfMeasure: { unit } }), ...(context && { context }) })
  const power =
    powerW === null ? [] : [sample16({ value: String(powerW), measurand: 'Power.Active.Import', unit: 'W' })]
  return frameOf(new Date(beganMs + atMs), [energy, ...power])
}

export function play(session: ModelSession): Transaction {
  const { version, start, stop, readings, stoppedMs, lastedMs } = session
  const heardAt = (share: number) => new Date(beganMs + lastedMs * share)
  const first = report('started', {
    meterStartWh: version === '1.6' ? (start?.wh ?? -1) : null,
    frames: version === '2.x' && start ? [frame(version, start, 'Transaction.Begin')] : [],
  })
  const of = { id: 1, organisationId: 'o', siteId: 's', stationId: 'CP1', version: 'ocpp1.6' as const, wireId: '1' }
  const transaction = newTransaction(of, first, heardAt(0))
  takeReport(transaction, first, heardAt(0))
  transaction.register.before = beforeOf(session.earlier)
  let bootedMs = session.bootedMs
  for (const [i, reading] of readings.entries()) {
    if (bootedMs !== null && reading.atMs >= bootedMs) {
      noteRestart(transaction.register, beganMs + bootedMs)
      bootedMs = null
    }
    takeFrames(transaction, [frame(version, reading)], heardAt((i + 1) / (readings.length + 1)))
  }
  if (bootedMs !== null) noteRestart(transaction.register, beganMs + bootedMs)
  const last = report('ended', {
    at: new Date(beganMs + stoppedMs),
    meterStopWh: version === '1.6' ? (stop === null ? -1 : Math.round(stop.wh)) : null,
    frames: version === '2.x' && stop ? [frame(version, stop, 'Transaction.End')] : [],
  })
  takeReport(transaction, last, heardAt(1))
  return transaction
}

/** Half an hour later somebody else charges there. */
function playNext(transaction: Transaction, { nextWh, stoppedMs }: ModelSession): void {
  const at = new Date(beganMs + stoppedMs + 30 * 60_000)
  takeNextStart(transaction, at, nextWh, at)
}

export interface Verdicts {
  model: Model
  sessions: number
  /** Within 1 % or 10 Wh, and no doubt. */
  right: number
  rightInDoubt: number
  /** Wrong or unknown, and the doubt is told. */
  wrongInDoubt: number
  /** Too much by more than 1 % and 500 Wh, and nobody is told. */
  overbilled: number[]
  /** Those of them of whom nobody is told when the next transaction there has begun either. */
  overbilledForGood: number[]
  /** Too little likewise. */
  underbilled: number[]
  /** In doubt only since the next transaction there began. */
  toldLater: number
  /** Neither right nor off by as much. */
  near: number
}

export function judge(model: Model, sessions: number, seed: number): Verdicts {
  const of: Verdicts = {
    model,
    sessions,
    right: 0,
    rightInDoubt: 0,
    wrongInDoubt: 0,
    overbilled: [],
    overbilledForGood: [],
    underbilled: [],
    toldLater: 0,
    near: 0,
  }
  for (let i = 0; i < sessions; i++) {
    const session = sessionOf(model, seed + i)
    const transaction = play(session)
    const { energyWh } = transaction
    const inDoubt = transaction.uncertain.length > 0
    if (!inDoubt) playNext(transaction, session)
    if (!inDoubt && transaction.uncertain.length > 0) of.toldLater++
    const offWh = energyWh === null ? null : energyWh - session.trueWh
    const isRight = offWh !== null && Math.abs(offWh) <= Math.max(10, 0.01 * session.trueWh)
    if (isRight) inDoubt ? of.rightInDoubt++ : of.right++
    else if (inDoubt) of.wrongInDoubt++
    else if (offWh !== null && Math.abs(offWh) <= Math.max(500, 0.01 * session.trueWh)) of.near++
    else if (offWh !== null && offWh > 0) {
      of.overbilled.push(seed + i)
      if (transaction.uncertain.length === 0) of.overbilledForGood.push(seed + i)
    } else of.underbilled.push(seed + i)
  }
  return of
}

export const judgeAll = (sessions: number, seed: number): Verdicts[] =>
  models.map((model) => judge(model, sessions, seed))

export function tableOf(verdicts: readonly Verdicts[]): [head: string[], rows: string[][]] {
  const head = ['model', 'right', 'right, in doubt', 'wrong, in doubt', 'near', 'over', 'over for good', 'under']
  const rows = verdicts.map((of) => [
    of.model.name,
    ...[
      of.right,
      of.rightInDoubt,
      of.wrongInDoubt,
      of.near,
      of.overbilled.length,
      of.overbilledForGood.length,
      of.underbilled.length,
    ].map((n) => `${((100 * n) / of.sessions).toFixed(2)} %`),
  ])
  return [head, rows]
}
