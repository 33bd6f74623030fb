/** Meter readings are too many for a request each: they are put into the answers that are on screen. Pure. */
import type { MeterValue, ServerEvent, Station, Transaction } from '../api/types.ts'

export interface Reading {
  readonly station: string
  readonly evse: number | null
  readonly transaction: number | null
  readonly at: string
  readonly powerW: number | null
  readonly energyWh: number | null
  readonly socPercent: number | null
}

export function readingOf(event: ServerEvent): Reading | null {
  if (event.kind !== 'meter' || event.station === null) return null
  const { data } = event
  return {
    station: event.station,
    evse: numberOr(data.evse),
    transaction: numberOr(data.transaction),
    at: typeof data.at === 'string' ? data.at : event.at,
    powerW: numberOr(data.powerW),
    energyWh: numberOr(data.energyWh),
    socPercent: numberOr(data.socPercent),
  }
}

export function stationWith(station: Station, reading: Reading): Station {
  if (reading.powerW === null || reading.transaction === null) return station
  const { powerW } = reading
  const evses = station.evses.map((evse) => (evse.transaction === reading.transaction ? { ...evse, powerW } : evse))
  return { ...station, evses, powerW: evses.reduce((sum, evse) => sum + (evse.powerW ?? 0), 0) }
}

export function transactionWith(transaction: Transaction, reading: Reading): Transaction {
  if (transaction.state === 'closed' || (transaction.meteredAt !== null && reading.at < transaction.meteredAt)) {
    return transaction
  }
  return {
    ...transaction,
    powerW: reading.powerW ?? transaction.powerW,
    powerAt: reading.powerW === null ? transaction.powerAt : reading.at,
    energyWh: reading.energyWh ?? transaction.energyWh,
    socPercent: reading.socPercent ?? transaction.socPercent,
    meteredAt: reading.at,
  }
}

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** The series goes on where it ended; a reading that was already fetched is not added again. */
export function seriesWith(
  series: readonly MeterValue[],
  reading: Reading,
  energyRegisterWh: number | null,
): MeterValue[] {
  const last = series.at(-1)
  if (last && reading.at <= last.at) return [...series]
  return [
    ...series,
    {
      at: reading.at,
      receivedAt: reading.at,
      energyWh: energyRegisterWh,
      powerW: reading.powerW,
      currentA: null,
      voltageV: null,
      socPercent: reading.socPercent,
      context: null,
      samples: [],
    },
  ]
}
