/** The messages DiagnosticsStatusNotification (1.6) and LogStatusNotification: how an upload goes. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { type OperationKind, recordProgress } from '../operations/operation.ts'
import { stationStateRow } from '../stations/rows.ts'

/** OCPP 1.6 §4.4: no request id, so the newest upload is meant. */
export async function diagnosticsStatusNotification16(
  ctx: StationContext,
  { status }: v16.DiagnosticsStatusNotificationRequest,
): Promise<v16.DiagnosticsStatusNotificationResponse> {
  await recordUploadStatus(ctx, 'diagnostics', status, undefined)
  return {}
}

/** OCPP 1.6 security whitepaper, N01. */
export async function logStatusNotification16(
  ctx: StationContext,
  { status, requestId }: v16.LogStatusNotificationRequest,
): Promise<v16.LogStatusNotificationResponse> {
  await recordUploadStatus(ctx, 'log', status, requestId)
  return {}
}

/** OCPP 2.0.1 part 2, N01.FR.07: the request id is that of the GetLogRequest. */
export async function logStatusNotification201(
  ctx: StationContext,
  { status, requestId }: v201.LogStatusNotificationRequest | v21.LogStatusNotificationRequest,
): Promise<v201.LogStatusNotificationResponse> {
  await recordUploadStatus(ctx, 'log', status, requestId)
  return {}
}

async function recordUploadStatus(
  ctx: StationContext,
  kind: OperationKind,
  status: string,
  requestId: number | undefined,
): Promise<void> {
  const { station, writes } = ctx
  station.state.diagnosticsStatus = status
  writes.put('station_state', stationStateRow(station))
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at: ctx.now(),
    data: { diagnosticsStatus: status },
  })
  await recordProgress(ctx, { kinds: [kind], requestId }, status)
}
