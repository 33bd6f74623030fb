/** All of 2.1 that a charging station may send: 2.0.1's functions, where 2.1 does not say otherwise, and what is new. */
import { authorize21 } from '../authorization/authorize.ts'
import { batterySwap21 } from '../battery-swap/battery-swap.ts'
import { getCertificateChainStatus21 } from '../certificates/contract-certificates.ts'
import { notifyDerAlarm21, notifyDerStartStop21, reportDerControl21 } from '../der-control/der-notifications.ts'
import {
  closePeriodicEventStream21,
  notifyPeriodicEventStream21,
  openPeriodicEventStream21,
} from '../diagnostics/periodic-event-stream.ts'
import { notifySettlement21, vatNumberValidation21 } from '../payment/settlement.ts'
import { notifyEvChargingNeeds21 } from '../smart-charging/ev-charging-needs.ts'
import { notifyPriorityCharging21 } from '../smart-charging/notify-priority-charging.ts'
import { pullDynamicScheduleUpdate21 } from '../smart-charging/pull-dynamic-schedule-update.ts'
import type { Handlers21 } from './handlers.ts'
import { ocpp201 } from './ocpp201.ts'

export const ocpp21 = {
  ...ocpp201,
  Authorize: authorize21,
  BatterySwap: batterySwap21,
  ClosePeriodicEventStream: closePeriodicEventStream21,
  GetCertificateChainStatus: getCertificateChainStatus21,
  NotifyDERAlarm: notifyDerAlarm21,
  NotifyDERStartStop: notifyDerStartStop21,
  NotifyEVChargingNeeds: notifyEvChargingNeeds21,
  NotifyPeriodicEventStream: notifyPeriodicEventStream21,
  NotifyPriorityCharging: notifyPriorityCharging21,
  NotifySettlement: notifySettlement21,
  OpenPeriodicEventStream: openPeriodicEventStream21,
  PullDynamicScheduleUpdate: pullDynamicScheduleUpdate21,
  ReportDERControl: reportDerControl21,
  VatNumberValidation: vatNumberValidation21,
} satisfies Handlers21
