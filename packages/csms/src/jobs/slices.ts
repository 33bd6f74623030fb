/** What is done for very many in one go keeps every message waiting. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Takes about half a millisecond. */
const sliceSize = 250

/** With room for messages after each slice: what `work` changes in memory it has to hand to a commit before it returns. */
export async function inSlices<T>(
  items: Iterable<T>,
  work: (slice: readonly T[]) => Promise<unknown> | undefined,
): Promise<void> {
  let slice: T[] = []
  for (const item of items) {
    slice.push(item)
    if (slice.length < sliceSize) continue
    await work(slice)
    await nextTurn()
    slice = []
  }
  await work(slice)
}
