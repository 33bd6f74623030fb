/**
 * Charging sessions as stations of the field report them: each model bends a true session in the way a kind of station does. Seeded; the
 * true energy goes along.
 */

export type Random = () => number

/** mulberry32 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface ModelReading {
  /** ms since the session's start, by the station's clock. */
  atMs: number
  wh: number
  /** Shown in this unit; null: none is named. */
  unit: 'Wh' | 'kWh' | null
  powerW: number | null
}

export interface ModelSession {
  /** 1.6: meterStart and meterStop; 2.x: readings of context Transaction.Begin and Transaction.End. */
  readonly version: '1.6' | '2.x'
  start: ModelReading | null
  stop: ModelReading | null
  /** As the station sends them, in the order of arrival. */
  readings: ModelReading[]
  startedMs: number
  stoppedMs: number
  /** How long it truly took, by our clock. */
  readonly lastedMs: number
  readonly trueWh: number
}

export interface Model {
  readonly name: string
  /** Does stop − start tell the truth? Then so must we. */
  readonly isPlainRight: boolean
  /** Nothing is odd about it: no doubt may be raised. */
  readonly isClean: boolean
  bend(session: ModelSession, random: Random): void
}

const minuteMs = 60_000
const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
const between = (random: Random, from: number, to: number): number => from + random() * (to - from)
const whole = Math.round

/** A session of a car at AC or DC, metered by a register that has seen 1 kWh to 20 GWh. */
export function trueSession(random: Random): ModelSession {
  const isDc = random() < 0.4
  const powerW = isDc ? between(random, 20_000, 300_000) : pick(random, [1400, 3700, 7400, 11_000, 22_000])
  const lastedMs = whole(between(random, isDc ? 8 : 20, isDc ? 70 : 600)) * minuteMs + whole(random() * minuteMs)
  // Plugged in, full, and left: nothing flows any more.
  const chargedMs = lastedMs * (random() < 0.4 ? between(random, 0.2, 1) : 1)
  const waitsMs = random() < 0.15 ? Math.min(10 * minuteMs, lastedMs / 4) : 0
  const base = whole(10 ** between(random, 3, 8.3))
  const whAt = (ms: number) => {
    const s = Math.max(0, Math.min(ms, chargedMs) - waitsMs)
    // DC tapers.
    return isDc ? powerW * (s / 3_600_000) * (1 - 0.35 * (s / Math.max(1, chargedMs))) : powerW * (s / 3_600_000)
  }
  const powerAt = (ms: number) =>
    ms < waitsMs || ms >= chargedMs ? 0 : whole(powerW * (isDc ? 1 - 0.7 * (ms / chargedMs) : 1))
  const everyMs = pick(random, [10_000, 30_000, minuteMs, minuteMs, 5 * minuteMs, 15 * minuteMs])
  const tellsPower = random() < 0.6
  const decimals = random() < 0.3
  const shown = (ms: number): number => (decimals ? whole((base + whAt(ms)) * 1000) / 1000 : whole(base + whAt(ms)))
  const reading = (atMs: number): ModelReading => ({
    atMs,
    wh: shown(atMs),
    unit: pick(random, ['Wh', null]),
    powerW: tellsPower ? powerAt(atMs) : null,
  })
  const readings: ModelReading[] = []
  const unit = random() < 0.5 ? 'Wh' : null
  for (let ms = everyMs; ms < lastedMs; ms += everyMs) readings.push({ ...reading(ms), unit })
  return {
    version: random() < 0.5 ? '1.6' : '2.x',
    start: { ...reading(0), unit, powerW: null },
    stop: { ...reading(lastedMs), unit, powerW: null },
    readings,
    startedMs: 0,
    stoppedMs: lastedMs,
    lastedMs,
    trueWh: shown(lastedMs) - shown(0),
  }
}

const spoil = (random: Random, wh: number): number =>
  pick(random, [
    0,
    0,
    -1,
    2 ** 32 - 1,
    2 ** 31 - 1,
    65_535,
    wh * 10,
    wh / 10,
    wh + whole(between(random, 5_000, 5_000_000)),
    whole(random() * 1e8),
    1,
  ])

/** A register of something else that is charging meanwhile. */
function foreign(random: Random): (ms: number) => number {
  const base = whole(10 ** between(random, 3, 8.3))
  const powerW = pick(random, [0, 2000, 7400, 22_000, 80_000])
  return (ms) => whole(base + (powerW * ms) / 3_600_000)
}

const base = (session: ModelSession): number => session.start?.wh ?? 0

const ofSession = (reading: ModelReading, fromWh: number): ModelReading => ({
  ...reading,
  wh: whole((reading.wh - fromWh) * 1000) / 1000,
})

export const models: readonly Model[] = [
  { name: 'clean', isPlainRight: true, isClean: true, bend: () => undefined },
  {
    name: 'clean, counts from zero',
    isPlainRight: true,
    isClean: true,
    bend(session) {
      const fromWh = base(session)
      session.readings = session.readings.map((reading) => ofSession(reading, fromWh))
      session.start = session.start && ofSession(session.start, fromWh)
      session.stop = session.stop && ofSession(session.stop, fromWh)
    },
  },
  {
    name: 'clean, late, reordered, repeated',
    isPlainRight: true,
    isClean: true,
    bend(session, random) {
      const late = [...session.readings, ...session.readings.filter(() => random() < 0.3)]
      session.readings = late
        .map((reading, i) => ({ reading, at: i + (random() < 0.2 ? random() * 60 : random() * 4) }))
        .sort((a, b) => a.at - b.at)
        .map(({ reading }) => reading)
    },
  },
  {
    name: 'whole kWh between',
    isPlainRight: true,
    isClean: true,
    bend(session) {
      session.readings = session.readings.map((reading) => ({ ...reading, wh: Math.floor(reading.wh / 1000) * 1000 }))
    },
  },
  {
    name: 'kWh without a unit',
    isPlainRight: true,
    isClean: false,
    bend(session) {
      session.readings = session.readings.map((reading) => ({ ...reading, wh: reading.wh / 1000, unit: null }))
    },
  },
  {
    name: 'session counter between lifetime ends',
    isPlainRight: true,
    isClean: false,
    bend(session) {
      session.readings = session.readings.map((reading) => ofSession(reading, base(session)))
    },
  },
  {
    name: 'lifetime between session ends',
    isPlainRight: true,
    isClean: false,
    bend(session) {
      const fromWh = base(session)
      session.start = session.start && ofSession(session.start, fromWh)
      session.stop = session.stop && ofSession(session.stop, fromWh)
    },
  },
  {
    name: 'one or two bad readings',
    isPlainRight: true,
    isClean: false,
    bend(session, random) {
      for (let n = random() < 0.5 ? 1 : 2; n > 0; n--) {
        const i = pick(random, [0, session.readings.length - 1, Math.floor(random() * session.readings.length)])
        const reading = session.readings[i]
        if (reading) session.readings[i] = { ...reading, wh: spoil(random, reading.wh) }
      }
    },
  },
  {
    name: 'clock goes back',
    isPlainRight: true,
    isClean: false,
    bend(session, random) {
      const fromMs = random() * session.lastedMs
      const backMs = pick(random, [
        2 * minuteMs,
        20 * minuteMs,
        60 * minuteMs,
        60 * minuteMs,
        26 * 60 * minuteMs,
        20_000 * minuteMs,
      ])
      const moved = (atMs: number) => (atMs > fromMs ? atMs - backMs : atMs)
      session.readings = session.readings.map((reading) => ({ ...reading, atMs: moved(reading.atMs) }))
      if (session.stop) session.stop = { ...session.stop, atMs: moved(session.stop.atMs) }
      session.stoppedMs = moved(session.stoppedMs)
    },
  },
  {
    name: 'clock stands still',
    isPlainRight: true,
    isClean: false,
    bend(session, random) {
      const fromMs = random() < 0.5 ? 0 : random() * session.lastedMs
      const stuck = (atMs: number) => Math.min(atMs, fromMs)
      session.readings = session.readings.map((reading) => ({ ...reading, atMs: stuck(reading.atMs) }))
      if (session.stop) session.stop = { ...session.stop, atMs: stuck(session.stop.atMs) }
      session.stoppedMs = stuck(session.stoppedMs)
    },
  },
  {
    name: 'foreign register mixed in',
    isPlainRight: true,
    isClean: false,
    bend(session, random) {
      const other = foreign(random)
      const share = pick(random, [0.1, 0.3, 0.5, 0.7])
      session.readings = session.readings.map((reading) =>
        random() < share ? { ...reading, wh: other(reading.atMs) } : reading,
      )
    },
  },
  {
    name: 'only a foreign register',
    isPlainRight: true,
    isClean: false,
    bend(session, random) {
      const other = foreign(random)
      session.readings = session.readings.map((reading) => ({ ...reading, wh: other(reading.atMs) }))
    },
  },
  {
    name: 'starts as zero, then session counter',
    isPlainRight: true,
    isClean: false,
    bend(session, random) {
      const fromWh = base(session)
      session.readings = session.readings.map((reading, i) =>
        i < 2 && random() < 0.7 ? { ...reading, wh: 0 } : ofSession(reading, fromWh),
      )
      session.start = session.start && { ...session.start, wh: 0 }
      session.stop = session.stop && ofSession(session.stop, fromWh)
    },
  },
  {
    name: 'first readings are zero',
    isPlainRight: true,
    isClean: false,
    bend(session) {
      session.readings = session.readings.map((reading, i) => (i < 2 ? { ...reading, wh: 0 } : reading))
    },
  },
  {
    name: 'start not read (0)',
    isPlainRight: false,
    isClean: false,
    bend(session) {
      session.start = session.start && { ...session.start, wh: 0 }
    },
  },
  {
    name: 'end not read (0, -1, all ones)',
    isPlainRight: false,
    isClean: false,
    bend(session, random) {
      session.stop = session.stop && {
        ...session.stop,
        wh: pick(random, [0, -1, 2 ** 32 - 1, 2 ** 31 - 1, 4_294_967_295_000, 65_535]),
      }
    },
  },
  {
    name: 'spike as last sample',
    isPlainRight: true,
    isClean: false,
    bend(session, random) {
      const last = session.readings.at(-1)
      if (last)
        session.readings[session.readings.length - 1] = { ...last, wh: last.wh + whole(10 ** between(random, 3.5, 7)) }
    },
  },
  {
    name: 'spike as end',
    isPlainRight: false,
    isClean: false,
    bend(session, random) {
      session.stop = session.stop && { ...session.stop, wh: session.stop.wh + whole(10 ** between(random, 3.5, 7)) }
    },
  },
  {
    name: 'spike as last, and no end',
    isPlainRight: false,
    isClean: false,
    bend(session, random) {
      const last = session.readings.at(-1)
      if (last)
        session.readings[session.readings.length - 1] = { ...last, wh: last.wh + whole(10 ** between(random, 3.5, 7)) }
      session.stop = null
    },
  },
  {
    name: 'no end',
    isPlainRight: false,
    isClean: false,
    bend(session) {
      session.stop = null
    },
  },
  {
    name: 'no start',
    isPlainRight: false,
    isClean: false,
    bend(session) {
      session.start = null
    },
  },
  {
    name: 'register reset',
    isPlainRight: false,
    isClean: false,
    bend(session, random) {
      const fromMs = between(random, 0.05, 0.95) * session.lastedMs
      const before = session.readings.filter(({ atMs }) => atMs < fromMs).at(-1) ?? session.start
      const fromWh = before?.wh ?? 0
      const after = (reading: ModelReading) => (reading.atMs < fromMs ? reading : ofSession(reading, fromWh))
      session.readings = session.readings.map(after)
      session.stop = session.stop && after(session.stop)
    },
  },
  {
    name: 'meter replaced',
    isPlainRight: false,
    isClean: false,
    bend(session, random) {
      const fromMs = between(random, 0.05, 0.95) * session.lastedMs
      const before = session.readings.filter(({ atMs }) => atMs < fromMs).at(-1) ?? session.start
      const newWh = random() < 0.3 ? 0 : whole(10 ** between(random, 3, 8.3))
      const after = (reading: ModelReading) =>
        reading.atMs < fromMs ? reading : { ...ofSession(reading, (before?.wh ?? 0) - newWh) }
      session.readings = session.readings.map(after)
      session.stop = session.stop && after(session.stop)
    },
  },
  {
    name: 'rollover',
    isPlainRight: false,
    isClean: false,
    bend(session, random) {
      const end = pick(random, [1e6, 1e7, 1e8, 2 ** 32])
      const fromWh = base(session)
      const start = end - whole(random() * session.trueWh)
      const moved = (reading: ModelReading) => ({
        ...reading,
        wh: (whole((reading.wh - fromWh + start) * 1000) / 1000) % end,
      })
      session.readings = session.readings.map(moved)
      session.start = session.start && moved(session.start)
      session.stop = session.stop && moved(session.stop)
    },
  },
  {
    name: 'megawatt session counter',
    isPlainRight: true,
    isClean: false,
    bend(session, random) {
      const times = between(random, 3, 10)
      const fromWh = base(session)
      const grown = (reading: ModelReading) => ({
        ...reading,
        wh: whole((reading.wh - fromWh) * times),
        powerW: reading.powerW === null ? null : reading.powerW * times,
      })
      session.readings = session.readings.map(grown)
      session.start = session.start && grown(session.start)
      session.stop = session.stop && grown(session.stop)
      Object.assign(session, { trueWh: whole(session.trueWh * times) })
    },
  },
]

export function sessionOf(model: Model, seed: number): ModelSession {
  const random = randomFrom(seed)
  const session = trueSession(random)
  model.bend(session, random)
  return session
}
