/** Transactions whose station will not end them: it has vanished, or has told us by its connector that nobody is there. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Loop } from '../jobs/loops.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { isOverByAbsence, markOver } from './probably-over.ts'
import { close, lastSignOf, type Transaction } from './transaction.ts'
import { putWhole, tellOf, writeClose } from './write-transaction.ts'

const lookEveryMs = 10_000

export function closingAbandoned(ctx: Context): Loop {
  const listeningSince = ctx.now()
  const work = () => closeAbandoned(ctx, listeningSince)
  return { name: 'abandoned transactions', everyMs: lookEveryMs, scope: 'own-stations', work }
}

/** Returns how many were closed. */
export async function closeAbandoned(ctx: Context, listeningSince: Date): Promise<number> {
  const now = ctx.now()
  const writes = new Writes()
  let closed = 0
  for (const station of ctx.stations.all()) {
    for (const transaction of station.transactions.values()) {
      if (transaction.state !== 'open') continue
      if (isGone(ctx, station, listeningSince, now) && markOver(transaction, 'gone', now)) {
        putWhole(writes, transaction)
        tellOf(writes, 'transaction.updated', transaction)
      }
      const note = whyAbandoned(station, transaction, {
        afterS: ctx.config.transactionAbandonAfterS,
        listeningSince,
        now,
      })
      if (note === null) continue
      close(transaction, { flag: 'abandoned', by: 'rule', note, stoppedAt: lastSignOf(transaction), now })
      writeClose(writes, transaction, 'Abandoned', now)
      closed++
    }
  }
  if (!writes.isEmpty) await ctx.writer.commit(writes)
  return closed
}

const isGone = ({ config }: Context, station: LiveStation, listeningSince: Date, now: Date): boolean =>
  isOverByAbsence(station, { afterS: config.transactionOverAfterS, listeningSince, now })

/**
 * null: it is not. Time in which we were not there to hear does not count against a station. Its last metered value is what it is
 * billed by, until the station comes back and says better.
 */
export function whyAbandoned(
  station: Pick<LiveStation, 'link' | 'lastHeardAt' | 'evses'>,
  transaction: Transaction,
  rule: { afterS: number; listeningSince: Date; now: Date },
): string | null {
  const { afterS, listeningSince, now } = rule
  const isLongSince = (ms: number) => now.getTime() - Math.max(ms, listeningSince.getTime()) >= afterS * 1000
  const heardMs = Math.max(station.lastHeardAt, transaction.heardAt.getTime())
  if (station.link === null && isLongSince(heardMs)) return `the charging station was last heard of at ${iso(heardMs)}`
  const free = transaction.evseId === null ? undefined : station.evses.get(transaction.evseId)
  if (!free || free.connectors.size === 0) return null
  let freeSinceMs = transaction.heardAt.getTime()
  for (const { status, heardAt } of free.connectors.values()) {
    if (status !== 'Available' || heardAt === null || heardAt <= transaction.startedAt) return null
    freeSinceMs = Math.max(freeSinceMs, heardAt.getTime())
  }
  return isLongSince(freeSinceMs) ? `its EVSE has been free since ${iso(freeSinceMs)}` : null
}

const iso = (ms: number): string => new Date(ms).toISOString()
