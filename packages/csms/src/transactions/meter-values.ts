/** The message MeterValues. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { type EvseOfConnector, evseOfConnector } from '../stations/evse-of-connector.ts'
import { remember } from '../stations/live-transactions.ts'
import { numberOnWire } from '../stations/number-on-wire.ts'
import { sampleTimes } from '../stations/station-time.ts'
import { findFitting } from './find-transaction.ts'
import { frame2, frame16, type MeterFrame } from './meter-frame.ts'
import { recordTransactionEvent } from './record-event.ts'
import { type MeteredAt, recordMeterValues } from './record-meter-values.ts'
import {
  correctClock,
  hasFlag,
  isRevived,
  revive,
  setMatch,
  type Transaction,
  takeFrames,
  takeFramesBeside,
} from './transaction.ts'
import { reportOf, type TransactionReport } from './transaction-report.ts'
import { transactionByWireId } from './transaction-store.ts'
import { putTransaction, tellOf } from './write-transaction.ts'

/** OCPP 1.6 §4.7. */
export function meterValues16(
  ctx: StationContext,
  req: v16.MeterValuesRequest,
): v16.MeterValuesResponse | Promise<v16.MeterValuesResponse> {
  const times = sampleTimes(ctx, req.meterValue)
  const frames = req.meterValue.map((value, i) => frame16(value, times[i] as Date))
  const { transactionId } = req
  const place = evseOfConnector(ctx.station, req.connectorId)
  // Stations without a transaction leave the id out, or send 0 or -1.
  if (transactionId === undefined || transactionId <= 0) {
    recordForPlace(ctx, place, frames, transactionId)
    return {}
  }
  const known = ctx.station.transactions.get(String(transactionId))
  if (known === undefined) return recordForStranger(ctx, req, place, frames)
  recordForTransaction(ctx, known, place, frames)
  return {}
}

/**
 * OCPP 2.0.1 part 2, J01; the same in 2.1. A transaction's values come in TransactionEvents (J §2.1), and what is read at an EVSE with a
 * vehicle besides may be another meter than the one the driver pays by: it is evidence where the transaction's own events hold none.
 */
export function meterValues201(
  ctx: StationContext,
  req: v201.MeterValuesRequest | v21.MeterValuesRequest,
): v201.MeterValuesResponse {
  const values: readonly (v201.MeterValueType | v21.MeterValueType)[] = req.meterValue
  const times = sampleTimes(ctx, values)
  const frames = values.map((value, i) => frame2(value, times[i] as Date))
  const evseId = numberOnWire(req.evseId) ?? 0
  recordMeterValues(ctx, { evseId, connectorId: null }, null, frames)
  takeBeside(ctx, evseId, frames)
  return {}
}

/** Connector 0 is the main meter. */
const meteredAt = ({ evseId, connectorId }: EvseOfConnector): MeteredAt => ({
  evseId: numberOnWire(evseId) ?? 0,
  connectorId,
})

/**
 * Without an id they belong to what runs on that connector (OCPP 1.6 §4.7 lets stations omit it only when nothing does, and some
 * always do), but not the main meter's, not what was read before it began, and not what was read because a clock struck.
 */
function recordForPlace(
  ctx: StationContext,
  place: EvseOfConnector,
  frames: readonly MeterFrame[],
  transactionId: number | undefined,
): void {
  const running = place.evseId > 0 ? runningOn(ctx, place.evseId) : null
  const itsOwn = running ? frames.filter((frame) => !frame.isClockAligned && frame.at >= running.startedAt) : []
  if (running && itsOwn.length > 0) {
    if (transactionId !== undefined) setMatch(running, 'MeterValues', String(transactionId), 'connector')
    take(ctx, running, place, itsOwn)
  }
  const others = itsOwn.length === 0 ? frames : frames.filter((frame) => !itsOwn.includes(frame))
  if (others.length === 0) return
  recordMeterValues(ctx, meteredAt(place), null, others)
  takeBeside(ctx, place.evseId, others)
}

/** To whichever transaction of that EVSE was under way at the time: it may have ended before these values came. */
function takeBeside(ctx: StationContext, evseId: number, frames: readonly MeterFrame[]): void {
  if (evseId <= 0) return
  for (const of of ctx.station.transactions.values()) {
    if (of.evseId !== evseId) continue
    const its = frames.filter(({ at }) => at >= of.startedAt && (of.stoppedAt === null || at <= of.stoppedAt))
    if (its.length === 0) continue
    const reasons = of.uncertain
    if (!takeFramesBeside(of, its, ctx.call.receivedAt)) continue
    putTransaction(ctx.writes, of)
    if (reasons.length !== of.uncertain.length) tellOf(ctx.writes, 'transaction.updated', of)
  }
}

function runningOn({ station }: StationContext, evseId: number): Transaction | null {
  for (const of of station.transactions.values()) if (of.state === 'open' && of.evseId === evseId) return of
  return null
}

/** A frame that names one connector's transaction and another's meter is the meter's: no transaction gets a foreign register. */
function recordForTransaction(
  ctx: StationContext,
  of: Transaction,
  place: EvseOfConnector,
  frames: readonly MeterFrame[],
): void {
  const isItsMeter = place.evseId > 0 && (of.evseId === null || of.evseId === place.evseId)
  if (!isItsMeter) {
    recordMeterValues(ctx, meteredAt(place), null, frames)
    return
  }
  if (isRevived(of) && !runningOn(ctx, place.evseId)) {
    revive(of)
    tellOf(ctx.writes, 'transaction.updated', of)
  }
  of.evseId ??= numberOnWire(place.evseId)
  of.connectorId ??= place.connectorId
  take(ctx, of, place, frames)
}

function take(ctx: StationContext, of: Transaction, place: EvseOfConnector, frames: readonly MeterFrame[]): void {
  const isMoved = correctClock(of, ctx.station.clock)
  const changed = takeFrames(of, frames, ctx.now()) || isMoved
  recordMeterValues(ctx, meteredAt(place), of, frames)
  putTransaction(ctx.writes, of)
  if (changed) tellOf(ctx.writes, 'transaction.updated', of)
}

/** Of a transaction that ended long ago, or of one that began before the station came to us: recorded, and flagged. */
async function recordForStranger(
  ctx: StationContext,
  req: v16.MeterValuesRequest,
  place: EvseOfConnector,
  frames: readonly MeterFrame[],
): Promise<v16.MeterValuesResponse> {
  const wireId = String(req.transactionId)
  const stored = await transactionByWireId(ctx.db, ctx.station.id, wireId)
  if (stored) {
    remember(ctx.station, stored)
    recordForTransaction(ctx, stored, place, frames)
    return {}
  }
  if (place.evseId <= 0) {
    recordMeterValues(ctx, meteredAt(place), null, frames)
    return {}
  }
  const { meterValue, ...rest } = req
  const report = strangersReport(place, frames, ctx.now())
  const running = runningOn(ctx, place.evseId)
  if (running && !hasFlag(running, 'no-start')) {
    // Where we know who charges, an unknown name begins nobody else: they are that one's, or nobody's.
    const fitting = await findFitting(ctx, report, { isNamed: true })
    if (fitting?.of === running) {
      setMatch(running, 'MeterValues', wireId, fitting.by)
      recordForTransaction(ctx, running, place, frames)
    } else recordMeterValues(ctx, meteredAt(place), null, frames)
    return {}
  }
  await recordTransactionEvent(ctx, { wireId, report, payload: JSON.stringify(rest) })
  return {}
}

function strangersReport(place: EvseOfConnector, frames: readonly MeterFrame[], now: Date): TransactionReport {
  const at = frames[0]?.at ?? now
  const { evseId, connectorId } = place
  return reportOf('updated', { at, evseId: numberOnWire(evseId), connectorId, frames })
}
