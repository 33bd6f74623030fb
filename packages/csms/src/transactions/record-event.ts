/**
 * A report of a station about a transaction, recorded whatever it says: unanswered it would only come again (OCPP 1.6 §3.7.1, 2.0.1
 * part 2, E13). Says what the station is to be told of the id token.
 */
import type { Authorization } from '../authorization/authorize.ts'
import { tokenKey } from '../authorization/token-key.ts'
import type { StationContext } from '../context.ts'
import { useReservation } from '../reservations/use-reservation.ts'
import { keptClosed, type LiveStation } from '../stations/live-station.ts'
import { recordMeterValues } from './record-meter-values.ts'
import { authorizationAgain, authorizationOf, takeAuthorization } from './report-authorization.ts'
import { hasSeqNo } from './seq-nos.ts'
import {
  close,
  hasEnded,
  hasFlag,
  isRevived,
  lastSignOf,
  newTransaction,
  revive,
  supersededBy,
  type Transaction,
  type TransactionReport,
  takeReport,
} from './transaction.ts'
import { isEventRecorded, transactionByWireId } from './transaction-store.ts'
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
  const known = wireId === null ? undefined : ctx.station.transactions.get(wireId)
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
    report.reservationId === null &&
    (report.evseId === null || report.evseId === of.evseId) &&
    (report.seqNo === null || !hasSeqNo(of.seqNos, report.seqNo))
  )
}

async function recordWithCare(ctx: StationContext, about: About): Promise<Recorded> {
  const { report } = about
  const found = await find(ctx, about)
  if (found && (await isRepeat(ctx, found, report))) return answerAgain(ctx, found, report)
  const begins = found === null || isAnother(found, report)
  const transaction = begins ? await begin(ctx, about) : found
  try {
    return await take(ctx, about, transaction, begins)
  } finally {
    ctx.tokenClaims.decided(transaction)
  }
}

async function take(ctx: StationContext, about: About, transaction: Transaction, begins: boolean): Promise<Recorded> {
  const { report } = about
  const evseId = transaction.evseId ?? report.evseId
  const over = supersededBy(ctx.station.transactions.values(), { ...transaction, evseId }, report)
  const authorization = await authorizationOf(ctx, transaction, report, over)
  const reservationId = await reservationOf(ctx, { ...transaction, evseId }, report, authorization)
  // Nothing waits from here on, so that memory and what is committed change together.
  for (const old of over) supersede(ctx, old, transaction, report)
  if (begins) remember(ctx.station, transaction)
  if (report.kind === 'updated' && isRevived(transaction) && !isTakenOver(ctx, transaction)) revive(transaction)
  transaction.reservationId ??= reservationId
  const changed = authorization !== null && takeAuthorization(transaction, report, authorization)
  keep(ctx, transaction, about, changed, begins)
  return { transaction, authorization }
}

/** Has somebody else begun where it was, since it was given up? */
function isTakenOver({ station }: StationContext, given: Transaction): boolean {
  if (given.evseId === null) return false
  for (const of of station.transactions.values()) {
    if (of.evseId === given.evseId && of.startedAt > given.startedAt) return true
  }
  return false
}

/** 1.6 names no transaction in a start: the same start is the one with the same place, token, time and register. */
async function find(ctx: StationContext, { wireId, report }: About): Promise<Transaction | null> {
  const { station } = ctx
  if (wireId !== null) {
    const live = station.transactions.get(wireId)
    if (live) return live
    const stored = await transactionByWireId(ctx.db, station.id, wireId)
    if (stored) remember(station, stored)
    return stored
  }
  for (const of of station.transactions.values()) if (isSameStart(of, report)) return of
  return null
}

const isSameStart = (of: Transaction, report: TransactionReport): boolean =>
  of.startedAt.getTime() === report.at.getTime() &&
  of.evseId === report.evseId &&
  of.idToken !== null &&
  report.idToken !== null &&
  tokenKey(of.idToken) === tokenKey(report.idToken.token) &&
  !hasFlag(of, 'no-start') &&
  (of.meterStartWh ?? report.meterStartWh) === report.meterStartWh

async function isRepeat(ctx: StationContext, of: Transaction, report: TransactionReport): Promise<boolean> {
  const { kind, at, seqNo } = report
  if (kind === 'started') return !hasFlag(of, 'no-start') && of.startedAt.getTime() === at.getTime()
  if (kind === 'ended') return hasEnded(of) && of.stoppedAt?.getTime() === at.getTime()
  if (seqNo === null || !hasSeqNo(of.seqNos, seqNo)) return false
  // Resent because the database was away: the first one may be on its way to it still.
  await ctx.writer.settled()
  return isEventRecorded(ctx.db, { transactionId: of.id, type: eventTypes[kind], seqNo, at })
}

/**
 * A station's id that comes up again after its transaction ended: stations that count from 1 after a repair do that, whatever
 * E01.FR.08 says. (And 1.6 stations that never heard the id of their transaction end it as 0 or -1.)
 */
function isAnother(of: Transaction, report: TransactionReport): boolean {
  if (of.state === 'open') return false
  if (report.kind === 'started') return !hasFlag(of, 'no-start')
  return report.kind === 'ended' && hasEnded(of) && hasFlag(of, 'no-start') && report.seqNo === null
}

/** The row goes along, so that the answer waits until what the first message changed is durable. */
async function answerAgain(ctx: StationContext, of: Transaction, report: TransactionReport): Promise<Recorded> {
  putTransaction(ctx.writes, of)
  return { transaction: of, authorization: await authorizationAgain(ctx, of, report) }
}

async function begin(ctx: StationContext, { wireId, report }: About): Promise<Transaction> {
  const { station, call } = ctx
  let id = await ctx.numbers.next()
  // An id of somebody else's, from before the station came to us, is the station's name for that other one.
  while (wireId === null && station.transactions.has(String(id))) id = await ctx.numbers.next()
  const of = {
    id,
    organisationId: station.organisationId,
    siteId: station.siteId,
    stationId: station.id,
    version: station.version as string,
    wireId: wireId ?? String(id),
  }
  return newTransaction(of, report, call.receivedAt)
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

function supersede(ctx: StationContext, old: Transaction, by: Transaction, report: TransactionReport): void {
  const now = ctx.call.receivedAt
  close(old, {
    flag: 'superseded',
    by: 'rule',
    note: `transaction ${by.id} began on the same EVSE`,
    stoppedAt: report.at > old.startedAt ? report.at : lastSignOf(old),
    now,
  })
  writeClose(ctx.writes, old, 'Superseded', now)
}

/** Newest last; of the ended ones only the latest stay. */
export function remember(station: LiveStation, of: Transaction): void {
  const { transactions } = station
  transactions.delete(of.wireId)
  transactions.set(of.wireId, of)
  if (transactions.size <= keptClosed) return
  let closed = 0
  for (const other of transactions.values()) if (other.state === 'closed') closed++
  for (const [wireId, other] of transactions) {
    if (closed <= keptClosed) return
    if (other.state === 'open' || other === of) continue
    transactions.delete(wireId)
    closed--
  }
}

const eventTypes = { started: 'Started', updated: 'Updated', ended: 'Ended' } as const

function keep(ctx: StationContext, of: Transaction, about: About, changed: boolean, begins = false): void {
  const { writes, call } = ctx
  const { report, payload } = about
  const wasOpen = of.state === 'open'
  const taken = takeReport(of, report, call.receivedAt)
  putTransaction(writes, of)
  keepEvent(writes, of, {
    type: eventTypes[report.kind],
    triggerReason: report.triggerReason,
    seqNo: report.seqNo,
    at: report.at,
    receivedAt: call.receivedAt,
    offline: report.offline,
    payload,
  })
  if (report.frames.length > 0) {
    recordMeterValues(ctx, { evseId: of.evseId ?? 0, connectorId: of.connectorId }, of, report.frames)
  }
  if (begins) tellOf(writes, 'transaction.started', of)
  if (wasOpen && of.state === 'closed') writeEnd(writes, of)
  else if (!begins && (taken || changed)) tellOf(writes, 'transaction.updated', of)
}
