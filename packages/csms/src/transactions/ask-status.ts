/**
 * A station whose version has the question (GetTransactionStatus, OCPP 2.0.1 part 2, E14) is asked about a transaction by itself: once when
 * messages are missing in its sequence, and once when the station was away and has not spoken of it since. Only stations that we may call
 * unasked.
 */
import { maySend } from '@busbar/ocpp/versions'
import type { Context } from '../context.ts'
import type { LiveStation } from '../stations/live-station.ts'
import type { Transaction } from './transaction.ts'

/** A gap that grows is the same gap: the flag tells when a new one opens. */
export async function askAfterGap(ctx: Context, of: Transaction): Promise<void> {
  const station = ctx.stations.get(of.stationId)
  if (station && mayAsk(station)) await ask(ctx, station, of, 'seq-no-gap')
}

/** After the first message of a connection was answered, if the station came back. */
export async function askAfterReturn(ctx: Context, station: LiveStation): Promise<void> {
  const { connectedAt } = station.state
  if (!mayAsk(station) || connectedAt === null) return
  const known = [...station.transactions.values()]
  for (const of of known) if (of.state === 'open' && of.heardAt < connectedAt) await ask(ctx, station, of, 'reconnect')
}

const mayAsk = ({ version, bootCalls, registration }: LiveStation): boolean =>
  bootCalls && version !== null && maySend(version, 'csms', 'GetTransactionStatus') && registration === 'Accepted'

async function ask(ctx: Context, station: LiveStation, of: Transaction, actor: string): Promise<void> {
  const { organisationId, id: stationId } = station
  const payload = { transactionId: of.wireId }
  const { outcome } = await ctx.owner.send({
    organisationId,
    stationId,
    actor,
    action: 'GetTransactionStatus',
    payload,
  })
  ctx.log.debug(
    { stationId, transaction: of.id, outcome },
    `the charging station was asked for a transaction: ${actor}`,
  )
}
