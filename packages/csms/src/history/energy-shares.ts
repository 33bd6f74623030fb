/** What a session gave on each day of its site's calendar. The shares sum up to its energy, whatever its readings say. Pure. */

export interface Session {
  readonly startedAt: Date
  /** null: it runs. */
  readonly stoppedAt: Date | null
  /** null: not known. */
  readonly energyWh: number | null
  readonly exportedWh: number | null
  /** Of its register, as in the readings. */
  readonly meterStartWh: number | null
}

export interface RegisterReading {
  readonly at: Date
  readonly energyWh: number | null
  readonly powerW: number | null
}

export interface EnergyShare {
  /** `2026-03-01`. */
  readonly day: string
  /** The session began on it. */
  readonly begins: boolean
  /** The energy of the session is not known. */
  readonly isUnknown: boolean
  /** null: nothing tells what it was on that day; a later one has it. */
  readonly energyWh: number | null
  readonly exportedWh: number | null
  /** null: nothing tells. */
  readonly chargingS: number | null
}

/** Longer sessions have a wrong clock; what is before their last days belongs to the first of these. */
const mostDays = 400
/** What happened between two readings further apart, nobody knows. */
const longestGapMs = 3_600_000

/** `readings` by time. `now` is the end of what runs. */
export function sharesOf(
  session: Session,
  readings: readonly RegisterReading[],
  { timeZone, now }: { timeZone: string; now: Date },
): EnergyShare[] {
  const startMs = session.startedAt.getTime()
  const endMs = Math.max(startMs, (session.stoppedAt ?? now).getTime())
  const days = daysBetween(startMs, endMs, timeZone)
  const all = withEnds(session, readings, endMs)
  const later = readings.filter(({ at, energyWh }) => energyWh !== null && at.getTime() > startMs)
  let given = 0
  return days.map(({ day, fromMs, toMs }, i) => {
    const isLast = i === days.length - 1
    const until = session.energyWh === null ? null : isLast ? session.energyWh : givenBy(session, later, fromMs, toMs)
    const energyWh = until === null ? null : Math.max(0, until - given)
    given += energyWh ?? 0
    const exportedWh = isLast ? session.exportedWh : null
    return {
      ...{ day, begins: i === 0, isUnknown: session.energyWh === null, energyWh, exportedWh },
      chargingS: chargingSeconds(all, fromMs, toMs),
    }
  })
}

interface Day {
  readonly day: string
  readonly fromMs: number
  readonly toMs: number
}

/** What ends at midnight is of the day before. */
function daysBetween(startMs: number, endMs: number, timeZone: string): Day[] {
  const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  const last = at(Math.max(startMs, endMs - 1)).toPlainDate()
  const first = at(startMs).toPlainDate()
  const earliest = last.subtract({ days: mostDays - 1 })
  const days: Day[] = []
  let day = Temporal.PlainDate.compare(first, earliest) < 0 ? earliest : first
  while (Temporal.PlainDate.compare(day, last) <= 0) {
    const next = day.add({ days: 1 })
    const [fromMs, toMs] = [day, next].map((date) => date.toZonedDateTime(timeZone).epochMilliseconds)
    days.push({ day: day.toString(), fromMs: fromMs as number, toMs: toMs as number })
    day = next
  }
  return days
}

/** Its beginning and its end are readings, too. */
function withEnds(session: Session, readings: readonly RegisterReading[], endMs: number): RegisterReading[] {
  const { startedAt, stoppedAt, energyWh, meterStartWh } = session
  if (meterStartWh === null || energyWh === null) return [...readings]
  const within = readings.filter(({ at }) => at >= startedAt && at.getTime() <= endMs)
  const end = { at: new Date(endMs), energyWh: meterStartWh + energyWh, powerW: null }
  return [{ at: startedAt, energyWh: meterStartWh, powerW: null }, ...within, ...(stoppedAt ? [end] : [])]
}

/** By the end of a day, in Wh since the session began; null: it was not read on that day. */
function givenBy(session: Session, readings: readonly RegisterReading[], fromMs: number, toMs: number): number | null {
  const { meterStartWh, energyWh } = session
  const last = readings.findLast(({ at }) => at.getTime() < toMs)
  if (meterStartWh === null || energyWh === null || !last || last.at.getTime() < fromMs) return null
  return Math.min(Math.max(0, (last.energyWh as number) - meterStartWh), energyWh)
}

function chargingSeconds(readings: readonly RegisterReading[], fromMs: number, toMs: number): number | null {
  let ms: number | null = null
  for (let i = 1; i < readings.length; i++) {
    const [before, after] = [readings[i - 1] as RegisterReading, readings[i] as RegisterReading]
    const [beginMs, endMs] = [Math.max(before.at.getTime(), fromMs), Math.min(after.at.getTime(), toMs)]
    const isCharging = charged(before, after)
    if (endMs <= beginMs || isCharging === null || after.at.getTime() - before.at.getTime() > longestGapMs) continue
    ms = (ms ?? 0) + (isCharging ? endMs - beginMs : 0)
  }
  return ms === null ? null : Math.round(ms / 1000)
}

/** Did energy flow between the two? null: neither register nor power tells. */
function charged(before: RegisterReading, after: RegisterReading): boolean | null {
  if (before.energyWh !== null && after.energyWh !== null) return after.energyWh > before.energyWh
  return before.powerW === null ? null : before.powerW > 0
}
