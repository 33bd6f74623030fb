/** Readings of several EVSEs on one time axis. Pure. */
export interface EvseReading {
  /** null: of a transaction that was at no EVSE we know of, and is no line. */
  readonly evse: number | null
  /** Seconds since the epoch. */
  readonly atS: number
  readonly powerW: number
}

export interface JoinedSeries {
  readonly times: readonly number[]
  /** By EVSE, one value or null per time. */
  readonly byEvse: ReadonlyMap<number, readonly (number | null)[]>
}

export function joined(all: readonly EvseReading[]): JoinedSeries {
  const readings = all.flatMap(({ evse, ...rest }) => (evse === null ? [] : [{ evse, ...rest }]))
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
