/** The end of a reset: the station has booted. */
import type { StationContext } from '../context.ts'
import { isUnderWay } from './job-state.ts'
import { putOperation } from './operation.ts'
import { operationFor } from './operation-store.ts'

export async function endReset(ctx: StationContext): Promise<void> {
  const operation = await operationFor(ctx.db, { stationId: ctx.station.id, kinds: ['reset'], requestId: undefined })
  if (operation && isUnderWay(operation.job)) putOperation(ctx, { ...operation, status: 'Booted' })
}
