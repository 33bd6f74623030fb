/** A report that arrives in parts: NotifyReport, NotifyMonitoringReport, NotifyCustomerInformation, NotifyDisplayMessages … */
import type { Operation, OperationDetail } from './operation.ts'

export interface Part {
  /** From 0; absent where the message has none. */
  readonly seqNo?: number | undefined
  /** More follows. */
  readonly tbc?: boolean | undefined
  readonly items: readonly unknown[]
}

/** Each part rewrites the whole; beyond this the rest of a report is not kept. */
const mostCharacters = 256 * 1024
const mostParts = 2_000

export interface Assembly {
  readonly detail: OperationDetail
  readonly status: 'Receiving' | 'Complete' | 'Incomplete'
}

/** The operation with this part. A part that was resent after a lost answer changes nothing. */
export function withPart(operation: Operation, part: Part): Assembly {
  const { detail } = operation
  const { items: before = [], seqNos: seen = [], itemsCharacters = 0 } = detail
  const repeated = part.seqNo !== undefined && seen.includes(part.seqNo)
  const known = new Set(part.seqNo === undefined ? before.map((item) => JSON.stringify(item)) : [])
  const added = repeated
    ? []
    : part.items.filter((item) => part.seqNo !== undefined || !known.has(JSON.stringify(item)))
  const characters = itemsCharacters + (added.length === 0 ? 0 : JSON.stringify(added).length)
  const hasRoom = characters <= mostCharacters && seen.length < mostParts
  const items = hasRoom ? [...before, ...added] : before
  const seqNos =
    part.seqNo === undefined || !hasRoom ? detail.seqNos : [...new Set([...seen, part.seqNo])].sort((a, b) => a - b)
  const lastSeqNo = part.tbc ? detail.lastSeqNo : (part.seqNo ?? null)
  const next = {
    ...detail,
    items,
    ...(hasRoom ? added.length > 0 && { itemsCharacters: characters } : { overfull: true as const }),
    ...(seqNos && { seqNos }),
    ...(lastSeqNo !== undefined && { lastSeqNo }),
  }
  return { detail: next, status: statusOf(next) }
}

/** `lastSeqNo` is there once the last part was seen; null: its message carries no numbers. */
function statusOf(detail: OperationDetail): Assembly['status'] {
  const { lastSeqNo, seqNos } = detail
  if (lastSeqNo === undefined) return 'Receiving'
  if (typeof lastSeqNo !== 'number') return 'Complete'
  // OCPP 2.0.1 part 2, B07.FR.10: the first part has seqNo 0.
  return seqNos?.length === lastSeqNo + 1 ? 'Complete' : 'Incomplete'
}
