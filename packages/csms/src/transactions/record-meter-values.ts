/** Meter values as rows of the time series, and as a live reading for who watches. */
import type { StationContext } from '../context.ts'
import type { LiveStation } from '../stations/live-station.ts'
import type { MeterFrame } from './meter-frame.ts'
import { isPowerNow } from './power-reading.ts'
import type { Transaction } from './transaction.ts'

export interface MeteredAt {
  /** 0: the station's main meter, or an EVSE the station has not told yet. */
  readonly evseId: number
  readonly connectorId: number | null
}

/**
 * A frame that came before is there already: its digest finds it, and it is not stored twice. A transaction is to be put after this, since
 * it knows between which times its values lie.
 */
export function recordMeterValues(
  ctx: StationContext,
  { evseId, connectorId }: MeteredAt,
  transaction: Transaction | null,
  frames: readonly MeterFrame[],
): void {
  const { station, call, writes } = ctx
  if (transaction) noteValues(transaction, frames)
  const isInLog = frames.length > 0 && ctx.isInLog
  for (const frame of frames) {
    if (!isNewest(station, evseId, frame.at.getTime())) writes.mayRepeat = true
    writes.append('meter_value', {
      bucket: station.bucket,
      organisation_id: station.organisationId,
      station_id: station.id,
      evse_id: evseId,
      connector_id: connectorId,
      transaction_id: transaction?.id ?? null,
      at: frame.at,
      received_at: call.receivedAt,
      digest: frame.digest,
      energy_wh: frame.energyWh,
      power_w: frame.powerW,
      current_a: frame.currentA,
      voltage_v: frame.voltageV,
      soc_percent: frame.socPercent,
      samples: isInLog && !isSigned(frame) ? null : JSON.stringify(frame.samples),
    })
  }
  const isHeard = ctx.feed.hears('meter', station.organisationId, station.id)
  if (isHeard && frames.length > 0) tell(ctx, evseId, transaction, frames)
}

/** More EVSEs than this a station has by name only. */
const mostMeters = 100

/** What is newer than all of its meter's values before it has not come before. */
function isNewest(station: LiveStation, evseId: number, atMs: number): boolean {
  station.newestValues ??= new Map()
  const { newestValues } = station
  const newestMs = newestValues.get(evseId)
  if (newestMs !== undefined && atMs <= newestMs) return false
  if (newestMs !== undefined || newestValues.size < mostMeters) newestValues.set(evseId, atMs)
  return newestMs !== undefined
}

/** What is signed is kept with the value: a bill may rest on it when the message is long gone. */
const isSigned = ({ samples }: MeterFrame): boolean => samples.some(({ signed }) => signed !== undefined)

function noteValues(of: Transaction, frames: readonly MeterFrame[]): void {
  for (const { at } of frames) {
    if (of.firstValueAt === null || at < of.firstValueAt) of.firstValueAt = at
    if (of.lastValueAt === null || at > of.lastValueAt) of.lastValueAt = at
  }
}

/** What comes out of a queue, or after the end, is not the power of now. */
const powerNowOf = (of: Transaction | null, { powerW }: MeterFrame, now: Date): number | null =>
  of === null ? powerW : of.state === 'open' && of.overSince === null && isPowerNow(of, now) ? of.powerW : null

/** The newest frame only: who wants all of them reads the series. */
function tell(
  ctx: StationContext,
  evseId: number,
  transaction: Transaction | null,
  frames: readonly MeterFrame[],
): void {
  const newest = frames.reduce((a, b) => (b.at > a.at ? b : a))
  const { organisationId, id: stationId } = ctx.station
  const data = {
    station: stationId,
    evse: evseId,
    transaction: transaction?.id ?? null,
    powerW: powerNowOf(transaction, newest, ctx.now()),
    energyWh: transaction ? transaction.energyWh : newest.energyWh,
    // Stations may send it by itself, and the next reading takes this one's place.
    socPercent: newest.socPercent ?? transaction?.socPercent ?? null,
    at: newest.at.toISOString(),
  }
  const subject = transaction ? String(transaction.id) : null
  const reading = { kind: 'meter', organisationId, stationId, evseId, subject, at: newest.at, data } as const
  ctx.after(() => ctx.feed.reading(reading))
}
