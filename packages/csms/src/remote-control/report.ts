/** A report that arrives in parts: NotifyReport, NotifyMonitoringReport, NotifyCustomerInformation, NotifyDisplayMessages … */
import type { Operation, OperationDetail } from './operation.ts'

export interface Part {
  /** From 0; absent where the message has none. */
  readonly seqNo?: number | undefined
  /** More follows. */
  readonly tbc?: boolean | undefined
  readonly items: readonly unknown[]
}

export interface Assembly {
  readonly detail: OperationDetail
  readonly status: 'Receiving' | 'Complete' | 'Incomplete'
}

/** The operation with this part. A part that was resent after a lost answer changes nothing. */
export function withPart(operation: Operation, part: Part): Assembly {
  const { detail } = operation
  const repeated = part.seqNo !== undefined && (detail.seqNos ?? []).includes(part.seqNo)
  const known = new Set((detail.items ?? []).map((item) => JSON.stringify(item)))
  const items = repeated
    ? (detail.items ?? [])
    : [
        ...(detail.items ?? []),
        ...part.items.filter((item) => part.seqNo !== undefined || !known.has(JSON.stringify(item))),
      ]
  const seqNos =
    part.seqNo === undefined ? undefined : [...new Set([...(detail.seqNos ?? []), part.seqNo])].sort((a, b) => a - b)
  const lastSeqNo = part.tbc ? detail.lastSeqNo : (part.seqNo ?? null)
  const next = { ...detail, items, ...(seqNos && { seqNos }), ...(lastSeqNo !== undefined && { lastSeqNo }) }
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
