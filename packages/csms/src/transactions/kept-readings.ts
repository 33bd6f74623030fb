/**
 * Readings of one register, few of them whatever comes. Time is cut into equal spans, as short as leaves no more than `mostSpans` of them
 * with a reading in; each keeps its first, last, least and greatest. What is kept depends on which readings came, never on their order
 * or how often: a span of twice the length keeps exactly what its halves would have, so coarser is all it ever gets. Pure.
 */
export interface KeptReadings {
  /** A span is 2 ** level ms long. */
  level: number
  /** By time, then value: [ms, Wh, ms, Wh …]. */
  readings: number[]
}

/** 8 s. */
const finestLevel = 13
const mostSpans = 8

export const noReadings = (): KeptReadings => ({ level: finestLevel, readings: [] })

export function keepReading(of: KeptReadings, ms: number, wh: number): void {
  const { readings } = of
  const length = 2 ** of.level
  const span = Math.floor(ms / length)
  let end = readings.length
  while (end > 0 && Math.floor((readings[end - 2] as number) / length) > span) end -= 2
  let begin = end
  while (begin > 0 && Math.floor((readings[begin - 2] as number) / length) === span) begin -= 2
  if (begin === end) {
    readings.splice(begin, 0, ms, wh)
    while (spansIn(readings, of.level) > mostSpans) coarsen(of)
    return
  }
  // By far the most: a register that has risen since.
  if (end - begin === 4 && ms >= (readings[end - 2] as number) && isRising(readings, begin, wh)) {
    readings[end - 2] = ms
    readings[end - 1] = wh
    return
  }
  readings.splice(begin, end - begin, ...essence([...readings.slice(begin, end), ms, wh]))
}

const isRising = (readings: readonly number[], begin: number, wh: number): boolean =>
  (readings[begin + 1] as number) <= (readings[begin + 3] as number) && wh >= (readings[begin + 3] as number)

function spansIn(readings: readonly number[], level: number): number {
  const length = 2 ** level
  let spans = 0
  let last = Number.NaN
  for (let i = 0; i < readings.length; i += 2) {
    const span = Math.floor((readings[i] as number) / length)
    if (span !== last) spans++
    last = span
  }
  return spans
}

function coarsen(of: KeptReadings): void {
  of.level++
  const length = 2 ** of.level
  const { readings } = of
  const kept: number[] = []
  let begin = 0
  while (begin < readings.length) {
    const span = Math.floor((readings[begin] as number) / length)
    let end = begin + 2
    while (end < readings.length && Math.floor((readings[end] as number) / length) === span) end += 2
    kept.push(...essence(readings.slice(begin, end)))
    begin = end
  }
  of.readings = kept
}

/** First, last, least and greatest of a span's readings, each once and in order. */
function essence(readings: readonly number[]): number[] {
  let first = 0
  let last = 0
  let least = 0
  let most = 0
  for (let i = 2; i < readings.length; i += 2) {
    if (isBefore(readings, i, first, 0)) first = i
    if (isBefore(readings, last, i, 0)) last = i
    if (isBefore(readings, i, least, 1)) least = i
    if (isBefore(readings, most, i, 1)) most = i
  }
  const kept: number[] = []
  for (const i of [first, last, least, most].toSorted((a, b) => (isBefore(readings, a, b, 0) ? -1 : 1))) {
    const ms = readings[i] as number
    const wh = readings[i + 1] as number
    if (kept.at(-2) !== ms || kept.at(-1) !== wh) kept.push(ms, wh)
  }
  return kept
}

/** By time and then value, or (`by` 1) by value and then time. */
function isBefore(readings: readonly number[], a: number, b: number, by: 0 | 1): boolean {
  const difference = (readings[a + by] as number) - (readings[b + by] as number)
  return difference < 0 || (difference === 0 && (readings[a + 1 - by] as number) < (readings[b + 1 - by] as number))
}
