import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import type { FirmwareUpdater } from '../firmware/firmware-updater.ts'
import type { Message } from '../link/message.ts'

export type BootReason =
  | 'ApplicationReset'
  | 'FirmwareUpdate'
  | 'PowerUp'
  | 'RemoteReset'
  | 'ScheduledReset'
  | 'Triggered'
  | 'Watchdog'

/** What a station is, as it says itself. */
export interface Nameplate {
  readonly options: {
    readonly id: string
    readonly vendor?: string
    readonly model?: string
    readonly serialNumber?: string
  }
  readonly firmware: Pick<FirmwareUpdater, 'version'>
}

export interface BootWords {
  boot(station: Nameplate, reason: BootReason): Message
}

export const boot16 = ({ options, firmware }: Nameplate): Message => ({
  action: 'BootNotification',
  payload: {
    chargePointVendor: options.vendor ?? 'Busbar',
    chargePointModel: options.model ?? 'Simulator',
    chargePointSerialNumber: (options.serialNumber ?? `SIM-${options.id}`).slice(0, 25),
    firmwareVersion: firmware.version,
  } satisfies v16.BootNotificationRequest,
})

export const boot201 = ({ options, firmware }: Nameplate, reason: BootReason): Message => ({
  action: 'BootNotification',
  payload: {
    reason,
    chargingStation: {
      vendorName: options.vendor ?? 'Busbar',
      model: options.model ?? 'Simulator',
      serialNumber: (options.serialNumber ?? `SIM-${options.id}`).slice(0, 25),
      firmwareVersion: firmware.version,
    },
  } satisfies v201.BootNotificationRequest,
})

interface BootAnswer {
  status: 'Accepted' | 'Pending' | 'Rejected'
  intervalS: number
  currentTime: Date
}

/** The same in every version. */
export function readBoot(response: unknown): BootAnswer {
  const { status, interval, currentTime } = response as v16.BootNotificationResponse | v201.BootNotificationResponse
  return { status, intervalS: interval, currentTime: new Date(currentTime) }
}
