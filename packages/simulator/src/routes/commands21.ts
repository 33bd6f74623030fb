import type * as v21 from '@busbar/ocpp/v21'
import { notifyWebPaymentStarted21 } from '../display/display-messages.ts'
import { notSupported, statusInfo } from '../link/message.ts'
import { evseOf } from '../remote-control/request-start.ts'
import { profile201 } from '../smart-charging/translate-profile.ts'
import { update } from '../transactions/charging.ts'
import { commands201 } from './commands201.ts'
import type { Handler } from './protocol.ts'

type Handlers21 = { [Action in v21.FromCsms]: Handler<v21.Requests[Action], v21.Responses[Action]> }

/** All that a 2.1 CSMS may ask. */
export const commands21 = {
  ...commands201,

  UpdateDynamicSchedule(station, { chargingProfileId, scheduleUpdate }) {
    const [installed] = station.profiles.find({ id: chargingProfileId })
    if (!installed) return { status: 'Rejected', ...statusInfo('NotFound') }
    const wire = installed.wire as v21.ChargingProfileType
    if (wire.chargingProfileKind !== 'Dynamic') return { status: 'Rejected', ...statusInfo('InvalidProfile') }
    const [schedule] = wire.chargingSchedule
    const [period] = schedule?.chargingSchedulePeriod ?? []
    if (!schedule || !period) return { status: 'Rejected', ...statusInfo('InvalidProfile') }
    const updated = {
      ...wire,
      dynUpdateTime: station.now().toISOString(),
      chargingSchedule: [{ ...schedule, chargingSchedulePeriod: [{ ...period, ...scheduleUpdate }] }],
    } as v21.ChargingProfileType
    station.profiles.put(profile201(installed.profile.evseId, updated, station.now()))
    return { status: 'Accepted' }
  },

  UsePriorityCharging(station, { transactionId, activate }, after) {
    const evse = evseOf(station, ({ id }) => id === transactionId)
    const { transaction } = evse ?? {}
    if (!evse || !transaction) return { status: 'Rejected', ...statusInfo('TxNotFound') }
    const hasProfile = [0, evse.id].some(
      (evseId) => station.profiles.find({ evseId, purpose: 'PriorityCharging' }).length > 0,
    )
    if (!hasProfile) return { status: 'NoProfile' }
    transaction.priorityCharging = activate
    after(() => update(station, evse, 'ChargingStateChanged'))
    return { status: 'Accepted' }
  },

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
