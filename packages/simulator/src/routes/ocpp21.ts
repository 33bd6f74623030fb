/** All of 2.1 that a CSMS may ask: 2.0.1's functions, and what is new. */
import { notifyWebPaymentStarted21 } from '../display/display-messages.ts'
import { updateDynamicSchedule21 } from '../smart-charging/update-dynamic-schedule.ts'
import { usePriorityCharging21 } from '../smart-charging/use-priority-charging.ts'
import { noDerControl, noPeriodicEventStreams, noTariffs, notSupported } from './absent-blocks.ts'
import type { Handlers21 } from './handlers.ts'
import { ocpp201 } from './ocpp201.ts'

export const ocpp21 = {
  ...ocpp201,
  AFRRSignal: notSupported,
  AdjustPeriodicEventStream: notSupported,
  ChangeTransactionTariff: notSupported,
  ClearDERControl: noDerControl,
  ClearTariffs: notSupported,
  GetDERControl: noDerControl,
  GetPeriodicEventStream: noPeriodicEventStreams,
  GetTariffs: noTariffs,
  NotifyAllowedEnergyTransfer: notSupported,
  NotifyWebPaymentStarted: notifyWebPaymentStarted21,
  RequestBatterySwap: notSupported,
  SetDERControl: noDerControl,
  SetDefaultTariff: notSupported,
  UpdateDynamicSchedule: updateDynamicSchedule21,
  UsePriorityCharging: usePriorityCharging21,
} satisfies Handlers21
