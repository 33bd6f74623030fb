/**
 * A report of a station about a transaction, recorded whatever it says: unanswered it would only come again (OCPP 1.6 §3.7.1, 2.0.1
 * part 2, E13). Says what the station is to be told of the id token.
 */

import type { Version } from '@busbar/ocpp/versions'
import type { Authorization } from '../authorization/authorize.ts'
import { tokenKey } from '../authorization/token-key.ts'
import type { StationContext } from '../context.ts'
import { useReservation } from '../reservations/use-reservation.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { remember } from '../stations/live-transactions.ts'
import { markOverfull } from '../stations/overfull.ts'
import { askAfterGap } from './ask-status.ts'
import type { Match } from './bind-report.ts'
import { evsePowerW } from './evse-power.ts'
import {
  findFitting,
  findNamed,
  findSameEnd,
  findSameStart,
  isBefore,
  isElsewhere,
  isNoId,
  isSameStop,
  namedInMemory,
} from './find-transaction.ts'
import { withoutRoom } from './open-transactions.ts'
import { recordMeterValues } from './record-meter-values.ts'
import { registerBefore } from './register-before.ts'
import { remoteStartToken } from './remote-start-store.ts'
import { authorizationAgain, authorizationOf, takeAuthorization } from './report-authorization.ts'
import { hasSeqNo } from './seq-nos.ts'
import {
  close,
  correctClock,
  hasEnded,
  hasFlag,
  isRevived,
  lastSignOf,
  newTransaction,
  revive,
  setFlag,
  setMatch,
  startSentMs,
  stopSentMs,
  supersededBy,
  type Transaction,
  takeNextStart,
  takeReport,
} from './transaction.ts'
import { sentMs, startRegisterOf, type TransactionReport } from './transaction-report.ts'
import { isEventRecorded } from './transaction-store.ts'
import { keepEvent, putTransaction, tellOf, writeClose, writeEnd } from './write-transaction.ts'

export interface Recorded {
  readonly transaction: Transaction
  /** null: the report names no id token. */
  readonly authorization: Authorization | null
}

/** Which transaction a report is about: the station's name for it, or (1.6) a start that is ours to name. */
export interface About {
  readonly wireId: string | null
  readonly report: TransactionReport
  /** The message as JSON, without its meter values. */
  readonly payload: string
}

export function recordTransactionEvent(ctx: StationContext, about: About): Recorded | Promise<Recorded> {
  const { wireId, report } = about
  const known = wireId === null ? undefined : namedInMemory(ctx.station, wireId, report)
  if (!known || !isRoutine(known, report)) return recordWithCare(ctx, about)
  keep(ctx, known, about, false)
  return { transaction: known, authorization: null }
}

/** By far the most reports: a running transaction goes on, and memory knows all there is to know about it. */
function isRoutine(of: Transaction, report: TransactionReport): boolean {
  return (
    report.kind === 'updated' &&
    of.state === 'open' &&
    report.idToken === null &&
    (report.remoteStartId === null || of.idToken !== null) &&
    report.reservationId === null &&
    (report.evseId === null || report.evseId === of.evseId) &&
    (report.seqNo === null || !hasSeqNo(of.seqNos, report.seqNo)) &&
    !isBefore(report, of)
  )
}

async function recordWithCare(ctx: StationContext, asSent: About): Promise<Recorded> {
  const about = { ...asSent, report: withTokenInside(ctx, asSent.report) }
  const { report } = about
  const { of: found, isRepeat, match } = await find(ctx, about)
  if (found && isRepeat) return answerAgain(ctx, found, report)
  const begins = found === null || isAnother(ctx.station, found, report)
  const transaction = begins ? await begin(ctx, about) : found
  if (match) setMatch(transaction, 'StopTransaction', about.wireId ?? '', match.by)
  // It tells its own end at last: better than the one it was matched with.
  else if (!begins && report.kind === 'ended' && hasFlag(transaction, 'matched') && hasEnded(transaction)) {
    forgetMatch(transaction)
  }
  try {
    return await take(ctx, about, transaction, begins ? { former: found } : null)
  } finally {
    ctx.tokenClaims.decided(transaction)
  }
}

const withTokenInside = ({ keyCodes, station }: StationContext, report: TransactionReport): TransactionReport =>
  report.idToken === null ? report : { ...report, idToken: keyCodes.inside(station.organisationId, report.idToken) }

async function take(
  ctx: StationContext,
  about: About,
  transaction: Transaction,
  beginning: { readonly former: Transaction | null } | null,
): Promise<Recorded> {
  const report = await withOurToken(ctx, about.report, transaction)
  const evseId = transaction.evseId ?? report.evseId
  const over = supersededBy(ctx.station.transactions.values(), { ...transaction, evseId }, report)
  const former = beginning?.former
  if (former?.state === 'open' && !over.includes(former) && !isElsewhere(former, report)) over.push(former)
  const authorization = await authorizationOf(ctx, transaction, report, over)
  const reservationId = await reservationOf(ctx, { ...transaction, evseId }, report, authorization)
  // Nothing waits from here on, so that memory and what is committed change together.
  for (const old of over) supersede(ctx, old, transaction, report)
  if (beginning && report.kind === 'started') tellBefore(ctx, evseId, report)
  if (beginning) {
    makeRoom(ctx, { ...transaction, evseId })
    remember(ctx.station, transaction)
  }
  if (report.kind === 'updated' && isRevived(transaction) && !isTakenOver(ctx, transaction)) revive(transaction)
  transaction.reservationId ??= reservationId
  const changed = authorization !== null && takeAuthorization(transaction, report, authorization)
  keep(ctx, transaction, { ...about, report }, changed, beginning !== null)
  return { transaction, authorization: about.report.idToken === null ? null : authorization }
}

/** F01.FR.25, F02: a transaction that names no id token but our remote start is that of the token we sent. */
async function withOurToken(
  ctx: StationContext,
  report: TransactionReport,
  of: Transaction,
): Promise<TransactionReport> {
  if (report.idToken !== null || report.remoteStartId === null || of.idToken !== null || report.kind === 'ended') {
    return report
  }
  return { ...report, idToken: await remoteStartToken(ctx, report.remoteStartId) }
}

/** Has somebody else begun where it was, since it was given up? */
function isTakenOver({ station }: StationContext, given: Transaction): boolean {
  if (given.evseId === null) return false
  for (const of of station.transactions.values()) {
    if (of.evseId === given.evseId && of.startedAt > given.startedAt) return true
  }
  return false
}

interface Found {
  readonly of: Transaction | null
  /** It was taken before. */
  readonly isRepeat: boolean
  /** It was not named, but fits. */
  readonly match?: Match | null
}

async function find(ctx: StationContext, { wireId, report }: About): Promise<Found> {
  if (wireId === null) {
    const of = await findSameStart(ctx, report)
    return { of, isRepeat: of !== null }
  }
  const isNamed = !isNoId(wireId)
  const named = isNamed || report.seqNo !== null ? await findNamed(ctx, wireId, report) : null
  if (named) return { of: named, isRepeat: await isRepeat(ctx, named, report) }
  // 2.x stations name their transactions themselves: an unknown name is a new one.
  if (report.kind !== 'ended' || report.seqNo !== null) return { of: null, isRepeat: false }
  const same = await findSameEnd(ctx, report)
  if (same) return { of: same, isRepeat: true }
  const match = await findFitting(ctx, report, { isNamed })
  return { of: match?.of ?? null, isRepeat: false, match }
}

async function isRepeat(ctx: StationContext, of: Transaction, report: TransactionReport): Promise<boolean> {
  const { kind, seqNo } = report
  if (kind === 'started') return !hasFlag(of, 'no-start') && startSentMs(of) === sentMs(report)
  if (kind === 'ended') return hasEnded(of) && stopSentMs(of) === sentMs(report)
  if (seqNo === null || !hasSeqNo(of.seqNos, seqNo)) return false
  // Resent because the database was away: the first one may be on its way to it still.
  await ctx.writer.settled()
  const at = new Date(sentMs(report))
  return isEventRecorded(ctx.db, { stationId: of.stationId, transactionId: of.id, type: eventTypes[kind], seqNo, at })
}

/**
 * A station's id that comes up again: stations that count from 1 after a repair or a power loss do that, whatever E01.FR.08 says, and some
 * use one on two EVSEs at once. One that still runs is another when who charges, or when it began, says so.
 */
function isAnother({ state }: LiveStation, of: Transaction, report: TransactionReport): boolean {
  if (report.kind === 'started') {
    if (hasFlag(of, 'no-start')) return false
    if (of.state === 'closed' || isElsewhere(of, report)) return true
    const isOtherDriver =
      report.idToken !== null && of.idToken !== null && tokenKey(report.idToken.token) !== tokenKey(of.idToken)
    const hasBooted = state.bootedAt !== null && state.bootedAt > of.heardAt
    return isOtherDriver || (report.seqNo === 0 && hasBooted)
  }
  // Whoever never learned an id may end two transactions by one name.
  return (
    of.state === 'closed' &&
    report.kind === 'ended' &&
    report.seqNo === null &&
    hasEnded(of) &&
    hasFlag(of, 'no-start') &&
    !isSameStop(of, report)
  )
}

function forgetMatch(of: Transaction): void {
  setFlag(of, 'matched', false)
  of.closedBy ??= 'rule'
  of.closeNote ??= of.matchedBy
  of.matchedBy = null
}

/** The row goes along, so that the answer waits until what the first message changed is durable. */
async function answerAgain(ctx: StationContext, of: Transaction, report: TransactionReport): Promise<Recorded> {
  putTransaction(ctx.writes, of)
  return { transaction: of, authorization: await authorizationAgain(ctx, of, report) }
}

async function begin(ctx: StationContext, { wireId, report }: About): Promise<Transaction> {
  const { station } = ctx
  let id = await ctx.numbers.next()
  // An id of somebody else's, from before the station came to us, is the station's name for that other one.
  while (wireId === null && station.transactions.has(String(id))) id = await ctx.numbers.next()
  const of = {
    id,
    organisationId: station.organisationId,
    siteId: station.siteId,
    stationId: station.id,
    version: station.version as Version,
    wireId: wireId ?? String(id),
  }
  const transaction = newTransaction(of, report, ctx.now())
  transaction.register.evsePowerW = await evsePowerW(ctx.db, station, report.evseId)
  transaction.register.before = await registerBefore(ctx.db, station.id, report)
  return transaction
}

/** Only who is let in uses up what was reserved; an id the station names is believed in any case. */
async function reservationOf(
  ctx: StationContext,
  { id, evseId, reservationId }: Transaction,
  report: TransactionReport,
  authorization: Authorization | null,
): Promise<number | null> {
  if (reservationId !== null) return null
  const presents = report.kind !== 'ended' && authorization?.status === 'Accepted'
  if (report.reservationId === null && !presents) return null
  return useReservation(ctx, {
    reservationId: report.reservationId,
    evseId,
    idToken: report.idToken?.token ?? null,
    groupToken: authorization?.groupToken ?? null,
    transactionId: id,
    at: report.at,
  })
}

/** It ends at its last sign: when the next driver came, says when that one came. */
function supersede(ctx: StationContext, old: Transaction, by: Transaction, report: TransactionReport): void {
  const now = ctx.now()
  const signAt = lastSignOf(old)
  const latest = report.at > old.startedAt ? report.at : old.startedAt
  close(old, {
    flag: 'superseded',
    by: 'rule',
    note: `transaction ${by.id} began ${by.wireId === old.wireId ? 'by the same id' : 'on the same EVSE'}`,
    stoppedAt: signAt < latest ? signAt : latest,
    now,
  })
  writeClose(ctx.writes, old, 'Superseded', now)
}

/** The register a transaction begins with tells what the one before it drew, when that never told its end. */
function tellBefore(ctx: StationContext, evseId: number | null, report: TransactionReport): void {
  const registerWh = startRegisterOf(report)
  if (evseId === null || registerWh === null) return
  let before: Transaction | null = null
  for (const of of ctx.station.transactions.values()) {
    if (of.evseId !== evseId || of.startedAt >= report.at) continue
    if (before === null || of.startedAt > before.startedAt) before = of
  }
  if (before === null || before.state === 'open') return
  const changed = takeNextStart(before, report.at, registerWh, ctx.call.receivedAt)
  putTransaction(ctx.writes, before)
  if (changed) tellOf(ctx.writes, 'transaction.updated', before)
}

/** Whoever begins ever more transactions and ends none: the oldest is over. None is refused. */
function makeRoom(ctx: StationContext, newcomer: Pick<Transaction, 'id' | 'state' | 'evseId'>): void {
  const now = ctx.now()
  for (const old of withoutRoom(ctx.station.transactions.values(), newcomer)) {
    const note = 'more transactions were open than a station can have'
    close(old, { flag: 'superseded', by: 'rule', note, stoppedAt: lastSignOf(old), now })
    writeClose(ctx.writes, old, 'Superseded', now)
    markOverfull(ctx, 'open-transactions')
  }
}

const eventTypes = { started: 'Started', updated: 'Updated', ended: 'Ended' } as const

function keep(ctx: StationContext, of: Transaction, about: About, changed: boolean, begins = false): void {
  const { writes, call } = ctx
  const { report, payload } = about
  const wasOpen = of.state === 'open'
  const hadGap = hasFlag(of, 'seq-no-gap')
  const isMoved = correctClock(of, ctx.station.clock)
  const taken = takeReport(of, report, ctx.now()) || isMoved
  if (report.frames.length > 0) {
    recordMeterValues(ctx, { evseId: of.evseId ?? 0, connectorId: of.connectorId }, of, report.frames)
  }
  putTransaction(writes, of)
  keepEvent(writes, of, {
    type: eventTypes[report.kind],
    triggerReason: report.triggerReason,
    seqNo: report.seqNo,
    at: report.sentAt ?? report.at,
    receivedAt: call.receivedAt,
    offline: report.offline,
    payload,
  })
  if (begins) tellOf(writes, 'transaction.started', of)
  if (wasOpen && of.state === 'closed') writeEnd(writes, of)
  else if (!begins && (taken || changed)) tellOf(writes, 'transaction.updated', of)
  if (!hadGap && hasFlag(of, 'seq-no-gap')) ctx.after(() => askAfterGap(ctx, of))
}
