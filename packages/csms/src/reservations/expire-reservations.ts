/** Reservations end by themselves. 1.6 stations do not tell, and 2.x ones may be offline. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Loop } from '../jobs/loops.ts'
import { expiredReservations, putReservation } from './reservation-store.ts'

const lookEveryMs = 5_000
/** By the station's clock it may still run, and the message that it was used may be on its way. */
const graceMs = 30_000
const atOnce = 1000

export const expiringReservations = (ctx: Context): Loop => ({
  name: 'expired reservations',
  everyMs: lookEveryMs,
  scope: 'house',
  work: () => expireReservations(ctx),
})

export async function expireReservations(ctx: Context): Promise<void> {
  const now = ctx.now()
  const over = await expiredReservations(ctx.db, new Date(now.getTime() - graceMs), atOnce)
  const writes = new Writes()
  for (const reservation of over) putReservation(writes, { ...reservation, state: 'expired', updatedAt: now })
  if (!writes.isEmpty) await ctx.writer.commit(writes)
}
