import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import type { Message } from '../link/message.ts'
import type { FirmwareJob, FirmwareStatus } from './firmware-updater.ts'

export interface FirmwareWords {
  /** Undefined when the version has no word for it. */
  firmwareStatus(status: FirmwareStatus, job: FirmwareJob | undefined): Message | undefined
}

/** What 1.6 knows of unsigned updates. */
const unsignedStatuses = new Set<string>([
  'Idle',
  'Downloading',
  'Downloaded',
  'DownloadFailed',
  'Installing',
  'Installed',
  'InstallationFailed',
])

export function firmwareStatus16(status: FirmwareStatus, job: FirmwareJob | undefined): Message | undefined {
  if (job?.requestId !== undefined) {
    return {
      action: 'SignedFirmwareStatusNotification',
      payload: { status, requestId: job.requestId } satisfies v16.SignedFirmwareStatusNotificationRequest,
    }
  }
  if (!unsignedStatuses.has(status)) return undefined
  return { action: 'FirmwareStatusNotification', payload: { status } }
}

export const firmwareStatus201 = (status: FirmwareStatus, job: FirmwareJob | undefined): Message => ({
  action: 'FirmwareStatusNotification',
  payload: {
    status,
    ...(job?.requestId !== undefined && { requestId: job.requestId }),
  } satisfies v201.FirmwareStatusNotificationRequest,
})
