/**
 * A transaction, free of version, and what a report does to it. Pure: no database, no clock. Energies in Wh with at most three decimals,
 * times UTC by the station's clock unless said otherwise.
 */

import type { Version } from '@busbar/ocpp/versions'
import type { StationClock } from '../stations/station-clock.ts'
import { type MatchedBy, matchNote } from './bind-report.ts'
import { type EnergyRegister, newRegister, noteHeard, setFinal, setNext, setStart } from './energy-register.ts'
import { resultOf } from './energy-result.ts'
import { withRegister } from './kept-register.ts'
import type { MeterFrame } from './meter-frame.ts'
import { isReading } from './plausible.ts'
import { takePower } from './power-reading.ts'
import { type OverBy, takeSign } from './probably-over.ts'
import { addSeqNo, hasGap, latestSeqNo } from './seq-nos.ts'
import { hasOwnSamples, takeBeside, takeEnergies } from './take-energies.ts'
import type { TransactionReport } from './transaction-report.ts'
import { correctStart, setSpan, setStartTime } from './transaction-times.ts'
import type { Uncertain } from './uncertain.ts'
import { afterUsualStep } from './usual-step.ts'

export type TransactionFlag =
  | 'authorization-refused'
  | 'offline'
  | 'seq-no-gap'
  | 'out-of-order'
  | 'no-start'
  | 'register-reset'
  | 'register-rollover'
  | 'superseded'
  | 'abandoned'
  | 'ended-after-close'
  | 'clock-corrected'
  | 'matched'

export interface Transaction {
  /** Ours; in 1.6 also the id on the wire. */
  readonly id: number
  readonly organisationId: string
  readonly siteId: string
  readonly stationId: string
  readonly version: Version
  /** The id on the wire: the station's own in 2.x (two stations may use the same one). */
  readonly wireId: string
  evseId: number | null
  connectorId: number | null
  state: 'open' | 'closed'
  chargingState: string | null
  idToken: string | null
  idTokenType: string | null
  groupToken: string | null
  /** What the station was answered: Accepted, Blocked, Expired, Invalid, ConcurrentTx … */
  authorizationStatus: string | null
  remoteStartId: number | null
  reservationId: number | null
  /** By our clock, as well as the station's times tell. */
  startedAt: Date
  stoppedAt: Date | null
  /** As the station sent it, where that cannot be. */
  startedAtSent: Date | null
  stoppedAtSent: Date | null
  /** When we heard of its start; of its first word, until then. */
  startHeardAt: Date
  /** When it was last known to run, by the clock of `startedAt`. */
  lastSignAt: Date
  /** Something says that it is over, and the station has not: since when, by our clock, and what. */
  overSince: Date | null
  overBy: OverBy | null
  /** How a message that named no transaction, or an unknown one, came to be taken for this one. */
  matchedBy: string | null
  /** In the wire's spelling. */
  stopReason: string | null
  stopIdToken: string | null
  /** null: the station; `rule`, or the operator's name. Stays when the station's own end comes later. */
  closedBy: string | null
  closeNote: string | null
  meterStartWh: number | null
  meterLastWh: number | null
  meterStopWh: number | null
  /** null: not known; `uncertain` says why. */
  energyWh: number | null
  /** What the vehicle gave; null: no register tells. */
  exportedWh: number | null
  uncertain: Uncertain[]
  /** What `energyWh` is made of. */
  register: EnergyRegister
  powerW: number | null
  /** When that was measured, and until when it may be called the power of now. */
  powerAt: Date | null
  powerUntil: Date | null
  socPercent: number | null
  meteredAt: Date | null
  /** Its meter values lie between these, by their own times; null: none is kept. */
  firstValueAt: Date | null
  lastValueAt: Date | null
  /** Sequence numbers seen, as [from, to, from, to …]. */
  seqNos: number[]
  flags: TransactionFlag[]
  /** By our clock. */
  heardAt: Date
  updatedAt: Date
}

export type NewTransaction = Pick<Transaction, 'id' | 'organisationId' | 'siteId' | 'stationId' | 'version' | 'wireId'>

/** One that a report is the first word of; the report itself is taken by `takeReport`. */
export function newTransaction(of: NewTransaction, report: TransactionReport, now: Date): Transaction {
  const transaction: Omit<Transaction, 'register'> = {
    ...of,
    evseId: report.evseId,
    connectorId: report.connectorId,
    state: 'open',
    chargingState: null,
    idToken: null,
    idTokenType: null,
    groupToken: null,
    authorizationStatus: null,
    remoteStartId: null,
    reservationId: null,
    startedAt: report.at,
    stoppedAt: null,
    startedAtSent: null,
    stoppedAtSent: null,
    startHeardAt: now,
    lastSignAt: report.at,
    overSince: null,
    overBy: null,
    matchedBy: null,
    stopReason: null,
    stopIdToken: null,
    closedBy: null,
    closeNote: null,
    meterStartWh: null,
    meterLastWh: null,
    meterStopWh: null,
    energyWh: null,
    exportedWh: null,
    uncertain: [],
    powerW: null,
    powerAt: null,
    powerUntil: null,
    socPercent: null,
    meteredAt: null,
    firstValueAt: null,
    lastValueAt: null,
    seqNos: [],
    // Until its start is reported: it is the start's own `takeReport` that finds the flag and takes it off.
    flags: ['no-start'],
    heardAt: now,
    updatedAt: now,
  }
  return withRegister(transaction, newRegister())
}

export const hasFlag = (of: Transaction, flag: TransactionFlag): boolean => of.flags.includes(flag)

/** Sets or takes off; tells whether that changed anything. */
export function setFlag(of: Transaction, flag: TransactionFlag, on = true): boolean {
  if (hasFlag(of, flag) === on) return false
  of.flags = on ? [...of.flags, flag] : of.flags.filter((other) => other !== flag)
  return true
}

/** A message that did not name it was taken for its own. */
export function setMatch(of: Transaction, action: string, name: string, by: MatchedBy): void {
  setFlag(of, 'matched')
  of.matchedBy = matchNote(action, name, by)
}

/** Did the station itself say that it is over? */
export const hasEnded = (of: Transaction): boolean =>
  of.state === 'closed' && (of.closedBy === null || hasFlag(of, 'ended-after-close'))

/** As the station wrote it: what tells the same start or end when it comes again. */
export const startSentMs = (of: Transaction): number => (of.startedAtSent ?? of.startedAt).getTime()
export const stopSentMs = (of: Transaction): number | undefined => (of.stoppedAtSent ?? of.stoppedAt)?.getTime()

/** Takes a report that was not taken before, in place. True: more changed than measured values. */
export function takeReport(of: Transaction, report: TransactionReport, now: Date): boolean {
  of.heardAt = now
  of.updatedAt = now
  const isLatest = takeSeqNo(of, report.seqNo)
  let changed = isLatest ? false : setFlag(of, 'out-of-order')
  if (report.seqNo !== null) changed = setFlag(of, 'seq-no-gap', hasGap(of.seqNos)) || changed
  if (report.offline) changed = setFlag(of, 'offline') || changed
  changed = takeFacts(of, report, isLatest) || changed
  if (report.kind === 'started') changed = takeStart(of, report, now) || changed
  changed = takeSign(of, report.at) || changed
  const ends = report.kind === 'ended' && !hasEnded(of)
  if (of.state === 'open' || ends) noteHeard(of.register, now.getTime())
  for (const frame of report.frames) takeFrame(of, frame, ends)
  takeEnergies(of.register, report.frames, report.kind, knownEndMs(of))
  if (ends) {
    end(of, report, now)
    changed = true
  }
  return refreshEnergy(of) || changed
}

/** Measured values that come by themselves. True: the register did something an operator should see. */
export function takeFrames(of: Transaction, frames: readonly MeterFrame[], now: Date): boolean {
  of.heardAt = now
  of.updatedAt = now
  if (of.state === 'open') noteHeard(of.register, now.getTime())
  for (const frame of frames) takeFrame(of, frame, false)
  takeEnergies(of.register, frames, 'updated', knownEndMs(of))
  const newest = frames.reduce<Date | null>((latest, { at }) => (latest === null || at > latest ? at : latest), null)
  const isBack = newest !== null && takeSign(of, newest)
  return refreshEnergy(of) || isBack
}

/**
 * Meter values of its EVSE that were not sent as its own: where nothing else was sampled they are what there is to know. Tells whether
 * that changed it.
 */
export function takeFramesBeside(of: Transaction, frames: readonly MeterFrame[], now: Date): boolean {
  if (hasOwnSamples(of.register) || !takeBeside(of.register, frames)) return false
  of.updatedAt = now
  refreshEnergy(of)
  return true
}

/** The register that the next transaction on its EVSE began with. Tells whether that changed it. */
export function takeNextStart(of: Transaction, at: Date, wh: number | null, now: Date): boolean {
  // After a word of the station's own on its end, only less than that is news.
  if (wh === null || (hasEnded(of) && (of.meterStopWh === null || wh >= of.meterStopWh))) return false
  setNext(of.register, at.getTime(), wh)
  of.updatedAt = now
  return refreshEnergy(of)
}

function takeSeqNo(of: Transaction, seqNo: number | null): boolean {
  if (seqNo === null) return true
  const isLatest = seqNo > latestSeqNo(of.seqNos)
  addSeqNo(of.seqNos, seqNo)
  return isLatest
}

function takeFacts(of: Transaction, report: TransactionReport, isLatest: boolean): boolean {
  let changed = false
  if (report.chargingState !== null && isLatest && report.chargingState !== of.chargingState) {
    of.chargingState = report.chargingState
    changed = true
  }
  if (report.evseId !== null && of.evseId === null) {
    of.evseId = report.evseId
    changed = true
  }
  if (report.connectorId !== null && of.connectorId === null && report.evseId === of.evseId) {
    of.connectorId = report.connectorId
    changed = true
  }
  of.remoteStartId ??= report.remoteStartId
  of.reservationId ??= report.reservationId
  return changed
}

/** Is it one the meter could show? Negative or all ones, it did not answer: kept as sent and not read. */
export const isRegister = isReading

function takeStart(of: Transaction, report: TransactionReport, now: Date): boolean {
  if (!setFlag(of, 'no-start', false)) return false
  if (setStartTime(of, report, now)) setFlag(of, 'clock-corrected')
  if (report.meterStartWh !== null) setStart(of.register, report.at.getTime(), report.meterStartWh)
  return true
}

function takeFrame(of: Transaction, frame: MeterFrame, isLast: boolean): void {
  const atMs = frame.at.getTime()
  // Once it is over, only what was measured before still belongs to it.
  if (of.stoppedAt !== null && atMs > of.stoppedAt.getTime() && !isLast) return
  if (of.meteredAt !== null && frame.at < of.meteredAt) return
  of.meteredAt = frame.at
  if (frame.powerW !== null && of.state === 'open') takePower(of, frame.powerW, frame.at)
  if (frame.socPercent !== null) of.socPercent = frame.socPercent
}

/** A real end also corrects one that we or an operator had to assume. */
function end(of: Transaction, report: TransactionReport, now: Date): void {
  if (of.state === 'closed') setFlag(of, 'ended-after-close')
  if (setSpan(of, report, now)) setFlag(of, 'clock-corrected')
  // OCPP 1.6 §4.10 and 2.0.1 part 2, E07.FR.04: a driver's own stop need not be named.
  of.stopReason = report.stopReason ?? 'Local'
  isOver(of)
  if (report.meterStopWh !== null) setFinal(of.register, report.at.getTime(), report.meterStopWh)
}

const knownEndMs = (of: Transaction): number | null =>
  of.stoppedAt === null || endedBy(of) === 'rule' ? null : of.stoppedAt.getTime()

function endedBy(of: Transaction): 'station' | 'operator' | 'rule' | null {
  if (of.state === 'open') return null
  if (hasEnded(of)) return 'station'
  return of.closedBy === 'rule' ? 'rule' : 'operator'
}

/** True: an operator should see what became of it. */
function refreshEnergy(of: Transaction): boolean {
  const step = of.state === 'open' && of.uncertain.length === 0 ? afterUsualStep(of.register, of.energyWh) : null
  if (step !== null) {
    of.energyWh = step.wh
    of.meterLastWh = step.registerWh
    return false
  }
  const result = resultOf(of.register, {
    startedMs: hasFlag(of, 'no-start') ? null : of.startedAt.getTime(),
    stoppedMs: of.stoppedAt?.getTime() ?? null,
    endedBy: endedBy(of),
  })
  const { energyWh, exportedWh, uncertain, startWh, lastWh, stopWh } = result
  const changed = uncertain.map(({ reason }) => reason).join() !== of.uncertain.map(({ reason }) => reason).join()
  of.energyWh = energyWh
  of.exportedWh = exportedWh
  of.uncertain = uncertain
  of.meterStartWh = startWh
  of.meterLastWh = lastWh
  of.meterStopWh = stopWh
  const isReset = setFlag(of, 'register-reset', result.resets > 0)
  return setFlag(of, 'register-rollover', result.rollovers > 0) || isReset || changed
}

/** Ends it without the station's word. */
export function close(
  of: Transaction,
  as: { flag?: TransactionFlag; by: string; note: string; stoppedAt: Date; now: Date },
): void {
  of.stoppedAt = as.stoppedAt
  of.closedBy = as.by
  of.closeNote = as.note
  isOver(of)
  of.updatedAt = as.now
  if (as.flag) setFlag(of, as.flag)
  refreshEnergy(of)
}

/** What was true while it ran is not true now. */
function isOver(of: Transaction): void {
  of.state = 'closed'
  of.chargingState = null
  of.powerW = null
  of.powerAt = null
  of.powerUntil = null
  of.overSince = null
  of.overBy = null
}

/** The station's clock turned out to be wrong. True: that moved the start. */
export const correctClock = (of: Transaction, clock: StationClock): boolean =>
  correctStart(of, clock) && setFlag(of, 'clock-corrected')

/** When it was last known to run, never before its start. */
export const lastSignOf = ({ lastSignAt, startedAt }: Transaction): Date =>
  lastSignAt > startedAt ? lastSignAt : startedAt

/**
 * Those a report of another one proves to be over: an EVSE has at most one transaction at a time (OCPP 2.0.1 part 2, E §1). What
 * we hear of late proves nothing about what began after it.
 */
export function supersededBy(
  others: Iterable<Transaction>,
  by: Pick<Transaction, 'id' | 'evseId' | 'state'>,
  report: TransactionReport,
): Transaction[] {
  if (by.evseId === null || by.state === 'closed' || report.kind === 'ended') return []
  const over: Transaction[] = []
  for (const other of others) {
    if (other.state !== 'open' || other.id === by.id || other.evseId !== by.evseId) continue
    if (isHeardLate(report, other.startedAt)) continue
    over.push(other)
  }
  return over
}

const weekMs = 7 * 24 * 3_600_000

/**
 * In 2.x a message that failed comes again after later ones (E §1.3.2), while 1.6 keeps their order (§3.7). A clock further behind than
 * anybody tries again has been reset.
 */
function isHeardLate(report: TransactionReport, other: Date): boolean {
  const behindMs = other.getTime() - report.at.getTime()
  return behindMs > 0 && (report.offline || (report.seqNo !== null && behindMs < weekMs))
}

/** One that was given up because its station had vanished: when the station comes back and speaks of it, it runs on. */
export const isRevived = (of: Transaction): boolean =>
  of.closedBy === 'rule' && hasFlag(of, 'abandoned') && !hasFlag(of, 'superseded') && !hasEnded(of)

export function revive(of: Transaction): void {
  of.state = 'open'
  of.stoppedAt = null
  of.closedBy = null
  of.closeNote = null
  refreshEnergy(of)
}
