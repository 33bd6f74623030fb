/** Who has gone silent? Any frame and any pong is a sign of life; being connected is not. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Loop } from '../jobs/loops.ts'
import { inSlices } from '../jobs/slices.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { stationStateRow } from '../stations/rows.ts'

export interface Silence {
  readonly heartbeatIntervalS: number
  readonly graceS: number
  /** Last sign of life, ms since the epoch. */
  readonly lastHeardAt: number
  /** Since when we could have heard one: our own start. */
  readonly listeningSince: number
}

/** Has the station missed what its interval promised? Time in which we were not there does not count against it. */
export function isSilent({ heartbeatIntervalS, graceS, lastHeardAt, listeningSince }: Silence, nowMs: number): boolean {
  return nowMs - Math.max(lastHeardAt, listeningSince) > (heartbeatIntervalS + graceS) * 1000
}

const lookEveryMs = 2000

/** Tells when stations go silent. */
export function watchForSilence(ctx: Context): Loop {
  const listeningSince = ctx.now().getTime()
  const work = () => markSilent(ctx, listeningSince)
  return { name: 'silent stations', everyMs: lookEveryMs, scope: 'own-stations', work }
}

export async function markSilent(ctx: Context, listeningSince: number): Promise<void> {
  const graceS = ctx.config.offlineGraceS
  await inSlices(ctx.stations.all(), (stations) => {
    const at = ctx.now()
    const writes = new Writes()
    for (const station of stations) {
      if (!station.online) continue
      const { heartbeatIntervalS, lastHeardAt } = station
      if (isSilent({ heartbeatIntervalS, graceS, lastHeardAt, listeningSince }, at.getTime()))
        goOffline(writes, station, at)
    }
    if (writes.isEmpty) return
    ctx.writer.commit(writes).catch((error: unknown) => {
      ctx.log.warn({ err: error }, 'that stations went offline was not stored in time')
    })
  })
}

function goOffline(writes: Writes, station: LiveStation, at: Date): void {
  station.online = false
  writes.put('station_state', stationStateRow(station))
  writes.event('station.offline', {
    organisationId: station.organisationId,
    stationId: station.id,
    at,
    data: { lastHeardAt: new Date(station.lastHeardAt).toISOString() },
  })
}
