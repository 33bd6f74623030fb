/** What a boot and a connector say of the transactions that run there. */
import type { StationContext } from '../context.ts'
import type { ConnectorStatus, LiveConnector, LiveEvse, LiveStation } from '../stations/live-station.ts'
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

/**
 * `before`: what the connector had told. While it says that it charges, the transaction's last sign is in the connector's row (`lastSigns`);
 * in the transaction's own it is written once, when it says so no longer.
 */
export function markByStatus(ctx: Recording, evse: LiveEvse, connector: LiveConnector, before: ConnectorStatus): void {
  for (const of of ctx.station.transactions.values()) {
    if (of.state === 'closed' || of.evseId !== evse.evseId) continue
    const { told, statusAt } = connector
    if (isSignOfCharging(told)) {
      const isSince = of.overSince !== null && (statusAt?.getTime() ?? 0) >= of.overSince.getTime() - toleratedMs
      noteSign(of, connector)
      if (isSince && clearOver(of)) keep(ctx, of)
      // A clock that went back: the row does not say any more what it said before.
      else if (isSignOfCharging(before) && statusAt !== null && statusAt < of.lastSignAt) putTransaction(ctx.writes, of)
    } else if (isOverByStatus(of, evse) && markOver(of, 'available', ctx.now())) keep(ctx, of)
    else if (isSignOfCharging(before)) putTransaction(ctx.writes, of)
  }
}

/** After a restart: what connectors say of the transactions at them. What was said before one was known is of another. */
export function lastSigns({ transactions, evses }: Pick<LiveStation, 'transactions' | 'evses'>): void {
  for (const of of transactions.values()) {
    if (of.state === 'closed' || of.evseId === null) continue
    for (const connector of evses.get(of.evseId)?.connectors.values() ?? [])
      if (connector.heardAt !== null && connector.heardAt >= of.startHeardAt) noteSign(of, connector)
  }
}

function noteSign(of: Transaction, { told, statusAt }: LiveConnector): void {
  if (isSignOfCharging(told) && statusAt !== null && statusAt > of.lastSignAt) of.lastSignAt = statusAt
}

function keep(ctx: Recording, of: Transaction): void {
  of.updatedAt = ctx.now()
  putTransaction(ctx.writes, of)
  tellOf(ctx.writes, 'transaction.updated', of)
}
