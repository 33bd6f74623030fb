import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { Timer } from '../clock.ts'
import type { Evse } from '../evse/evse.ts'
import type { FirmwareUpdater } from '../firmware/firmware-updater.ts'
import type { Link } from '../link/link.ts'
import { type After, statusInfo } from '../link/message.ts'
import { stopNow, update } from '../transactions/charging.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'
import type { Outbox } from '../transactions/outbox.ts'
import type { StopReason } from '../transactions/transaction.ts'
import type { BootReason } from './boot-notification.ts'
import type { Registration } from './registration.ts'

type ResetKind = 'Soft' | 'Hard' | 'Immediate' | 'OnIdle'

const stopReason: Readonly<Record<ResetKind, StopReason>> = {
  Soft: 'SoftReset',
  Hard: 'HardReset',
  Immediate: 'ImmediateReset',
  OnIdle: 'ImmediateReset',
}

interface Needs extends TransactionNeeds {
  readonly outbox: Pick<Outbox, 'push' | 'whenEmpty'>
  readonly firmware: Pick<FirmwareUpdater, 'installing' | 'job'>
  readonly link: Pick<Link, 'start' | 'stop'>
  readonly registration: Pick<Registration, 'boot' | 'stop'>
  /** Has power. */
  readonly running: boolean
  log(text: string): void
}

/** The resets of a station, which may wait until nobody charges any more, and the reboots that end them. */
export class Resets {
  readonly #station: Needs
  readonly #rebootS: number
  #timer: Timer | undefined
  rebooting = false
  /** Of the whole station. */
  pending = false

  constructor(station: Needs, rebootS: number) {
    this.#station = station
    this.#rebootS = rebootS
  }

  /** Answers a wish for a reset. `begin` is for after the answer. */
  request(kind: ResetKind, evse?: Evse): { status: 'Accepted' | 'Scheduled' | 'Rejected'; begin(): void } {
    const { firmware, evses } = this.#station
    if (firmware.installing) return { status: 'Rejected', begin() {} } // B11.FR.06
    const busy = evse ? evse.transaction !== undefined : evses.some((e) => e.transaction)
    if (kind === 'OnIdle' && busy) return { status: 'Scheduled', begin: () => this.#schedule(evse) }
    return { status: 'Accepted', begin: () => (evse ? this.#resetEvse(evse, kind) : this.#resetStation(kind)) }
  }

  /** A reset may have waited for it. */
  transactionEnded(evse: Evse): void {
    const { evses, firmware } = this.#station
    if (this.pending) {
      if (!evses.some((e) => e.transaction)) void this.#rebootOnceTold('ScheduledReset')
    } else if (evse.resetPending && !firmware.job) {
      evse.resetPending = false
    }
  }

  /** Registers, settings, lists, profiles, reservations and the queue survive; the EVs stay plugged in. */
  reboot(reason: BootReason): void {
    if (this.rebooting) return
    const station = this.#station
    this.rebooting = true
    this.pending = false
    station.log(`reboots: ${reason}`)
    station.registration.stop()
    station.link.stop()
    this.#timer = station.clock.setTimeout(() => {
      this.rebooting = false
      if (!station.running) return
      for (const evse of station.evses) {
        evse.resetPending = false
        evse.finished = false
      }
      station.registration.boot(reason)
      station.link.start()
    }, this.#rebootS * 1000)
  }

  /** The power is cut. */
  stop(): void {
    this.rebooting = false
    this.#timer?.cancel()
  }

  /** B12: what is free becomes unavailable, what charges goes on to its end. */
  #schedule(evse: Evse | undefined): void {
    if (evse) evse.resetPending = true
    else this.pending = true
    this.#station.reportStatus()
  }

  #resetStation(kind: ResetKind): void {
    // 1.6 §5.14: a hard reset need not stop gracefully; what it interrupted is told after the reboot.
    if (kind === 'Hard') this.reboot('RemoteReset')
    for (const evse of this.#station.evses) stopNow(this.#station, evse, stopReason[kind], 'ResetCommand')
    if (kind !== 'Hard') void this.#rebootOnceTold('RemoteReset')
  }

  #resetEvse(evse: Evse, kind: ResetKind): void {
    stopNow(this.#station, evse, stopReason[kind], 'ResetCommand')
    evse.resetPending = false
    update(this.#station, evse, 'ChargingStateChanged')
  }

  /** B12.FR.04, B12.FR.05: first the ends of transactions go out; what is not answered in time is sent after the reboot. */
  async #rebootOnceTold(reason: BootReason): Promise<void> {
    const { clock, settings, outbox, online } = this.#station
    const timeout = new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, settings.messageTimeoutS * 1000)
      void outbox.whenEmpty().then(() => {
        timer.cancel()
        resolve()
      })
    })
    if (online) await timeout
    this.reboot(reason)
  }
}

interface ResetNeeds {
  readonly evses: readonly Evse[]
  readonly resets: Resets
}

export function reset16({ resets }: ResetNeeds, { type }: v16.ResetRequest, after: After): v16.ResetResponse {
  const { status, begin } = resets.request(type)
  after(begin)
  return { status: status === 'Rejected' ? 'Rejected' : 'Accepted' }
}

export function reset201(
  { evses, resets }: ResetNeeds,
  { type, evseId }: v21.ResetRequest,
  after: After,
): v201.ResetResponse {
  const evse = evseId === undefined ? undefined : evses[evseId - 1]
  if (evseId !== undefined && !evse) return { status: 'Rejected', ...statusInfo('UnknownEvse') }
  // 2.1: no transaction survives a reset here.
  if (type === 'ImmediateAndResume') return { status: 'Rejected', ...statusInfo('UnsupportedRequest') }
  const { status, begin } = resets.request(type, evse)
  after(begin)
  return status === 'Rejected' ? { status, ...statusInfo('FwUpdateInProgress') } : { status }
}
