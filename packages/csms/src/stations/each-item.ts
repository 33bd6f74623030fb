/** Lists in messages: one odd element never discards the others. */
import { OcppError } from '@busbar/ocpp/errors'
import type { StationContext } from '../context.ts'

/** What `take` throws as an `OcppError` is said beside the message, and the next element is taken. It throws before it changes anything. */
export function eachItem<Item>(
  ctx: Pick<StationContext, 'setAside'>,
  path: string,
  items: readonly Item[],
  take: (item: Item, index: number) => void,
): void {
  for (const [index, item] of items.entries()) {
    try {
      take(item, index)
    } catch (error) {
      if (!(error instanceof OcppError)) throw error
      ctx.setAside(`${path}/${index}`, error.description)
    }
  }
}
