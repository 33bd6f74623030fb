/** All of 2.0.1 that a charging station may send. */
import { authorize201 } from '../authorization/authorize.ts'
import { statusNotification201 } from '../availability/status-notification.ts'
import { get15118EvCertificate201, getCertificateStatus201 } from '../certificates/contract-certificates.ts'
import { signCertificate201 } from '../certificates/sign-certificate.ts'
import { dataTransfer201 } from '../data-transfer/data-transfer.ts'
import { logStatusNotification201 } from '../diagnostics/diagnostics-status-notification.ts'
import { notifyCustomerInformation201 } from '../diagnostics/notify-customer-information.ts'
import { notifyEvent201 } from '../diagnostics/notify-event.ts'
import { notifyMonitoringReport201 } from '../diagnostics/notify-monitoring-report.ts'
import { notifyDisplayMessages201 } from '../display/notify-display-messages.ts'
import { firmwareStatusNotification201 } from '../firmware/firmware-status-notification.ts'
import { publishFirmwareStatusNotification201 } from '../firmware/publish-firmware-status-notification.ts'
import { bootNotification201 } from '../provisioning/boot-notification.ts'
import { heartbeat } from '../provisioning/heartbeat.ts'
import { notifyReport201 } from '../provisioning/notify-report.ts'
import { reservationStatusUpdate201 } from '../reservations/reservation-status-update.ts'
import { securityEventNotification } from '../security/security-event-notification.ts'
import { clearedChargingLimit201, notifyChargingLimit201 } from '../smart-charging/charging-limit.ts'
import { notifyEvChargingNeeds201, notifyEvChargingSchedule201 } from '../smart-charging/ev-charging-needs.ts'
import { reportChargingProfiles201 } from '../smart-charging/report-charging-profiles.ts'
import { meterValues201 } from '../transactions/meter-values.ts'
import { transactionEvent201 } from '../transactions/transaction-event.ts'
import type { Handlers201 } from './handlers.ts'

export const ocpp201 = {
  Authorize: authorize201,
  BootNotification: bootNotification201,
  ClearedChargingLimit: clearedChargingLimit201,
  DataTransfer: dataTransfer201,
  FirmwareStatusNotification: firmwareStatusNotification201,
  Get15118EVCertificate: get15118EvCertificate201,
  GetCertificateStatus: getCertificateStatus201,
  Heartbeat: heartbeat,
  LogStatusNotification: logStatusNotification201,
  MeterValues: meterValues201,
  NotifyChargingLimit: notifyChargingLimit201,
  NotifyCustomerInformation: notifyCustomerInformation201,
  NotifyDisplayMessages: notifyDisplayMessages201,
  NotifyEVChargingNeeds: notifyEvChargingNeeds201,
  NotifyEVChargingSchedule: notifyEvChargingSchedule201,
  NotifyEvent: notifyEvent201,
  NotifyMonitoringReport: notifyMonitoringReport201,
  NotifyReport: notifyReport201,
  PublishFirmwareStatusNotification: publishFirmwareStatusNotification201,
  ReportChargingProfiles: reportChargingProfiles201,
  ReservationStatusUpdate: reservationStatusUpdate201,
  SecurityEventNotification: securityEventNotification,
  SignCertificate: signCertificate201,
  StatusNotification: statusNotification201,
  TransactionEvent: transactionEvent201,
} satisfies Handlers201
