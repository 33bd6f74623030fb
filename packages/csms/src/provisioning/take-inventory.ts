/** What we ask a station after its boot, when it is switched on for the station: what is in there, and how it is set. */
import { traits } from '@busbar/ocpp/traits'
import type { Context } from '../context.ts'
import type { LiveStation } from '../stations/live-station.ts'

export async function takeInventory(ctx: Context, station: LiveStation): Promise<void> {
  const ask = { organisationId: station.organisationId, stationId: station.id, actor: 'boot' }
  if (station.version !== null && !traits[station.version].hasDeviceModel) {
    await ctx.owner.send({ ...ask, action: 'GetConfiguration', payload: {} })
    return
  }
  const requestId = await ctx.numbers.next()
  await ctx.owner.send({ ...ask, action: 'GetBaseReport', payload: { requestId, reportBase: 'FullInventory' } })
}
