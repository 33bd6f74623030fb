/** The message Heartbeat, in all versions: the station hears our time, we have heard the station. */
import type { StationContext } from '../context.ts'

export function heartbeat(ctx: StationContext): { currentTime: string } {
  return { currentTime: ctx.now().toISOString() }
}
