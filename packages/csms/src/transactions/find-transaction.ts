/** Which transaction a report is about: by the name it gives, by what it says when it came before, or by what fits. */
import { idTokenOf } from '../authorization/id-token-store.ts'
import { tokenKey } from '../authorization/token-key.ts'
import type { StationContext } from '../context.ts'
import { keptClosed, type LiveStation } from '../stations/live-station.ts'
import { liveNamesakes, remember } from '../stations/live-transactions.ts'
import { type Evidence, type Match, match } from './bind-report.ts'
import { outletWhOf } from './meter-frame.ts'
import { latestSeqNo } from './seq-nos.ts'
import { hasEnded, hasFlag, isRegister, isRevived, startSentMs, stopSentMs, type Transaction } from './transaction.ts'
import { sentMs, type TransactionReport } from './transaction-report.ts'
import { transactionByWireId, transactionsStamped } from './transaction-store.ts'

/** 1.6 stations that never heard their transaction's id say 0 or -1. */
export const isNoId = (wireId: string): boolean => Number(wireId) <= 0 && /^-?\d+$/.test(wireId)

/** In memory, by the station's name for it: with several of that name, the one at this EVSE, or whose sequence goes on here. */
export function namedInMemory(
  station: LiveStation,
  wireId: string,
  report: TransactionReport,
): Transaction | undefined {
  const first = station.transactions.get(wireId)
  const { evseId, seqNo } = report
  const isPlain = first !== undefined && (evseId === null || first.evseId === null || first.evseId === evseId)
  if (isPlain && !station.hasNamesakes) return first
  const all = liveNamesakes(station, wireId)
  if (evseId !== null) {
    const there = all.findLast((of) => of.evseId === evseId) ?? all.findLast((of) => of.evseId === null)
    return there ?? (report.kind === 'started' ? undefined : all.at(-1))
  }
  const open = all.filter(({ state }) => state === 'open')
  const next = open.filter((of) => seqNo !== null && latestSeqNo(of.seqNos) === seqNo - 1)
  if (next.length === 1) return next[0]
  return match(open, evidenceOf(report, null, false))?.of ?? open.at(-1) ?? all.at(-1)
}

/** The transaction the station means by this name; null: it is the first word of one, or of one nobody can tell. */
export async function findNamed(
  ctx: StationContext,
  wireId: string,
  report: TransactionReport,
): Promise<Transaction | null> {
  const { station } = ctx
  const live = namedInMemory(station, wireId, report)
  if (live && isBefore(report, live)) return (await earlierNamesake(ctx, live, report)) ?? live
  if (live) return live
  const stored = await transactionByWireId(ctx.db, station.id, wireId)
  if (stored === null || isElsewhere(stored, report)) return null
  remember(station, stored)
  return stored
}

/** The name is used for two EVSEs at once. */
export const isElsewhere = (of: Transaction, { kind, evseId }: TransactionReport): boolean =>
  kind === 'started' && evseId !== null && of.evseId !== null && of.evseId !== evseId

/** 2.x stations that count from 1 again use a name twice, and may still have something to tell of the former one. */
export const isBefore = (report: TransactionReport, of: Transaction): boolean =>
  report.seqNo !== null && report.kind !== 'started' && !hasFlag(of, 'no-start') && sentMs(report) < startSentMs(of)

async function earlierNamesake(
  ctx: StationContext,
  of: Transaction,
  report: TransactionReport,
): Promise<Transaction | null> {
  const inMemory = liveNamesakes(ctx.station, of.wireId).findLast((other) => other.startedAt <= report.at)
  if (inMemory) return inMemory
  return transactionByWireId(ctx.db, ctx.station.id, of.wireId, report.at)
}

/** 1.6 names no transaction in a start: the same start is the one with the same place, token, time and register. */
export async function findSameStart(ctx: StationContext, report: TransactionReport): Promise<Transaction | null> {
  const { station } = ctx
  for (const of of station.transactions.values()) if (isSameStart(of, report)) return of
  if (report.sentAt === null || !mayBeForgotten(station, report.sentAt.getTime())) return null
  const stored = await transactionsStamped(ctx.db, station, 'start', report.sentAt)
  return stored.find((of) => isSameStart(of, report)) ?? null
}

/** Memory holds the latest ones: what began after one of them, and is not among them, is new. */
function mayBeForgotten({ transactions }: LiveStation, startMs: number): boolean {
  let closed = 0
  let latestMs = 0
  for (const of of transactions.values()) {
    if (of.state === 'closed') closed++
    latestMs = Math.max(latestMs, startSentMs(of))
  }
  return closed >= keptClosed && startMs <= latestMs
}

const isSameStart = (of: Transaction, report: TransactionReport): boolean =>
  startSentMs(of) === sentMs(report) &&
  of.evseId === report.evseId &&
  of.idToken !== null &&
  report.idToken !== null &&
  tokenKey(of.idToken) === tokenKey(report.idToken.token) &&
  !hasFlag(of, 'no-start') &&
  (of.register.start === null || of.register.start[1] === report.meterStartWh)

/** The transaction that this very end, under whatever name, has ended already. */
export async function findSameEnd(ctx: StationContext, report: TransactionReport): Promise<Transaction | null> {
  const { station } = ctx
  for (const of of station.transactions.values()) if (isSameEnd(of, report)) return of
  if (report.sentAt === null) return null
  const stored = await transactionsStamped(ctx.db, station, 'stop', report.sentAt)
  return stored.find((of) => isSameEnd(of, report)) ?? null
}

/** By what it says, not by its name. */
export const isSameEnd = (of: Transaction, report: TransactionReport): boolean =>
  hasEnded(of) && stopSentMs(of) === sentMs(report) && isSameStop(of, report)

/** The same register and the same driver, whenever it was. */
export function isSameStop(of: Transaction, { meterStopWh, idToken }: TransactionReport): boolean {
  const isSameRegister = of.meterStopWh === null || !isRegister(meterStopWh) || of.meterStopWh === meterStopWh
  const isSameToken =
    idToken === null || of.stopIdToken === null || tokenKey(of.stopIdToken) === tokenKey(idToken.token)
  return isSameRegister && isSameToken
}

/** The one transaction that fits what names none, or one nobody knows: of those that run, or else of those that we gave up. */
export async function findFitting(
  ctx: StationContext,
  report: TransactionReport,
  of: { readonly isNamed: boolean },
): Promise<Match | null> {
  const all = [...ctx.station.transactions.values()]
  const open = all.filter(({ state }) => state === 'open')
  const givenUp = all.filter(isRevived)
  if (open.length + givenUp.length === 0) return null
  const token = report.idToken?.token
  const row = token === undefined ? null : await idTokenOf(ctx.db, ctx.station.organisationId, token)
  const evidence = evidenceOf(report, row?.group_token ?? null, of.isNamed)
  return match(open, evidence) ?? match(givenUp, evidence)
}

export function evidenceOf(report: TransactionReport, groupToken: string | null, isNamed: boolean): Evidence {
  const read = report.frames.findLast((frame) => isRegister(outletWhOf(frame)))
  return {
    at: report.at,
    idToken: report.idToken?.token ?? null,
    groupToken,
    evseId: report.evseId,
    // 0 is what a meter says that does not answer.
    registerWh:
      isRegister(report.meterStopWh) && report.meterStopWh > 0 ? report.meterStopWh : read ? outletWhOf(read) : null,
    isNamed,
  }
}
