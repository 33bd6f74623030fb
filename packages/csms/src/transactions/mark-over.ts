/** What a boot and a connector say of the transactions that run there. */
import type { StationContext } from '../context.ts'
import type { LiveConnector, LiveEvse } from '../stations/live-station.ts'
import { toleratedMs } from '../stations/station-clock.ts'
import { noteRestart } from './energy-register.ts'
import { clearOver, isOverByBoot, isOverByStatus, isSignOfCharging, markOver } from './probably-over.ts'
import type { Transaction } from './transaction.ts'
import { putTransaction, tellOf } from './write-transaction.ts'

export function markOverByBoot(ctx: StationContext): void {
  const { transactions, state } = ctx.station
  for (const of of transactions.values()) {
    if (!isOverByBoot(of, state.connectedAt)) continue
    noteRestart(of.register, ctx.now().getTime())
    if (markOver(of, 'boot', ctx.now())) keep(ctx, of)
    else putTransaction(ctx.writes, of)
  }
}

type Recording = Pick<StationContext, 'station' | 'writes' | 'now'>

export function markByStatus(ctx: Recording, evse: LiveEvse, { told, statusAt }: LiveConnector): void {
  for (const of of ctx.station.transactions.values()) {
    if (of.state === 'closed' || of.evseId !== evse.evseId) continue
    if (isSignOfCharging(told)) {
      const isSince = of.overSince !== null && (statusAt?.getTime() ?? 0) >= of.overSince.getTime() - toleratedMs
      const isBack = isSince && clearOver(of)
      const isLater = statusAt !== null && statusAt > of.lastSignAt
      if (isLater) of.lastSignAt = statusAt
      if (isBack) keep(ctx, of)
      else if (isLater) putTransaction(ctx.writes, of)
    } else if (isOverByStatus(of, evse) && markOver(of, 'available', ctx.now())) keep(ctx, of)
  }
}

function keep(ctx: Recording, of: Transaction): void {
  of.updatedAt = ctx.now()
  putTransaction(ctx.writes, of)
  tellOf(ctx.writes, 'transaction.updated', of)
}
