/** The end of a reset: the station has booted. */
import type { StationContext } from '../context.ts'
import { putOperation } from './operation.ts'
import { givenResets } from './operation-store.ts'

/** Of each it was given: one boot is all that comes of two resets. One that is queued has not reached it. */
export async function endReset(ctx: StationContext): Promise<void> {
  for (const reset of await givenResets(ctx.db, ctx.station.id)) putOperation(ctx, reset, { status: 'Booted' })
}
