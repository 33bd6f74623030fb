/** Which refusals at the door still matter. Pure. */
import type { Station, TurnedAway } from '../../api/types.ts'

/** Longer ago it is history: the activity tells it. */
const newsMs = 3_600_000

/** What happened before the connection it has now is over: it got in since. */
export function turnedAwayNews(
  { turnedAway, connected, connectedAt }: Pick<Station, 'turnedAway' | 'connected' | 'connectedAt'>,
  nowMs: number,
): readonly TurnedAway[] {
  const cameInMs = connected && connectedAt !== null ? Date.parse(connectedAt) : 0
  return turnedAway.filter(({ lastAt }) => {
    const lastMs = Date.parse(lastAt)
    return nowMs - lastMs < newsMs && lastMs > cameInMs
  })
}
