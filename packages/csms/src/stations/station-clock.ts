/**
 * How far a station's clock is from ours, learned from what it stamps, and what its times are worth. Pure.
 *
 * A message is never older than it says by our clock plus the skew: age = skew + receipt − stamp ≥ 0. So a stamp ahead of all that is
 * known proves a clock ahead, while one that is behind may as well have waited in a queue. It did not wait when
 *
 * - the message before it, and the time since, go with it in step: a queue is delivered faster than it was filled;
 * - the station was connected at that time, and nothing it sent then was left without an answer;
 * - nobody waits so long.
 */
export interface StationClock {
  /** How far it is ahead of ours, ms; null: nothing has told yet. */
  skewMs: number | null
  /** How its times without a zone are to be read; null: not decided yet. */
  zone: LocalZone | null
  /** The last message that was not a sample of a meter. */
  last: { readonly sentMs: number; readonly receivedMs: number } | null
  /** Since when it could reach us without a gap worth the name. */
  onlineSinceMs: number
  /** Since when what it has to tell may have waited; 0: for as long as it likes. */
  offlineFromMs: number
  /** When we last left a message without its answer: it may come again, as late as it likes. */
  failedAtMs: number
}

/** Times without a zone: by the site's clock, or by UTC. */
export type LocalZone = 'site' | 'utc'

export interface Heard {
  /** By our clock. */
  readonly receivedMs: number
  /** The station says itself that it waited (2.x `offline`). */
  readonly isQueued?: boolean
  /** A meter value: stations stamp them when they were read, and may send them hours later without having been away. */
  readonly isSample?: boolean
}

export interface Stamp {
  /** As sent. null: nothing that can be read. */
  readonly sent: Date | null
  /** By our clock, as well as we know. Equal to `sent` unless that cannot be. */
  readonly at: Date
  readonly isCorrected: boolean
}

/** A clock within this is right: nobody bills by it, and networks are slow. */
export const toleratedMs = 120_000
/** How much the latency and the drift of one clock may vary. */
const nearMs = 30_000
const inStepMs = 3_000
/** In less than this, two messages of a queue may be in step by chance. */
const leastStepMs = 5_000
/** Stations try again for so long without our having noticed anything. */
const retryMs = 15 * 60_000
const longestQueueMs = 180 * 24 * 3_600_000
/** A reconnect within this left no time for a queue. */
const gapMs = 90_000
/** In so short a connection an old queue may not have been emptied. */
const emptiedMs = 10 * 60_000

export const newClock = (): StationClock => ({
  skewMs: null,
  zone: null,
  last: null,
  onlineSinceMs: 0,
  offlineFromMs: 0,
  failedAtMs: 0,
})

/** It can reach us again. `lastHeardMs`: 0 when never. */
export function comesOnline(clock: StationClock, nowMs: number, lastHeardMs: number): void {
  clock.last = null
  if (clock.onlineSinceMs > 0 && nowMs - lastHeardMs <= gapMs) return
  const wasLong = clock.onlineSinceMs === 0 || lastHeardMs - clock.onlineSinceMs > emptiedMs
  if (wasLong) clock.offlineFromMs = lastHeardMs
  clock.onlineSinceMs = nowMs
}

/** It booted, and is served from now on: what it tells of before was in its memory, or was refused until now. */
export function comesIntoService(clock: StationClock, nowMs: number): void {
  clock.onlineSinceMs = nowMs
}

export const isWrong = ({ skewMs }: StationClock): boolean => skewMs !== null && Math.abs(skewMs) > toleratedMs

/** Reads a message's own time, and learns from it. */
export function readStamp(clock: StationClock, text: string | undefined, timeZone: string, heard: Heard): Stamp {
  const sentMs = sentMsOf(clock, text, timeZone, heard)
  if (sentMs === null) return { sent: null, at: new Date(heard.receivedMs), isCorrected: true }
  const atMs = learn(clock, sentMs, heard)
  if (!heard.isSample && !heard.isQueued) clock.last = { sentMs, receivedMs: heard.receivedMs }
  return stamp(sentMs, atMs)
}

/**
 * A time within a message that has been read: nothing is learned from it. `notAfterMs`: when it was at the latest, by our clock.
 */
export function readInner(
  clock: StationClock,
  text: string | undefined,
  timeZone: string,
  { receivedMs, notAfterMs }: { receivedMs: number; notAfterMs: number },
): Stamp {
  const sentMs = sentMsOf(clock, text, timeZone, { receivedMs })
  if (sentMs === null) return { sent: null, at: new Date(notAfterMs), isCorrected: true }
  const byClock = sentMs - (isWrong(clock) ? (clock.skewMs ?? 0) : 0)
  const [atMs] = [byClock, sentMs].filter((ms) => ms <= receivedMs + toleratedMs && receivedMs - ms <= longestQueueMs)
  return stamp(sentMs, atMs ?? notAfterMs)
}

function stamp(sentMs: number, atMs: number): Stamp {
  const at = new Date(atMs)
  return { sent: sentMs === atMs ? at : new Date(sentMs), at, isCorrected: sentMs !== atMs }
}

/** What the time is by our clock. */
function learn(clock: StationClock, sentMs: number, heard: Heard): number {
  const { receivedMs } = heard
  const aheadMs = sentMs - receivedMs
  if (Math.abs(aheadMs) <= toleratedMs) {
    if (!heard.isQueued) approach(clock, aheadMs)
    return sentMs
  }
  if (clock.skewMs !== null && isWrong(clock) && Math.abs(aheadMs - clock.skewMs) <= nearMs) {
    if (!heard.isQueued) approach(clock, aheadMs)
    return Math.min(receivedMs, sentMs - clock.skewMs)
  }
  if (aheadMs > toleratedMs && aheadMs > (clock.skewMs ?? 0)) return live(clock, aheadMs, receivedMs)
  // The clock was further behind than this: it was set since, and how well this message cannot tell.
  if (clock.skewMs !== null && aheadMs > clock.skewMs) clock.skewMs = null
  const trueMs = sentMs - (isWrong(clock) ? (clock.skewMs ?? 0) : 0)
  if (!heard.isQueued && isInStep(clock, sentMs, heard)) return live(clock, aheadMs, receivedMs)
  const isBelievable = heard.isSample ? receivedMs - trueMs <= longestQueueMs : mayHaveWaited(clock, trueMs, receivedMs)
  if (!isBelievable) {
    // What waits for years was stamped by a clock that is reset; by how much, the first message that did not wait tells.
    return heard.isQueued ? receivedMs : live(clock, aheadMs, receivedMs)
  }
  return trueMs
}

function live(clock: StationClock, aheadMs: number, receivedMs: number): number {
  clock.skewMs = aheadMs
  return receivedMs
}

/** Upward at once, since no message is older than it says; downward slowly, since any may be a little late. */
function approach(clock: StationClock, aheadMs: number): void {
  const { skewMs } = clock
  const isNew = skewMs === null || Math.abs(aheadMs - skewMs) > nearMs || aheadMs > skewMs
  clock.skewMs = isNew ? aheadMs : skewMs + (aheadMs - skewMs) / 8
}

function isInStep({ last }: StationClock, sentMs: number, { receivedMs }: Heard): boolean {
  if (last === null) return false
  const passedMs = receivedMs - last.receivedMs
  return passedMs >= leastStepMs && Math.abs(sentMs - last.sentMs - passedMs) <= inStepMs + passedMs / 1000
}

/** Could something that happened then have been kept back until now? */
export function mayHaveWaited(
  { onlineSinceMs, offlineFromMs, failedAtMs }: StationClock,
  thenMs: number,
  receivedMs: number,
): boolean {
  const ageMs = receivedMs - thenMs
  if (ageMs <= retryMs) return true
  if (ageMs > longestQueueMs) return false
  if (thenMs >= onlineSinceMs) return failedAtMs >= thenMs
  return thenMs >= offlineFromMs - retryMs
}

/**
 * A transaction's start, or a status, that was taken as sent, before the clock was known to be wrong: its time by our clock. null: it stands. One
 * that came as far from its stamp as the clock is off was not kept back.
 */
export function startByClock(startedMs: number, receivedMs: number, clock: StationClock): number | null {
  if (clock.skewMs === null || !isWrong(clock)) return null
  return Math.abs(startedMs - receivedMs - clock.skewMs) <= toleratedMs ? startedMs - clock.skewMs : null
}

interface End {
  /** As sent, or null when that was nothing to be read. */
  readonly sentMs: number | null
  readonly atMs: number
  readonly receivedMs: number
}

/**
 * Start and end of a transaction, put in order. Both by our clock, and apart as the station says, when one clock stamped both; else
 * as far apart as we heard of them.
 */
export function spanOf(start: End, end: End): { startMs: number; endMs: number } {
  const heardMs = Math.max(0, end.receivedMs - start.receivedMs)
  const isCorrected = start.sentMs !== start.atMs
  if (isCorrected && start.sentMs !== null && end.sentMs !== null && end.sentMs !== end.atMs) {
    const saidMs = end.sentMs - start.sentMs
    // Longer than we knew of it: both had waited.
    if (saidMs > heardMs && saidMs <= longestQueueMs) return { startMs: end.atMs - saidMs, endMs: end.atMs }
  }
  if (end.atMs > start.atMs || (end.atMs === start.atMs && heardMs < toleratedMs))
    return { startMs: start.atMs, endMs: end.atMs }
  // A clock that went back or stands still, or a start whose true time the end tells.
  return isCorrected && heardMs < toleratedMs
    ? { startMs: end.atMs, endMs: end.atMs }
    : { startMs: start.atMs, endMs: Math.min(start.atMs + heardMs, end.receivedMs) }
}

function sentMsOf(clock: StationClock, text: string | undefined, timeZone: string, heard: Heard): number | null {
  const ms = text === undefined ? Number.NaN : Date.parse(text)
  if (Number.isNaN(ms)) return null
  return (text as string).endsWith(noZone) ? localMs(clock, ms, timeZone, heard.receivedMs) : ms
}

/** RFC 3339 §4.3: the offset to local time is not known. So a time without a zone reaches us. */
const noZone = '-00:00'

function localMs(clock: StationClock, utcMs: number, timeZone: string, receivedMs: number): number {
  const of = { utc: utcMs, site: msInZone(utcMs, timeZone) }
  if (of.utc === of.site) return utcMs
  const isNow = (zone: LocalZone) => Math.abs(of[zone] - receivedMs) <= toleratedMs
  const other = clock.zone === 'utc' ? 'site' : 'utc'
  if (clock.zone !== null && (isNow(clock.zone) || !isNow(other))) return of[clock.zone]
  const zone = nearer(of, receivedMs)
  // What waited may be as old as a zone is wide: only what comes at once decides for good.
  if (Math.abs(of[zone] - receivedMs) <= retryMs) clock.zone = zone
  return of[zone]
}

/** The future is farther than the past. */
function nearer(of: Readonly<Record<LocalZone, number>>, receivedMs: number): LocalZone {
  const distance = (ms: number) => (ms > receivedMs + toleratedMs ? 1e15 + ms : Math.abs(receivedMs - ms))
  return distance(of.site) < distance(of.utc) ? 'site' : 'utc'
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** The moment at which a clock on that zone's wall shows what UTC shows at `wallMs`. */
export function msInZone(wallMs: number, timeZone: string): number {
  const first = wallMs - offsetMs(wallMs, timeZone)
  return wallMs - offsetMs(first, timeZone)
}

function offsetMs(atMs: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(atMs)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000
}
