import { queryClient } from '../api/query-client.ts'
import type { ServerEvent } from '../api/types.ts'
import { stationQuery } from '../queries/stations.ts'
import { meterSeriesQuery, transactionQuery } from '../queries/transactions.ts'
import { readingOf, seriesWith, stationWith, transactionWith } from './telemetry.ts'

/** Puts a meter reading into what is cached of its station and its transaction. */
export function putReading(event: ServerEvent): void {
  const reading = readingOf(event)
  if (!reading) return
  queryClient.setQueryData(stationQuery(reading.station).queryKey, (known) => known && stationWith(known, reading))
  if (reading.transaction === null) return
  const transaction = queryClient.setQueryData(
    transactionQuery(reading.transaction).queryKey,
    (known) => known && transactionWith(known, reading),
  )
  queryClient.setQueryData(meterSeriesQuery(reading.transaction).queryKey, (known) => {
    if (!known) return known
    // The series has the meter's register, the reading the transaction's energy.
    const startWh = transaction?.meterStartWh
    const registerWh =
      reading.energyWh !== null && startWh !== null && startWh !== undefined ? startWh + reading.energyWh : null
    return { ...known, items: seriesWith(known.items, reading, registerWh) }
  })
}
