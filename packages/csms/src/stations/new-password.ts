import type { Context } from '../context.ts'
import type { LiveStation } from './live-station.ts'
import { hashPassword } from './password.ts'
import { stationForUpdate, updateStation } from './station-store.ts'

/**
 * The station took a new password by OCPP, and comes with it from now on. OCPP 2.0.1 part 2 and OCPP 1.6 security whitepaper,
 * A01.FR.03: the old one is accepted no more; A01.FR.08: only its salted hash is kept.
 */
export async function takeNewPassword(ctx: Context, station: LiveStation, password: string): Promise<void> {
  const passwordHash = await hashPassword(password)
  await ctx.db.transaction().execute(async (db) => {
    const row = await stationForUpdate(db, station.id)
    if (row) await updateStation(db, row, { passwordHash }, ctx.now())
  })
  await ctx.stations.invalidate(station.id)
}
