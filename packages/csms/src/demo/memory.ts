/**
 * What a simulated station of the demo remembers when the server starts again: its open transactions, as the server knows them. Pure.
 */
import type { EvOptions } from '@busbar/simulator/ev'
import type { FleetStation } from '@busbar/simulator/fleet'
import type { Memory, RunningTransaction } from '@busbar/simulator/go-on'
import type { Transaction } from '../transactions/transaction.ts'

/** What goes on at a station: at each of its EVSEs what began there last. Anything else nothing would ever end. */
export function runningOf(station: FleetStation, transactions: Iterable<Transaction>): Transaction[] {
  const newest = new Map<number, Transaction>()
  for (const transaction of transactions) {
    const { state, evseId, version, startedAt } = transaction
    if (state !== 'open' || evseId === null || !station.evses?.[evseId - 1]) continue
    if (version !== station.version) continue
    const other = newest.get(evseId)
    if (!other || other.startedAt < startedAt) newest.set(evseId, transaction)
  }
  return [...newest.values()]
}

export function memoryOf(station: FleetStation, running: readonly Transaction[], speed: number): Memory {
  return { running: running.map((transaction) => remembered(station, transaction, speed)) }
}

function remembered(station: FleetStation, transaction: Transaction, speed: number): RunningTransaction {
  const { idToken, idTokenType, groupToken, meterStartWh, meterLastWh, seqNos } = transaction
  const evseId = transaction.evseId ?? 1
  const supply = station.evses?.[evseId - 1]?.supply
  const phases = supply?.current === 'AC' ? supply.phases : usualPhases
  return {
    evseId,
    id: transaction.wireId,
    number: transaction.id,
    startedAt: transaction.startedAt,
    startWh: meterStartWh ?? meterLastWh ?? 0,
    nextSeqNo: (seqNos.at(-1) ?? -1) + 1,
    ...(transaction.connectorId !== null && { connectorId: transaction.connectorId }),
    ...(idToken !== null && { idToken: { idToken, type: idTokenType ?? 'ISO14443' } }),
    ...(groupToken !== null && { groupIdToken: groupToken }),
    ...(transaction.chargingState !== 'Idle' && { ev: evOf(transaction, phases, speed) }),
  }
}

const usualBatteryWh = 60_000
const usualPhases = 3
const usualVoltageV = 230

/** A car that would have charged as this one did; more of it was never told. */
function evOf({ energyWh, powerW, socPercent, idToken }: Transaction, phases: 1 | 2 | 3, speed: number): EvOptions {
  const batteryWh = usualBatteryWh / speed
  const soc = socPercent ?? Math.min(85, 20 + ((energyWh ?? 0) / batteryWh) * 100)
  const isFull = powerW === 0 && idToken !== null
  return {
    name: 'EV',
    batteryWh,
    socPercent: soc,
    targetSocPercent: isFull ? soc : Math.max(90, soc),
    ac: { phases, maxA: powerW ? powerW / phases / usualVoltageV : 16 },
    dc: { maxW: 150_000 },
  }
}
