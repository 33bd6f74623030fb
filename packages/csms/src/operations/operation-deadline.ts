/**
 * How long an operation may stay without a word. "Accepted" is a promise; whoever reads it a week later has to see that nothing came of it. Pure.
 */
import type { Config } from '../config.ts'
import type { Operation, OperationKind } from './operation.ts'

export type Deadlines = Pick<Config, 'reportDeadlineS' | 'transferDeadlineS'>

/** Something is to come still, and has not in time. A later word is taken all the same. */
export const overdue = 'Overdue'

const transfers: ReadonlySet<OperationKind> = new Set(['firmware', 'publish-firmware', 'diagnostics', 'log'])

/** The last words of FirmwareStatus, UploadLogStatus, DiagnosticsStatus and PublishFirmwareStatus, in 1.6 and 2.x. */
const lastWords =
  /^(Installed|InstallationFailed|InstallVerificationFailed|InvalidSignature|InvalidCertificate|DownloadFailed|Uploaded|UploadFailed|UploadFailure|BadMessage|NotSupportedOperation|PermissionDenied|AcceptedCanceled|Published|InvalidChecksum|PublishFailed)$/

/** By when its next word is to be here; null: there is none to come. `told`: the status is of a notification, not of the answer. */
export function dueAt(
  { kind, status, detail }: Pick<Operation, 'kind' | 'status' | 'detail'>,
  { at, told }: { readonly at: Date; readonly told: boolean },
  { reportDeadlineS, transferDeadlineS }: Deadlines,
): Date | null {
  if (kind === 'reset') return resetDueAt(status, detail.request, at, { reportDeadlineS, transferDeadlineS })
  if (!isToCome(kind, status, told)) return null
  if (!transfers.has(kind)) return after(at, reportDeadlineS)
  const { scheduledAt, retryS } = asked(detail.request)
  return after(scheduledAt !== null && scheduledAt > at ? scheduledAt : at, transferDeadlineS + retryS)
}

/**
 * After a reset comes a boot, also when the connection went before the answer came (OCPP 1.6 §5.14, 2.0.1 part 2, B11, B12). One that
 * waits for its transactions may take as long as they do; that of an EVSE is told by nothing more.
 */
function resetDueAt(
  status: string,
  { type, evseId }: Readonly<Record<string, unknown>>,
  at: Date,
  { reportDeadlineS, transferDeadlineS }: Deadlines,
): Date | null {
  // Its answer is due, as every one is.
  if (evseId !== undefined && status !== 'Requested') return null
  if (!/^(Requested|Accepted|Scheduled|Unanswered)$/.test(status)) return null
  return after(at, status === 'Scheduled' || type === 'OnIdle' ? transferDeadlineS : reportDeadlineS)
}

function isToCome(kind: OperationKind, status: string, told: boolean): boolean {
  // AcceptedCanceled: another one was given up for it (2.0.1 part 2, L01.FR.24, N01.FR.12).
  if (!told) return /^(Requested|Accepted|AcceptedCanceled)$/.test(status)
  return transfers.has(kind) ? !lastWords.test(status) : status === 'Receiving'
}

const after = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)

interface Asked {
  readonly scheduledAt: Date | null
  readonly retryS: number
}

/** A firmware may be fetched, or installed, at a time of its own, and every transfer be tried again. */
function asked(request: Readonly<Record<string, unknown>>): Asked {
  const firmware = (request.firmware ?? {}) as Readonly<Record<string, unknown>>
  const times = [request.retrieveDate, firmware.retrieveDateTime, firmware.installDateTime]
    .map((time) => (typeof time === 'string' ? Date.parse(time) : Number.NaN))
    .filter((time) => !Number.isNaN(time))
  const { retries, retryInterval } = request
  return {
    scheduledAt: times.length === 0 ? null : new Date(Math.min(Math.max(...times), latestMs)),
    retryS: Math.min(secondsOf(retries) * secondsOf(retryInterval), longestRetryS),
  }
}

/** The year 9999: what is scheduled later is never. */
const latestMs = Date.UTC(9999, 0)
const longestRetryS = 7 * 86_400

const secondsOf = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0)
