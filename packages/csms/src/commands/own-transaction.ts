/** `transaction: 17` in a command's body: our transaction 17, by the name the station has for it. */
import { traits } from '@busbar/ocpp/traits'
import type { Context } from '../context.ts'
import type { Order, Problem } from '../operations/order.ts'

export const noTransaction: Problem = {
  path: '/transaction',
  message: 'is no transaction of this charging station; its own id can be given as transactionId',
}

/**
 * The station's name for one of our transactions. In 1.6 it is our number, so an unknown one goes out and is for the station to
 * refuse. In 2.x there is nothing to send for an unknown number; the number itself could be some other transaction's name.
 */
export async function transactionOnWire(ctx: Context, order: Order, value: unknown): Promise<unknown> {
  if (typeof value !== 'number' || traits[order.version].transactionIdBy === 'csms') return value
  for (const transaction of order.station.transactions.values()) if (transaction.id === value) return transaction.wireId
  const row = await ctx.db
    .selectFrom('transaction')
    .select('wire_id')
    .where('id', '=', value)
    .where('station_id', '=', order.station.id)
    .executeTakeFirst()
  return row?.wire_id
}
