import type * as v21 from '@busbar/ocpp/v21'
import { notifyWebPaymentStarted21 } from '../display/display-messages.ts'
import { notSupported } from '../link/message.ts'
import { updateDynamicSchedule21 } from '../smart-charging/update-dynamic-schedule.ts'
import { usePriorityCharging21 } from '../smart-charging/use-priority-charging.ts'
import { commands201 } from './commands201.ts'
import type { Handler } from './protocol.ts'

type Handlers21 = { [Action in v21.FromCsms]: Handler<v21.Requests[Action], v21.Responses[Action]> }

/** All that a 2.1 CSMS may ask. */
export const commands21 = {
  ...commands201,

  UpdateDynamicSchedule: updateDynamicSchedule21,
  UsePriorityCharging: usePriorityCharging21,
  NotifyWebPaymentStarted: notifyWebPaymentStarted21,
  AFRRSignal: notSupported,
  AdjustPeriodicEventStream: notSupported,
  ChangeTransactionTariff: notSupported,
  ClearDERControl: () => ({ status: 'NotSupported' }),
  ClearTariffs: notSupported,
  GetDERControl: () => ({ status: 'NotSupported' }),
  GetPeriodicEventStream: () => ({}),
  GetTariffs: () => ({ status: 'NoTariff' }),
  NotifyAllowedEnergyTransfer: notSupported,
  RequestBatterySwap: notSupported,
  SetDERControl: () => ({ status: 'NotSupported' }),
  SetDefaultTariff: notSupported,
} satisfies Handlers21
