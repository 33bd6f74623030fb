import type { Context } from '../context.ts'
import type { LiveStation } from './live-station.ts'
import { stationForUpdate, updateStation } from './station-store.ts'

/**
 * The station took a new password by OCPP, and comes with it from now on. OCPP 2.0.1 part 2 and OCPP 1.6 security whitepaper,
 * A01.FR.03: the old one is accepted no more; A01.FR.08: only its hash is kept. The session that took it is the station's own, and stays.
 */
export async function takeNewPassword(ctx: Context, station: LiveStation, password: string): Promise<void> {
  const { passwordHash: present } = station
  // One that we made and handed over: it is kept as that already.
  if (present !== null && ctx.passwords.verifyQuickly(Buffer.from(password), present)) return
  const passwordHash = await ctx.passwords.hash(password)
  await ctx.db.transaction().execute(async (db) => {
    const row = await stationForUpdate(db, station.id)
    if (row) await updateStation(db, row, { passwordHash }, ctx.now())
  })
  station.letInWith = passwordHash
  await ctx.stations.invalidate(station.id)
}
