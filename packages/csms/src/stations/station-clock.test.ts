import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  comesIntoService,
  comesOnline,
  isWrong,
  mayHaveWaited,
  msInZone,
  newClock,
  readInner,
  readStamp,
  type StationClock,
  spanOf,
  startByClock,
} from './station-clock.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day
/** The station connects now, for the first time. */
const now = Date.UTC(2026, 2, 1, 8)

const online = (since = now, lastHeard = 0): StationClock => {
  const clock = newClock()
  comesOnline(clock, since, lastHeard)
  return clock
}
const iso = (ms: number) => new Date(ms).toISOString()
const read = (
  clock: StationClock,
  sentMs: number,
  receivedMs: number,
  more: { isQueued?: boolean; isSample?: boolean } = {},
) => readStamp(clock, iso(sentMs), 'UTC', { receivedMs, ...more })

describe('a stamp', () => {
  test.each([
    ['of now', 0, false],
    ['a minute slow', -minute, false],
    ['a minute ahead', minute, false],
    ['an hour old, of a station that has just come: it waited', -hour, false],
    ['three months old, of one that was never here', -90 * day, false],
    ['of 1970', Date.UTC(1970, 0, 1) + 12_000 - now, true],
    ['of the year 1', new Date('0001-01-01T00:00:00Z').getTime() - now, true],
    ['of ten years on', 10 * year, true],
    ['of two hours on', 2 * hour, true],
    ['of last year: nobody waits so long', -year, true],
  ])('%s', (_, ahead, isCorrected) => {
    const { sent, at, isCorrected: corrected } = read(online(), now + ahead, now)
    expect(corrected).toBe(isCorrected)
    expect(at).toEqual(new Date(isCorrected ? now : now + ahead))
    expect(sent).toEqual(new Date(now + ahead))
  })

  test('that is none: by receipt, and corrected', () => {
    const stamp = readStamp(online(), 'soon', 'UTC', { receivedMs: now })
    expect(stamp).toEqual({ sent: null, at: new Date(now), isCorrected: true })
  })
})

describe('a clock that is wrong is told from a queue', () => {
  test('ahead: the first stamp proves it, and what follows keeps its distance', () => {
    const clock = online()
    expect(read(clock, now + 10 * year, now).at).toEqual(new Date(now))
    expect(read(clock, now + 10 * year + hour, now + hour).at).toEqual(new Date(now + hour))
    // A queue of that clock is as old as it says.
    comesOnline(clock, now + 3 * hour, now + hour)
    expect(read(clock, now + 10 * year + 2 * hour, now + 3 * hour).at).toEqual(new Date(now + 2 * hour))
  })

  test('three days behind: the second message that keeps step proves it', () => {
    const clock = online()
    expect(read(clock, now - 3 * day, now).isCorrected).toBe(false)
    expect(read(clock, now - 3 * day + hour, now + hour).at).toEqual(new Date(now + hour))
    expect(clock.skewMs).toBe(-3 * day)
    // And the start that was taken as sent is put right.
    expect(startByClock(now - 3 * day, now, clock)).toBe(now)
    expect(startByClock(now - 3 * day - hour, now, clock)).toBeNull()
  })

  test('three days in a queue: delivered faster than it was filled', () => {
    const clock = online()
    for (const [sent, received] of [
      [-3 * day, 0],
      [-3 * day + hour, 200],
      [-2 * day, 8000],
      [0, 9000],
    ] as const) {
      expect(read(clock, now + sent, now + received).isCorrected).toBe(false)
    }
    expect(isWrong(clock)).toBe(false)
  })

  test('meter values may be late as a habit; they prove nothing among themselves', () => {
    const clock = online()
    for (let i = 0; i < 5; i++) {
      const received = now + i * minute
      expect(read(clock, received - 10 * minute, received, { isSample: true }).isCorrected).toBe(false)
    }
    expect(clock.skewMs).toBeNull()
  })

  test('and may be sent hours after they were read, by a station that was connected all the time', () => {
    const clock = online()
    read(clock, now, now)
    expect(read(clock, now + hour, now + 5 * hour, { isSample: true }).isCorrected).toBe(false)
    expect(isWrong(clock)).toBe(false)
    expect(read(clock, Date.UTC(1970, 0, 1), now + 5 * hour, { isSample: true }).at).toEqual(new Date(now + 5 * hour))
  })

  test('an hour back while it was connected all the time: daylight saving', () => {
    const clock = online()
    read(clock, now, now)
    expect(read(clock, now + 4 * hour, now + 5 * hour).at).toEqual(new Date(now + 5 * hour))
    expect(clock.skewMs).toBe(-hour)
    expect(read(clock, now + 7 * hour, now + 7 * hour)).toMatchObject({ isCorrected: false })
    expect(isWrong(clock)).toBe(false)
  })

  test('but not when it was away at that time, or we left a message unanswered', () => {
    const away = online()
    read(away, now, now)
    comesOnline(away, now + 5 * hour, now + 3 * hour)
    expect(read(away, now + 4 * hour, now + 5 * hour).isCorrected).toBe(false)
    const failed = online()
    read(failed, now, now)
    failed.failedAtMs = now + 4.5 * hour
    expect(read(failed, now + 4 * hour, now + 5 * hour).isCorrected).toBe(false)
  })

  test('a message that says that it waited teaches nothing, unless it cannot be', () => {
    const clock = online()
    expect(read(clock, now - hour, now, { isQueued: true }).isCorrected).toBe(false)
    expect(clock).toMatchObject({ skewMs: null, last: null })
    expect(read(clock, now - 20 * year, now, { isQueued: true }).at).toEqual(new Date(now))
  })

  test('reconnects every 40 s are no time for a queue; a longer absence is', () => {
    const clock = online()
    for (let i = 1; i < 100; i++) comesOnline(clock, now + i * 40_000, now + i * 40_000 - 5000)
    expect(clock.onlineSinceMs).toBe(now)
    expect(mayHaveWaited(clock, now + 10 * minute, now + hour)).toBe(false)
    comesOnline(clock, now + 3 * hour, now + 2 * hour)
    expect(mayHaveWaited(clock, now + 2.5 * hour, now + 3 * hour)).toBe(true)
    expect(mayHaveWaited(clock, now + hour, now + 3 * hour)).toBe(false)
  })

  test('a station that waited for its admission may tell of that time', () => {
    const clock = online()
    comesIntoService(clock, now + day)
    expect(mayHaveWaited(clock, now + hour, now + day)).toBe(true)
  })
})

describe('a time without a zone', () => {
  const zone = 'Asia/Kolkata'
  const local = (utcMs: number) => `${iso(utcMs + 5.5 * hour).slice(0, 19)}-00:00`
  const receipt = { receivedMs: now }

  test.each([
    ['of the site, now', now, now, 'site'],
    ['of the site, ten minutes ago', now - 10 * minute, now - 10 * minute, 'site'],
  ] as const)('%s', (_, trueMs, atMs, remembered) => {
    const clock = online()
    expect(readStamp(clock, local(trueMs), zone, receipt).at).toEqual(new Date(atMs))
    expect(clock.zone).toBe(remembered)
  })

  test('UTC is nearer', () => {
    const clock = online()
    expect(readStamp(clock, `${iso(now).slice(0, 19)}-00:00`, zone, receipt).at).toEqual(new Date(now))
    expect(clock.zone).toBe('utc')
  })

  test('is remembered, for what waited as long as the zone is wide; and put right by what is of now', () => {
    const clock = online()
    readStamp(clock, local(now), zone, receipt)
    // Read as UTC it would be of now.
    const waited = readStamp(clock, local(now - 5.5 * hour + 10 * minute), zone, receipt)
    expect(waited.at).toEqual(new Date(now - 5.5 * hour + 10 * minute))
    const later = now + day
    readStamp(clock, `${iso(later).slice(0, 19)}-00:00`, zone, { receivedMs: later })
    expect(clock.zone).toBe('utc')
  })

  test('follows the summer time of its site', () => {
    expect(msInZone(Date.UTC(2026, 6, 1, 12), 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 1, 10))
    expect(msInZone(Date.UTC(2026, 0, 1, 12), 'Europe/Berlin')).toBe(Date.UTC(2026, 0, 1, 11))
  })
})

test('times within a message go with its clock; what cannot be is not later than what follows it', () => {
  const clock = online()
  const inner = (text: string) => readInner(clock, text, 'UTC', { receivedMs: now, notAfterMs: now - hour }).at
  expect(inner(iso(now - 2 * hour))).toEqual(new Date(now - 2 * hour))
  expect(inner('1970-01-01T00:00:12Z')).toEqual(new Date(now - hour))
  read(clock, now + 10 * year, now)
  expect(inner(iso(now + 10 * year - 2 * hour))).toEqual(new Date(now - 2 * hour))
  expect(inner(iso(now - 3 * hour))).toEqual(new Date(now - 3 * hour))
})

describe('start and end', () => {
  const end = (sentMs: number, atMs: number, receivedMs: number) => ({ sentMs, atMs, receivedMs })
  const old = Date.UTC(1970, 0, 1)
  test.each([
    ['as sent', end(0, 0, 10), end(hour, hour, hour), 0, hour],
    ['both of 1970, heard live', end(old, now, now), end(old + hour, now + hour, now + hour), now, now + hour],
    [
      'both of 1970, from a queue: as long as it says',
      end(old, now, now),
      end(old + hour, now + 9, now + 9),
      now + 9 - hour,
      now + 9,
    ],
    [
      'begun in 1970, ended by a right clock',
      end(old, now, now),
      end(now + hour, now + hour, now + hour),
      now,
      now + hour,
    ],
    [
      'back an hour in between: as long as we heard',
      end(now, now, now),
      end(now - 40 * minute, now - 40 * minute, now + 20 * minute),
      now,
      now + 20 * minute,
    ],
    ['a clock that stands still', end(now, now, now), end(now, now, now + hour), now, now + hour],
    ['of one second, from a queue', end(now, now, now + hour), end(now, now, now + hour + 50), now, now],
    [
      'begun in 1970 and heard after its end',
      end(old, now, now),
      end(now - hour, now - hour, now + 100),
      now - hour,
      now - hour,
    ],
  ])('%s', (_, start, stop, startMs, endMs) => {
    expect(spanOf(start, stop)).toEqual({ startMs, endMs })
  })
})

const seed = Number(process.env.SEED ?? 11)

test(`a station that is online all the time, with any one clock: times within two minutes of the truth once two messages have shown it (seed ${seed})`, () => {
  const skew = fc.oneof(
    fc.constantFrom(0, -3 * day, 10 * year, -hour, hour, 5.5 * hour, Date.UTC(1970, 0, 1) - now),
    fc.integer({ min: -2 * year, max: 2 * year }),
  )
  const gaps = fc.array(fc.integer({ min: 6000, max: 3 * hour }), { minLength: 3, maxLength: 20 })
  fc.assert(
    fc.property(skew, gaps, fc.integer({ min: 0, max: 2000 }), (skewMs, gaps, latencyMs) => {
      const clock = online()
      let trueMs = now
      for (const [i, gap] of gaps.entries()) {
        trueMs += gap
        const { at } = read(clock, trueMs + skewMs, trueMs + latencyMs)
        if (i > 0) expect(Math.abs(at.getTime() - trueMs)).toBeLessThanOrEqual(2 * minute)
      }
    }),
    { seed },
  )
})

test(`a right clock is never called wrong, whatever waited while the station was away (seed ${seed})`, () => {
  const step = fc.record({ away: fc.integer({ min: 0, max: 20 * day }), queued: fc.integer({ min: 0, max: 8 }) })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 4000 }), (steps, paceMs) => {
      let at = now
      let heard = 0
      const clock = newClock()
      for (const { away, queued } of steps) {
        const from = at
        at += away + 1
        comesOnline(clock, at, heard)
        for (let i = 0; i < queued; i++) {
          const sent = from + Math.floor((away * i) / queued)
          expect(read(clock, sent, at).isCorrected).toBe(false)
          at += paceMs
        }
        expect(read(clock, at, at).isCorrected).toBe(false)
        heard = at
      }
      expect(isWrong(clock)).toBe(false)
    }),
    { seed },
  )
})
