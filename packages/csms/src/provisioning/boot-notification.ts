/** The message BootNotification: who a station says it is, and whether it may take part. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { SelfDescription } from '../connections/unknown-station.ts'
import type { StationContext } from '../context.ts'
import { endReset } from '../operations/end-reset.ts'
import { forgetOverfull } from '../stations/overfull.ts'
import { stationStateRow } from '../stations/rows.ts'
import { comesIntoService } from '../stations/station-clock.ts'
import { noteSerialNumber } from '../stations/takeover.ts'
import { markOverByBoot } from '../transactions/mark-over.ts'
import { takeInventory } from './take-inventory.ts'

interface Boot extends SelfDescription {
  readonly iccid: string | null
  readonly imsi: string | null
  /** 1.6 does not tell. */
  readonly reason: string | null
}

interface BootAnswer {
  currentTime: string
  /** Seconds: to the next heartbeat, or to the next try. */
  interval: number
  status: 'Accepted' | 'Pending' | 'Rejected'
}

/** Seconds until a station asks again. An operator who accepts one in the inbox does not wait long for it. */
const retryS = { Pending: 30, Rejected: 600 }

/** OCPP 1.6 §4.2. */
export function bootNotification16(
  ctx: StationContext,
  request: v16.BootNotificationRequest,
): Promise<v16.BootNotificationResponse> {
  return recordBoot(ctx, {
    vendor: request.chargePointVendor,
    model: request.chargePointModel,
    // Empty where a station is forgiven empty texts: not told. chargeBoxSerialNumber is what it was called before 1.6.
    serialNumber: request.chargePointSerialNumber || request.chargeBoxSerialNumber || null,
    firmwareVersion: request.firmwareVersion || null,
    iccid: request.iccid || null,
    imsi: request.imsi || null,
    reason: null,
  })
}

/** OCPP 2.0.1 part 2, B01 to B03. */
export function bootNotification201(
  ctx: StationContext,
  { chargingStation, reason }: v201.BootNotificationRequest | v21.BootNotificationRequest,
): Promise<v201.BootNotificationResponse> {
  return recordBoot(ctx, {
    vendor: chargingStation.vendorName,
    model: chargingStation.model,
    serialNumber: chargingStation.serialNumber || null,
    firmwareVersion: chargingStation.firmwareVersion || null,
    iccid: chargingStation.modem?.iccid || null,
    imsi: chargingStation.modem?.imsi || null,
    reason,
  })
}

/**
 * A boot closes no transaction: one that survives a reboot goes on (2.0.1 E01, TxStopPoint), one that does not is ended by a message
 * the station still has to send (1.6 §3.7, reason PowerLoss or Reboot), and a new one on the EVSE supersedes it. Until it speaks of
 * them, they are probably over.
 */
async function recordBoot(ctx: StationContext, boot: Boot): Promise<BootAnswer> {
  const { station, config } = ctx
  if (!station.known) {
    await ctx.inbox.record(station, boot)
    station.registration = 'Pending'
    return answer(ctx, 'Pending')
  }
  const status = registrationFor[station.admission]
  if (status === 'Accepted') comesIntoService(station.clock, ctx.now().getTime())
  station.registration = status
  if (status === 'Accepted') station.heartbeatIntervalS = config.heartbeatIntervalS
  const { vendor, model, serialNumber, firmwareVersion, iccid, imsi, reason } = boot
  noteSerialNumber(ctx, station, serialNumber)
  const at = ctx.now()
  Object.assign(station.state, { vendor, model, serialNumber, firmwareVersion, iccid, imsi })
  Object.assign(station.state, { bootReason: reason, bootedAt: at })
  forgetOverfull(station)
  ctx.writes.put('station_state', stationStateRow(station))
  markOverByBoot(ctx)
  await endReset(ctx)
  ctx.writes.event('station.booted', {
    organisationId: station.organisationId,
    stationId: station.id,
    at,
    data: { status, vendor, model, serialNumber, firmwareVersion, reason },
  })
  if (status === 'Accepted' && station.bootCalls) ctx.after(() => takeInventory(ctx, station))
  return answer(ctx, status)
}

const registrationFor = { accepted: 'Accepted', pending: 'Pending', rejected: 'Rejected' } as const

function answer(ctx: StationContext, status: BootAnswer['status']): BootAnswer {
  const interval = status === 'Accepted' ? ctx.station.heartbeatIntervalS : retryS[status]
  return { currentTime: ctx.now().toISOString(), interval, status }
}
