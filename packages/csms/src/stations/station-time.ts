/** The times in a station's message, by our clock. */
import type { StationContext } from '../context.ts'
import type { Stamped } from './live-station.ts'
import { connectorRow, skewSOf, stationStateRow } from './rows.ts'
import { type Heard, readInner, readStamp, type Stamp, startByClock } from './station-clock.ts'

/** What is worth a new row, and telling: so much does no clock drift between two messages. */
const toldMs = 60_000

/** The message's own time. Once a message: its place in the order of messages tells about the clock. */
export function messageTime(
  ctx: StationContext,
  text: string | undefined,
  of: Pick<Heard, 'isQueued' | 'isSample'> = {},
): Stamp {
  const { clock, timeZone } = ctx.station
  const { skewMs, zone } = clock
  const read = readStamp(clock, text, timeZone, { receivedMs: ctx.now().getTime(), ...of })
  const isMoved = clock.skewMs !== skewMs && Math.abs((clock.skewMs ?? 0) - (skewMs ?? 0)) > toldMs
  if (isMoved || clock.zone !== zone) clockChanged(ctx)
  return read
}

/** Of a status, which need not have one; `stamped` is what it can be compared with. */
export function statusTime(ctx: StationContext, text: string | undefined): { at: Date; stamped: Stamped } {
  if (text === undefined) return { at: ctx.now(), stamped: 'not' }
  const { at, isCorrected } = messageTime(ctx, text)
  return { at, stamped: isCorrected ? 'corrected' : 'as-sent' }
}

/**
 * The times of a message's meter values, in their order. With a time of its own the message has been read already (`by`), and so has what
 * bears the same; else its newest value says when it was sent.
 */
export function sampleTimes(
  ctx: StationContext,
  values: readonly { readonly timestamp?: string }[],
  by: { readonly stamp: Stamp; readonly text: string | undefined } | null = null,
): Date[] {
  if (by === null && values.length === 1) return [messageTime(ctx, values[0]?.timestamp, { isSample: true }).at]
  const { clock, timeZone } = ctx.station
  const receivedMs = ctx.now().getTime()
  const newest = by?.stamp ?? messageTime(ctx, newestOf(values), { isSample: true })
  const times: Date[] = new Array(values.length)
  // Backwards, so that one without a usable time is not later than what follows it.
  let notAfterMs = newest.at.getTime()
  for (let i = values.length - 1; i >= 0; i--) {
    const text = values[i]?.timestamp
    const isRead = by !== null && by.stamp.sent !== null && text === by.text
    const { at } = isRead ? by.stamp : readInner(clock, text, timeZone, { receivedMs, notAfterMs })
    times[i] = at
    notAfterMs = at.getTime()
  }
  return times
}

function newestOf(values: readonly { readonly timestamp?: string }[]): string | undefined {
  if (values.length <= 1) return values[0]?.timestamp
  const readable = values.map(({ timestamp }) => timestamp).filter((text) => !Number.isNaN(Date.parse(text ?? '')))
  return readable.reduce((a, b) => (Date.parse(b as string) > Date.parse(a as string) ? b : a), readable[0])
}

/** What was taken as sent before the clock was known to be wrong, and came at once: a status would be of hours ago, or of tomorrow. */
function correctStatuses({ station, writes }: Pick<StationContext, 'station' | 'writes'>): void {
  for (const evse of station.evses.values()) {
    for (const connector of evse.connectors.values()) {
      const { statusAt, heardAt, stamped } = connector
      if (statusAt === null || heardAt === null || stamped !== 'as-sent') continue
      const ms = startByClock(statusAt.getTime(), heardAt.getTime(), station.clock)
      if (ms === null) continue
      connector.statusAt = new Date(Math.min(ms, heardAt.getTime()))
      connector.stamped = 'corrected'
      writes.put('connector', connectorRow(station, evse, connector))
    }
  }
}

function clockChanged(ctx: StationContext): void {
  const { station, writes } = ctx
  if (!station.known) return
  correctStatuses(ctx)
  writes.put('station_state', stationStateRow(station))
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at: ctx.now(),
    data: { skewS: skewSOf(station), clockZone: station.clock.zone },
  })
}
