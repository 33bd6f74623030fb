/** The message NotifyReport: the answer, in parts, to GetBaseReport or GetReport. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { takeVariable } from '../availability/told-variable.ts'
import type { StationContext } from '../context.ts'
import { type Operation, putOperation } from '../operations/operation.ts'
import { operationFor } from '../operations/operation-store.ts'
import { withPart } from '../operations/report.ts'
import { eachItem } from '../stations/each-item.ts'
import { markOverfull } from '../stations/overfull.ts'
import { reportedRows, tellVariablesChanged } from './variables.ts'

/** OCPP 2.0.1 part 2, B07, B08. A part nobody asked for tells of the device model all the same. */
export async function notifyReport201(
  ctx: StationContext,
  request: v201.NotifyReportRequest | v21.NotifyReportRequest,
): Promise<v201.NotifyReportResponse> {
  const { station, writes } = ctx
  const { requestId, seqNo, tbc, reportData = [] } = request
  const data: readonly v21.ReportDataType[] = reportData
  eachItem(ctx, '/reportData', data, (item) => {
    for (const row of reportedRows(station, item, ctx.now())) writes.put('variable', row)
  })
  eachItem(ctx, '/reportData', data, (item) => takeState(ctx, item))
  const operation = await operationFor(ctx.db, {
    stationId: station.id,
    kinds: ['base-report', 'report'],
    requestId,
  })
  if (operation) {
    // The variables have their own table; the operation counts the parts.
    const { detail, status } = withPart(operation, { seqNo, tbc, items: [] })
    if (detail.overfull) markOverfull(ctx, 'reports')
    const progressed = putOperation(ctx, operation, { detail, status })
    if (progressed.status === 'Complete' && isFullInventory(progressed)) await removeWhatIsGone(ctx, progressed)
  }
  tellVariablesChanged(writes, station, ctx.now())
  return {}
}

/** What is wrong, or not any more, is known from a report as from an event. */
function takeState(ctx: StationContext, { component, variable, variableAttribute }: v21.ReportDataType): void {
  const actual = variableAttribute.find(({ type }) => (type ?? 'Actual') === 'Actual')
  if (actual?.value) takeVariable(ctx, { component, variable, value: actual.value, at: ctx.now() })
}

const isFullInventory = ({ kind, detail }: Operation): boolean =>
  kind === 'base-report' && detail.request.reportBase === 'FullInventory'

/** B07.FR.08: a full inventory names every variable there is; what it did not name since it was asked for is gone. */
async function removeWhatIsGone(ctx: StationContext, { requestedAt }: Operation): Promise<void> {
  const gone = await ctx.db
    .selectFrom('variable')
    .select([
      'station_id',
      'component',
      'component_instance',
      'evse_id',
      'connector_id',
      'variable',
      'variable_instance',
      'attribute',
    ])
    .where('station_id', '=', ctx.station.id)
    .where('at', '<', requestedAt)
    .execute()
  for (const key of gone) ctx.writes.remove('variable', key)
}
