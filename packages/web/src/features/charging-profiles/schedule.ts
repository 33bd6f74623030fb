/** The steps of a charging profile's first schedule, for a sketch. Pure; a profile that is not in the expected shape has none. */
export interface Step {
  /** Seconds from the schedule's start. */
  readonly fromS: number
  readonly limit: number
}

export interface Schedule {
  readonly unit: 'A' | 'W'
  readonly steps: readonly Step[]
  /** null: open-ended. */
  readonly durationS: number | null
}

export function scheduleOf(profile: Record<string, unknown>): Schedule | null {
  const schedules = profile.chargingSchedule
  const first: unknown = Array.isArray(schedules) ? schedules[0] : schedules
  if (!isObject(first) || !Array.isArray(first.chargingSchedulePeriod)) return null
  const steps = first.chargingSchedulePeriod.flatMap((period: unknown): Step[] =>
    isObject(period) && typeof period.startPeriod === 'number' && typeof period.limit === 'number'
      ? [{ fromS: period.startPeriod, limit: period.limit }]
      : [],
  )
  if (steps.length === 0) return null
  return {
    unit: first.chargingRateUnit === 'W' ? 'W' : 'A',
    steps: steps.toSorted((a, b) => a.fromS - b.fromS),
    durationS: typeof first.duration === 'number' ? first.duration : null,
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
