/** When a transaction began and ended, by our clock, beside what the station wrote. Pure; each tells whether a time was corrected. */
import { type StationClock, spanOf, startByClock } from '../stations/station-clock.ts'
import type { Transaction } from './transaction.ts'
import type { TransactionReport } from './transaction-report.ts'

const isCorrected = ({ at, sentAt }: TransactionReport): boolean => sentAt?.getTime() !== at.getTime()

const sentWhereOther = (report: TransactionReport): Date | null => (isCorrected(report) ? report.sentAt : null)

export function setStartTime(of: Transaction, report: TransactionReport, now: Date): boolean {
  of.startedAt = report.at
  of.startedAtSent = sentWhereOther(report)
  of.startHeardAt = now
  if (!isCorrected(report)) return false
  // Heard after its end, it began no later than that.
  if (of.stoppedAt !== null && of.startedAt > of.stoppedAt) of.startedAt = of.stoppedAt
  return true
}

/** Start and end in order, and as far apart as can be said. */
export function setSpan(of: Transaction, report: TransactionReport, now: Date): boolean {
  of.stoppedAt = report.at
  of.stoppedAtSent = sentWhereOther(report)
  const corrected = isCorrected(report)
  if (of.flags.includes('no-start')) return corrected
  const start = {
    sentMs: (of.startedAtSent ?? of.startedAt).getTime(),
    atMs: of.startedAt.getTime(),
    receivedMs: of.startHeardAt.getTime(),
  }
  const end = { sentMs: report.sentAt?.getTime() ?? null, atMs: report.at.getTime(), receivedMs: now.getTime() }
  const { startMs, endMs } = spanOf(start, end)
  const isStartMoved = moveStart(of, startMs)
  if (endMs === end.atMs) return isStartMoved || corrected
  of.stoppedAtSent ??= report.sentAt
  of.stoppedAt = new Date(endMs)
  return true
}

/** The clock turned out to be wrong after the start was taken as sent. */
export function correctStart(of: Transaction, clock: StationClock): boolean {
  if (of.startedAtSent !== null || of.flags.includes('no-start')) return false
  const startMs = startByClock(of.startedAt.getTime(), of.startHeardAt.getTime(), clock)
  return startMs !== null && moveStart(of, startMs)
}

function moveStart(of: Transaction, startMs: number): boolean {
  if (startMs === of.startedAt.getTime()) return false
  of.startedAtSent ??= of.startedAt
  of.startedAt = new Date(startMs)
  return true
}
