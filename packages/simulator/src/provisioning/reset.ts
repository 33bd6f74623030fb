import type { Evse } from '../evse/evse.ts'
import type { SimulatedStation } from '../station/station.ts'
import { stopNow, update } from '../transactions/charging.ts'
import type { StopReason } from '../transactions/transaction.ts'
import { rebootOnceTold } from './pending-reset.ts'

export type ResetKind = 'Soft' | 'Hard' | 'Immediate' | 'OnIdle'

const stopReason: Readonly<Record<ResetKind, StopReason>> = {
  Soft: 'SoftReset',
  Hard: 'HardReset',
  Immediate: 'ImmediateReset',
  OnIdle: 'ImmediateReset',
}

/** Answers a wish for a reset. `begin` is for after the answer. */
export function requestReset(
  station: SimulatedStation,
  kind: ResetKind,
  evse?: Evse,
): { status: 'Accepted' | 'Scheduled' | 'Rejected'; begin(): void } {
  if (station.firmware.installing) return { status: 'Rejected', begin() {} } // B11.FR.06
  const busy = evse ? evse.transaction !== undefined : station.evses.some((e) => e.transaction)
  if (kind === 'OnIdle' && busy) return { status: 'Scheduled', begin: () => schedule(station, evse) }
  return { status: 'Accepted', begin: () => (evse ? resetEvse(station, evse, kind) : resetStation(station, kind)) }
}

/** B12: what is free becomes unavailable, what charges goes on to its end. */
function schedule(station: SimulatedStation, evse: Evse | undefined): void {
  if (evse) evse.resetPending = true
  else station.resetPending = true
  station.reportStatus()
}

function resetStation(station: SimulatedStation, kind: ResetKind): void {
  // 1.6 §5.14: a hard reset need not stop gracefully; what it interrupted is told after the reboot.
  if (kind === 'Hard') station.reboot('RemoteReset')
  for (const evse of station.evses) stopNow(station, evse, stopReason[kind], 'ResetCommand')
  if (kind !== 'Hard') void rebootOnceTold(station, 'RemoteReset')
}

function resetEvse(station: SimulatedStation, evse: Evse, kind: ResetKind): void {
  stopNow(station, evse, stopReason[kind], 'ResetCommand')
  evse.resetPending = false
  update(station, evse, 'ChargingStateChanged')
}
