import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import type { Message } from '../link/message.ts'
import type { LogJob, LogStatus } from './log-uploader.ts'

export interface LogWords {
  logStatus(status: LogStatus, job: LogJob | undefined): Message
}

/** 1.6's core profile and its security extension each have a message of their own for it. */
export function logStatus16(status: LogStatus, job: LogJob | undefined): Message {
  if (job?.requestId !== undefined) {
    // A canceled upload has no status of its own in 1.6.
    const told = status === 'AcceptedCanceled' ? 'UploadFailure' : status
    return {
      action: 'LogStatusNotification',
      payload: { status: told, requestId: job.requestId } satisfies v16.LogStatusNotificationRequest,
    }
  }
  const told = status === 'UploadFailure' || status === 'AcceptedCanceled' ? 'UploadFailed' : status
  return {
    action: 'DiagnosticsStatusNotification',
    payload: { status: told } satisfies v16.DiagnosticsStatusNotificationRequest,
  }
}

export const logStatus201 = (status: LogStatus, job: LogJob | undefined): Message => ({
  action: 'LogStatusNotification',
  payload: {
    status,
    ...(job?.requestId !== undefined && { requestId: job.requestId }),
  } satisfies v201.LogStatusNotificationRequest,
})
