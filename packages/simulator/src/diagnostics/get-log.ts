import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type { LogUploader } from './log-uploader.ts'

interface Needs {
  readonly logs: Pick<LogUploader, 'begin'>
}

export function getDiagnostics16(
  { logs }: Needs,
  { location, retries, retryInterval }: v16.GetDiagnosticsRequest,
): v16.GetDiagnosticsResponse {
  const job = { location, retries: retries ?? 0, retryIntervalS: retryInterval ?? 60 }
  return { fileName: logs.begin(job, 'diagnostics').fileName }
}

export function getLog(
  { logs }: Needs,
  { log, logType, requestId, retries, retryInterval }: v16.GetLogRequest | v21.GetLogRequest,
): { status: 'Accepted' | 'AcceptedCanceled'; filename: string } {
  const job = { requestId, location: log.remoteLocation, retries: retries ?? 0, retryIntervalS: retryInterval ?? 60 }
  const { fileName, canceled } = logs.begin(job, logType === 'SecurityLog' ? 'security' : 'diagnostics')
  return { status: canceled ? 'AcceptedCanceled' : 'Accepted', filename: fileName }
}
