/** Readings of several EVSEs on one time axis. Pure. */
export interface EvseReading {
  readonly evse: number
  /** Seconds since the epoch. */
  readonly atS: number
  readonly powerW: number
}

export interface JoinedSeries {
  readonly times: readonly number[]
  /** By EVSE, one value or null per time. */
  readonly byEvse: ReadonlyMap<number, readonly (number | null)[]>
}

export function joined(readings: readonly EvseReading[]): JoinedSeries {
  const times = [...new Set(readings.map(({ atS }) => atS))].sort((a, b) => a - b)
  const place = new Map(times.map((time, index) => [time, index]))
  const byEvse = new Map<number, (number | null)[]>()
  for (const { evse, atS, powerW } of readings.toSorted((a, b) => a.evse - b.evse)) {
    const values = byEvse.get(evse) ?? times.map(() => null)
    byEvse.set(evse, values)
    const index = place.get(atS)
    if (index !== undefined) values[index] = powerW
  }
  return { times, byEvse }
}
