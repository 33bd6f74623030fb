/** Transactions whose station will not end them: it has vanished, or has told us by its connector that nobody is there. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Loop } from '../jobs/loops.ts'
import { inSlices } from '../jobs/slices.ts'
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
  let closed = 0
  await inSlices(ctx.stations.all(), (stations) => {
    const writes = new Writes()
    const now = ctx.now()
    for (const station of stations) closed += closeAt(ctx, writes, station, { listeningSince, now })
    return writes.isEmpty ? undefined : ctx.writer.commit(writes)
  })
  return closed
}

interface Times {
  readonly listeningSince: Date
  readonly now: Date
}

function closeAt(ctx: Context, writes: Writes, station: LiveStation, times: Times): number {
  let closed = 0
  for (const transaction of station.transactions.values()) {
    if (transaction.state !== 'open') continue
    const { now } = times
    if (isGone(ctx, station, times) && markOver(transaction, 'gone', now)) {
      putWhole(writes, transaction)
      tellOf(writes, 'transaction.updated', transaction)
    }
    const note = whyAbandoned(station, transaction, { afterS: ctx.config.transactionAbandonAfterS, ...times })
    if (note === null) continue
    close(transaction, { flag: 'abandoned', by: 'rule', note, stoppedAt: lastSignOf(transaction), now })
    writeClose(writes, transaction, 'Abandoned', now)
    closed++
  }
  return closed
}

const isGone = ({ config }: Context, station: LiveStation, times: Times): boolean =>
  isOverByAbsence(station, { afterS: config.transactionOverAfterS, ...times })

/**
 * null: it is not. Time in which we were not there to hear does not count against a station. Its last metered value is what it is
 * billed by, until the station comes back and says better.
 */
export function whyAbandoned(
  station: Pick<LiveStation, 'link' | 'lastHeardAt' | 'evses'>,
  transaction: Transaction,
  rule: Times & { readonly afterS: number },
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
