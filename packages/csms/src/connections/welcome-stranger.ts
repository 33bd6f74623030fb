/** A stranger became a station: what it told while it waited is known of it at once, and whether it is here. */
import type { Version } from '@busbar/ocpp/versions'
import type { Selectable } from 'kysely'
import type { Context } from '../context.ts'
import type { UnknownStationTable } from '../db/schema.ts'
import { Writes } from '../db/writes.ts'
import { stationStateRow } from '../stations/rows.ts'

/** Its admission must be stored before; it learns of it when it boots again, which it does on its own. */
export async function welcomeStranger(ctx: Context, told: Selectable<UnknownStationTable>): Promise<void> {
  const station = await ctx.stations.load(told.id)
  if (!station) return
  Object.assign(station.state, {
    vendor: told.vendor,
    model: told.model,
    serialNumber: told.serial_number,
    firmwareVersion: told.firmware_version,
    remoteAddress: told.remote_address,
  })
  station.version ??= told.version as Version | null
  station.lastHeardAt = Math.max(station.lastHeardAt, told.last_seen_at.getTime())
  const writes = new Writes()
  const at = ctx.now()
  if (station.link?.open && !station.online) {
    station.online = true
    for (const kind of ['station.connected', 'station.online'] as const) {
      writes.event(kind, { organisationId: station.organisationId, stationId: station.id, at })
    }
  }
  writes.put('station_state', stationStateRow(station))
  await ctx.writer.commit(writes)
}
