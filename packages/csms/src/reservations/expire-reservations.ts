/** Reservations end by themselves. 1.6 stations do not tell, and 2.x ones may be offline. */
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Loop } from '../jobs/loops.ts'
import { putReservation, type Reservation } from './reservation.ts'

const lookEveryMs = 5_000
/** By the station's clock it may still run, and the message that it was used may be on its way. */
const graceMs = 30_000

export const expiringReservations = (ctx: Context): Loop => ({
  name: 'expired reservations',
  everyMs: lookEveryMs,
  scope: 'house',
  work: () => expireReservations(ctx),
})

export async function expireReservations(ctx: Context): Promise<void> {
  const now = ctx.now()
  const over = (await ctx.db
    .selectFrom('reservation')
    .selectAll()
    .where('state', 'in', ['requested', 'active'])
    .where('expires_at', '<', sql<Date>`${new Date(now.getTime() - graceMs)}`)
    .limit(1000)
    .execute()) as Reservation[]
  const writes = new Writes()
  for (const reservation of over) putReservation(writes, { ...reservation, state: 'expired', updated_at: now })
  if (!writes.isEmpty) await ctx.writer.commit(writes)
}
