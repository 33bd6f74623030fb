/** A part of a report whose content the operation itself keeps. */
import type { StationContext } from '../context.ts'
import { markOverfull } from '../stations/overfull.ts'
import { recordNotification } from '../stations/record-notification.ts'
import { type Operation, type OperationKind, putOperation } from './operation.ts'
import { operationFor } from './operation-store.ts'
import { type Part, withPart } from './report.ts'

/** Nothing is lost of a report nobody asked for, or asked for before we were there: it is kept as an event. */
export async function recordReport(
  ctx: StationContext,
  kind: OperationKind,
  request: { readonly requestId: number } & object,
  part: Part,
): Promise<Operation | null> {
  const operation = await operationFor(ctx.db, {
    stationId: ctx.station.id,
    kinds: [kind],
    requestId: request.requestId,
  })
  if (!operation) {
    recordNotification(ctx, request)
    return null
  }
  const assembly = withPart(operation, part)
  if (assembly.detail.overfull) markOverfull(ctx, 'reports')
  return putOperation(ctx, operation, assembly)
}
