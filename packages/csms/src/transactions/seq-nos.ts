/**
 * The sequence numbers seen of a transaction, as sorted, separate ranges [from, to, from, to …]. One range is a complete
 * sequence, two a gap (OCPP 2.0.1 part 2, E §1.3.2). Stations may start at any number.
 */

/** A station that leaves out every second number would have one for each message. */
const mostRanges = 200

export function hasSeqNo(seqNos: readonly number[], seqNo: number): boolean {
  for (let i = seqNos.length - 2; i >= 0; i -= 2) {
    const from = seqNos[i] as number
    if (seqNo > (seqNos[i + 1] as number)) return false
    if (seqNo >= from) return true
  }
  return false
}

export function addSeqNo(seqNos: number[], seqNo: number): void {
  const last = seqNos.length - 1
  // Nearly always the next one.
  if (last > 0 && seqNo === (seqNos[last] as number) + 1) {
    seqNos[last] = seqNo
    return
  }
  let at = 0
  while (at < seqNos.length && (seqNos[at + 1] as number) < seqNo - 1) at += 2
  const from = seqNos[at]
  const to = seqNos[at + 1]
  if (from === undefined || to === undefined || from > seqNo + 1) {
    seqNos.splice(at, 0, seqNo, seqNo)
    // Two ranges become one: that there are gaps is still seen, and whether a number was there is looked up where it matters.
    if (seqNos.length > 2 * mostRanges) seqNos.splice(1, 2)
    return
  }
  seqNos[at] = Math.min(from, seqNo)
  seqNos[at + 1] = Math.max(to, seqNo)
  const next = seqNos[at + 2]
  if (next === (seqNos[at + 1] as number) + 1) seqNos.splice(at + 1, 2)
}

export const hasGap = (seqNos: readonly number[]): boolean => seqNos.length > 2

/** -1: none yet. */
export const latestSeqNo = (seqNos: readonly number[]): number => seqNos.at(-1) ?? -1
