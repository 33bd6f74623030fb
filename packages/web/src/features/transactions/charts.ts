import type { MeterValue, Transaction } from '../../api/types.ts'

type Line = readonly (number | null)[] | null

export interface TransactionLines {
  /** Seconds since the epoch, ascending. */
  readonly times: readonly number[]
  /** null: never metered. */
  readonly powerW: Line
  /** Of the transaction, not of the meter. */
  readonly energyWh: Line
  readonly socPercent: Line
}

/** Lines of a transaction's meter values. Registers become the transaction's energy by its start register. Pure. */
export function chartsOf(
  values: readonly MeterValue[],
  transaction: Pick<Transaction, 'meterStartWh' | 'uncertain'>,
): TransactionLines {
  const ordered = values.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const isStartRead = !transaction.uncertain.some(({ reason }) => reason === 'start-doubtful')
  const firstWh = ordered.find(({ energyWh }) => energyWh !== null)?.energyWh ?? 0
  const startWh = isStartRead ? (transaction.meterStartWh ?? firstWh) : firstWh
  return {
    times: ordered.map(({ at }) => Date.parse(at) / 1000),
    powerW: line(ordered.map(({ powerW }) => powerW)),
    // A register that was reset lies below the start; it has no place on this line.
    energyWh: line(
      ordered.map(({ energyWh }) => (energyWh === null || energyWh < startWh ? null : energyWh - startWh)),
    ),
    socPercent: line(ordered.map(({ socPercent }) => socPercent)),
  }
}

const line = (values: readonly (number | null)[]): Line => (values.some((value) => value !== null) ? values : null)
