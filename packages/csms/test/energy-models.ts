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
  /** The registers of the transactions before it on that EVSE as they were told, the latest first. */
  earlier: { readonly startWh: number; readonly stopWh: number }[]
  /** What the next transaction there begins with. */
  nextWh: number | null
  /** When the station told us that it had booted meanwhile, ms since the start. */
  bootedMs: number | null
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
  readonly nature?: Nature
  /** What is wrong can look like a charge, and nothing else will ever tell: some of it goes unnoticed. */
  readonly leavesNoTrace?: true
  bend(session: ModelSession, random: Random): void
}

const minuteMs = 60_000
const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
const between = (random: Random, from: number, to: number): number => from + random() * (to - from)
const whole = Math.round

interface Plan {
  readonly isDc: boolean
  readonly powerW: number
  readonly lastedMs: number
  /** From then on nothing flows. */
  readonly chargedMs: number
}

/** The power at a time, as a share of what flows else. */
type Nature = (plan: Plan, random: Random) => (ms: number) => number

/** A session of a car at AC or DC, metered by a register that has seen 1 kWh to 20 GWh. */
export function trueSession(random: Random, nature?: Nature): ModelSession {
  const isDc = random() < 0.4
  const powerW = isDc ? between(random, 20_000, 300_000) : pick(random, [1400, 3700, 7400, 11_000, 22_000])
  const lastedMs = whole(between(random, isDc ? 8 : 20, isDc ? 70 : 600)) * minuteMs + whole(random() * minuteMs)
  // Plugged in, full, and left: nothing flows any more.
  const chargedMs = lastedMs * (random() < 0.4 ? between(random, 0.2, 1) : 1)
  const waitsMs = random() < 0.15 ? Math.min(10 * minuteMs, lastedMs / 4) : 0
  const base = whole(10 ** between(random, 3, 8.3))
  const smooth = (ms: number) => {
    const s = Math.max(0, Math.min(ms, chargedMs) - waitsMs)
    // DC tapers.
    return isDc ? powerW * (s / 3_600_000) * (1 - 0.35 * (s / Math.max(1, chargedMs))) : powerW * (s / 3_600_000)
  }
  const share = nature?.({ isDc, powerW, lastedMs, chargedMs }, random)
  const whAt = share === undefined ? smooth : summed(smooth, share, lastedMs)
  const powerAt = (ms: number) =>
    ms < waitsMs || ms >= chargedMs ? 0 : whole(powerW * (isDc ? 1 - 0.7 * (ms / chargedMs) : 1) * (share?.(ms) ?? 1))
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
    earlier: earlierUpTo(base, random),
    nextWh: shown(lastedMs),
    bootedMs: null,
  }
}

const stepMs = 10_000

function summed(smooth: (ms: number) => number, share: (ms: number) => number, lastedMs: number) {
  const sums = [0]
  for (let ms = 0; ms < lastedMs; ms += stepMs) {
    sums.push((sums.at(-1) as number) + (smooth(ms + stepMs) - smooth(ms)) * share(ms))
  }
  return (ms: number): number => {
    const at = Math.min(Math.floor(ms / stepMs), sums.length - 2)
    const [from, to] = [sums[at] as number, sums[at + 1] as number]
    return from + (to - from) * Math.min(1, ms / stepMs - at)
  }
}

/** How many of them we know: nearly always all we ask for. */
const knownEarlier = (random: Random): number => {
  const luck = random()
  return luck < 0.002 ? 0 : luck < 0.01 ? 1 + Math.floor(random() * 4) : 5
}

function earlierUpTo(base: number, random: Random): ModelSession['earlier'] {
  const earlier: ModelSession['earlier'] = []
  const count = knownEarlier(random)
  // Somebody charged, and we never heard of it.
  let stopWh = random() < 0.1 ? whole(base * between(random, 0.5, 1)) : base
  while (earlier.length < count && stopWh > 0) {
    const startWh = Math.max(0, stopWh - whole(10 ** between(random, 2.5, 4.8)))
    earlier.push({ startWh, stopWh })
    stopWh = startWh
  }
  return earlier
}

/** A register that begins each session at zero. */
function countsSessions(session: ModelSession, random: Random): void {
  session.nextWh = 0
  session.earlier = Array.from({ length: knownEarlier(random) }, () => ({
    startWh: 0,
    stopWh: whole(10 ** between(random, 2.5, 4.8)),
  }))
}

/** Others come and go, and what they leave is shared. */
const shares: Nature = ({ isDc, lastedMs }, random) => {
  const levels: [untilMs: number, share: number][] = []
  for (let ms = 0; ms < lastedMs; ) {
    ms -= Math.log(1 - random()) * (isDc ? 15 : 40) * minuteMs
    levels.push([ms, isDc ? pick(random, [0.5, 1]) : between(random, 0.28, 1)])
  }
  return (ms) => levels.find(([untilMs]) => ms < untilMs)?.[1] ?? 1
}

const pauses: Nature = ({ lastedMs }, random) => {
  const spans = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
    const fromMs = random() * lastedMs
    return [fromMs, fromMs + between(random, 3, 40) * minuteMs] as const
  })
  return (ms) => (spans.some(([fromMs, toMs]) => ms >= fromMs && ms < toMs) ? 0 : 1)
}

const coldBattery: Nature = ({ isDc, lastedMs }, random) => {
  const warmMs = Math.min(lastedMs, between(random, 5, 25) * minuteMs)
  const atFirst = between(random, 0.15, 0.5)
  return (ms) => (ms >= warmMs ? 1 : isDc ? atFirst + (1 - atFirst) * (ms / warmMs) : atFirst)
}

/** What a cabin takes before its driver comes. */
const preheats: Nature = ({ isDc, lastedMs }, random) => {
  const fullMs = lastedMs * between(random, 0.3, 0.8)
  const heatsMs = lastedMs - between(random, 3, 20) * minuteMs
  const heat = isDc ? 0.05 : between(random, 0.2, 0.6)
  return (ms) => (ms < fullMs ? 1 : ms >= heatsMs ? heat : 0)
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

/** Returns when, ms since the start. */
function replaceMeter(session: ModelSession, random: Random): number {
  const fromMs = between(random, 0.05, 0.95) * session.lastedMs
  const before = session.readings.filter(({ atMs }) => atMs < fromMs).at(-1) ?? session.start
  const newWh = random() < 0.3 ? 0 : whole(10 ** between(random, 3, 8.3))
  const after = (reading: ModelReading) =>
    reading.atMs < fromMs ? reading : { ...ofSession(reading, (before?.wh ?? 0) - newWh) }
  session.nextWh = session.stop && after(session.stop).wh
  session.readings = session.readings.map(after)
  session.stop = session.stop && after(session.stop)
  return fromMs
}

export const models: readonly Model[] = [
  { name: 'clean', isPlainRight: true, isClean: true, bend: () => undefined },
  {
    name: 'clean, counts from zero',
    isPlainRight: true,
    isClean: true,
    bend(session, random) {
      countsSessions(session, random)
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
  { name: 'clean, power is shared', isPlainRight: true, isClean: true, nature: shares, bend: () => undefined },
  { name: 'clean, pauses', isPlainRight: true, isClean: true, nature: pauses, bend: () => undefined },
  { name: 'clean, cold battery', isPlainRight: true, isClean: true, nature: coldBattery, bend: () => undefined },
  { name: 'clean, heats before it leaves', isPlainRight: true, isClean: true, nature: preheats, bend: () => undefined },
  {
    name: 'clean, first samples late',
    isPlainRight: true,
    isClean: true,
    bend(session, random) {
      const fromMs = between(random, 1, 30) * minuteMs
      session.readings = session.readings.filter(({ atMs }) => atMs >= fromMs)
    },
  },
  {
    name: 'clean, samples missing',
    isPlainRight: true,
    isClean: true,
    bend(session, random) {
      const fromMs = random() * session.lastedMs
      const toMs = fromMs + between(random, 1, 60) * minuteMs
      session.readings = session.readings.filter(({ atMs }) => atMs < fromMs || atMs >= toMs)
    },
  },
  {
    name: 'restarted meanwhile',
    isPlainRight: true,
    isClean: false,
    bend(session, random) {
      const bootedMs = random() * session.lastedMs
      session.bootedMs = bootedMs
      const downMs = between(random, 1, 5) * minuteMs
      session.readings = session.readings.filter(({ atMs }) => atMs < bootedMs - downMs || atMs >= bootedMs)
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
    bend(session, random) {
      countsSessions(session, random)
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
      countsSessions(session, random)
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
    bend(session, random) {
      session.start = session.start && { ...session.start, wh: 0 }
      // Some never read it.
      if (random() < 0.3) session.earlier = session.earlier.map(({ stopWh }) => ({ startWh: 0, stopWh }))
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
      session.nextWh = session.stop && after(session.stop).wh
      if (random() < 0.5) session.bootedMs = fromMs
      session.readings = session.readings.map(after)
      session.stop = session.stop && after(session.stop)
    },
  },
  {
    name: 'meter replaced',
    isPlainRight: false,
    isClean: false,
    bend(session, random) {
      // Nobody changes a meter under voltage.
      session.bootedMs = replaceMeter(session, random)
    },
  },
  {
    name: 'meter replaced, no restart is told',
    isPlainRight: false,
    isClean: false,
    leavesNoTrace: true,
    bend(session, random) {
      replaceMeter(session, random)
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
      session.nextWh = session.stop && moved(session.stop).wh
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
      countsSessions(session, random)
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
  const session = trueSession(random, model.nature)
  model.bend(session, random)
  return session
}
