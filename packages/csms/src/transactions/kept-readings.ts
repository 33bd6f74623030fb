/**
 * Readings of one register, few of them whatever comes. Time is cut into equal spans, as short as leaves no more than `mostSpans` of them
 * with a reading in; each keeps its first, last, least and greatest. The latest three stay in any case. What is kept depends on which readings came, never on their order
 * or how often: a span of twice the length keeps exactly what its halves would have, so coarser is all it ever gets. Pure.
 */
export interface KeptReadings {
  /** A span is 2 ** level ms long. */
  level: number
  /** By time, then value: [ms, Wh, ms, Wh …]. */
  readings: number[]
  /** The latest ones, likewise. */
  latest: number[]
}

const keptLatest = 3

/** 8 s. */
const finestLevel = 13
const mostSpans = 8

export const noReadings = (): KeptReadings => ({ level: finestLevel, readings: [], latest: [] })

/** All that is kept, by time. */
export function keptReadings({ readings, latest }: KeptReadings): number[] {
  const kept: number[] = []
  let at = 0
  for (let i = 0; i < readings.length; i += 2) {
    const [ms, wh] = [readings[i] as number, readings[i + 1] as number]
    while (at < latest.length && comesBefore(latest, at, ms, wh)) {
      kept.push(latest[at] as number, latest[at + 1] as number)
      at += 2
    }
    if (latest[at] === ms && latest[at + 1] === wh) at += 2
    kept.push(ms, wh)
  }
  return kept
}

const comesBefore = (latest: readonly number[], at: number, ms: number, wh: number): boolean =>
  (latest[at] as number) < ms || (latest[at] === ms && (latest[at + 1] as number) < wh)

function keepLatest(latest: number[], ms: number, wh: number): void {
  let at = latest.length
  if (at === 2 * keptLatest && ms > (latest[at - 2] as number)) {
    for (let i = 2; i < at; i++) latest[i - 2] = latest[i] as number
    latest[at - 2] = ms
    latest[at - 1] = wh
    return
  }
  while (at > 0) {
    const beforeMs = latest[at - 2] as number
    const beforeWh = latest[at - 1] as number
    if (beforeMs === ms && beforeWh === wh) return
    if (beforeMs < ms || (beforeMs === ms && beforeWh < wh)) break
    at -= 2
  }
  latest.splice(at, 0, ms, wh)
  if (latest.length > 2 * keptLatest) latest.splice(0, 2)
}

export function keepReading(of: KeptReadings, ms: number, wh: number): void {
  keepLatest(of.latest, ms, wh)
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
