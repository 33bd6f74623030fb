/** A live connection that another one takes, or wants: who is behind that is for operators to know. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import { keepSecurityEvent } from './keep-security-event.ts'
import type { LiveStation } from './live-station.ts'
import { type Contest, contestOf, withSerialNumber, withTakeover } from './rivals.ts'

/** Not of OCPP's list: the charging station cannot report what happens at our end. */
const takenOver = 'ConnectionTakenOver'
const refusedTakeover = 'ConnectionTakeoverRefused'
const sameId = 'ChargingStationsWithOneId'

const tellEveryMs = 60_000
const tellContestEveryMs = 10 * 60_000

/** When it was told of a station last, and how many there were since. */
const told = new WeakMap<LiveStation, { atMs: number; more: number }>()

export function noteTakeover(
  ctx: Context,
  station: LiveStation,
  { to, refused }: { readonly to: string; readonly refused: boolean },
): void {
  const at = ctx.now()
  const from = station.state.remoteAddress ?? 'unknown'
  const { serialNumber } = station.state
  const rivalry = withTakeover(station.rivalry, { atMs: at.getTime(), from, to, refused })
  station.rivalry = serialNumber === null ? rivalry : withSerialNumber(rivalry, serialNumber)
  if (!station.known) return
  const writes = new Writes()
  const last = told.get(station)
  if (last && at.getTime() - last.atMs < tellEveryMs) last.more += 1
  else {
    told.set(station, { atMs: at.getTime(), more: 0 })
    const more = last && last.more > 0 ? `; ${last.more} more before` : ''
    const techInfo = refused ? `of ${from}, wanted by ${to}, without a password${more}` : `from ${from} by ${to}${more}`
    const type = refused ? refusedTakeover : takenOver
    keepSecurityEvent(writes, station, { type, timestamp: at.toISOString(), techInfo }, at)
  }
  tellContest(writes, station, at)
  keep(ctx, station, writes)
}

/** A boot says which charging station it is; while two are suspected, that is evidence. */
export function noteSerialNumber(ctx: Context, station: LiveStation, serialNumber: string | null): void {
  if (serialNumber === null || station.rivalry === null) return
  station.rivalry = withSerialNumber(station.rivalry, serialNumber)
  const writes = new Writes()
  tellContest(writes, station, ctx.now())
  keep(ctx, station, writes)
}

function tellContest(writes: Writes, station: LiveStation, at: Date): void {
  const { rivalry } = station
  const contest = contestOf(rivalry, at.getTime())
  if (!contest || !rivalry || at.getTime() - rivalry.toldAtMs < tellContestEveryMs) return
  station.rivalry = { ...rivalry, toldAtMs: at.getTime() }
  const { perMinute, addresses, serialNumbers } = contest
  writes.event('station.contested', {
    organisationId: station.organisationId,
    stationId: station.id,
    at,
    data: { since: new Date(contest.sinceMs).toISOString(), perMinute, addresses, serialNumbers },
  })
  const techInfo = wordsOf(contest)
  keepSecurityEvent(writes, station, { type: sameId, timestamp: at.toISOString(), techInfo }, at)
}

function wordsOf({ perMinute, addresses, serialNumbers }: Contest): string {
  const serials = serialNumbers.length > 1 ? `, serial numbers ${serialNumbers.join(', ')}` : ''
  return `${perMinute} connections replaced in a minute, from ${addresses.join(', ')}${serials}`.slice(0, 255)
}

function keep(ctx: Context, station: LiveStation, writes: Writes): void {
  ctx.writer.commit(writes).catch((error: unknown) => {
    ctx.log.warn({ err: error, stationId: station.id }, 'a takeover was not stored, or not in time')
  })
}
