/** A reset that waits until nobody charges any more, and the reboot that ends it. */
import type { Evse } from '../evse/evse.ts'
import type { BootReason } from '../routes/protocol.ts'
import type { SimulatedStation } from '../station/station.ts'

/** After a transaction: a reset that has waited for it. */
export function resetIfIdle(station: SimulatedStation, evse: Evse): void {
  if (station.resetPending) {
    if (!station.evses.some((e) => e.transaction)) void rebootOnceTold(station, 'ScheduledReset')
  } else if (evse.resetPending && !station.firmware.job) {
    evse.resetPending = false
  }
}

/** B12.FR.04, B12.FR.05: first the ends of transactions go out; what is not answered in time is sent after the reboot. */
export async function rebootOnceTold(station: SimulatedStation, reason: BootReason): Promise<void> {
  const timeout = new Promise<void>((resolve) => {
    const timer = station.clock.setTimeout(resolve, station.settings.messageTimeoutS * 1000)
    void station.outbox.whenEmpty().then(() => {
      timer.cancel()
      resolve()
    })
  })
  if (station.online) await timeout
  station.reboot(reason)
}
