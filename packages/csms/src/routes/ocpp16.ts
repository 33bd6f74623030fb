/** All of 1.6 and its security extension that a charge point may send. */
import { authorize16 } from '../authorization/authorize.ts'
import { statusNotification16 } from '../availability/status-notification.ts'
import { signCertificate16 } from '../certificates/sign-certificate.ts'
import { dataTransfer16 } from '../data-transfer/data-transfer.ts'
import {
  diagnosticsStatusNotification16,
  logStatusNotification16,
} from '../diagnostics/diagnostics-status-notification.ts'
import {
  firmwareStatusNotification16,
  signedFirmwareStatusNotification16,
} from '../firmware/firmware-status-notification.ts'
import { bootNotification16 } from '../provisioning/boot-notification.ts'
import { heartbeat } from '../provisioning/heartbeat.ts'
import { securityEventNotification } from '../security/security-event-notification.ts'
import { meterValues16 } from '../transactions/meter-values.ts'
import { startTransaction16 } from '../transactions/start-transaction.ts'
import { stopTransaction16 } from '../transactions/stop-transaction.ts'
import type { Handlers16 } from './handlers.ts'

export const ocpp16 = {
  Authorize: authorize16,
  BootNotification: bootNotification16,
  DataTransfer: dataTransfer16,
  DiagnosticsStatusNotification: diagnosticsStatusNotification16,
  FirmwareStatusNotification: firmwareStatusNotification16,
  Heartbeat: heartbeat,
  LogStatusNotification: logStatusNotification16,
  MeterValues: meterValues16,
  SecurityEventNotification: securityEventNotification,
  SignCertificate: signCertificate16,
  SignedFirmwareStatusNotification: signedFirmwareStatusNotification16,
  StartTransaction: startTransaction16,
  StatusNotification: statusNotification16,
  StopTransaction: stopTransaction16,
} satisfies Handlers16
