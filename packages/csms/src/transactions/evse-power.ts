/** What the EVSE itself says it delivers at most. */
import { traits } from '@busbar/ocpp/traits'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'
import type { LiveStation } from '../stations/live-station.ts'

/** OCPP 2.x, device model: EVSE.Power, whose maxLimit is the hardware's (part 2 appendices, §3). In W; null: not told, as ever in 1.6. */
export async function evsePowerW(
  db: Kysely<Tables>,
  station: LiveStation,
  evseId: number | null,
): Promise<number | null> {
  const { id, version } = station
  if (evseId === null || (version !== null && !traits[version].hasDeviceModel)) return null
  const row = await db
    .selectFrom('variable')
    .select(['max_limit', 'unit'])
    .where('station_id', '=', id)
    .where('component', '=', 'EVSE')
    .where('component_instance', '=', '')
    .where('evse_id', '=', evseId)
    .where('variable', '=', 'Power')
    .where('max_limit', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  if (!row?.max_limit) return null
  const powerW = row.unit?.toLowerCase() === 'kw' ? row.max_limit * 1000 : row.max_limit
  return powerW >= leastEvsePowerW ? powerW : null
}

/** 6 A at 230 V, less a little: nameplates below that are in another unit than they say. */
const leastEvsePowerW = 1300
