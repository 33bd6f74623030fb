/** Everything a CSMS may send, by version, and what its answer means to us. A forgotten action does not compile. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import {
  getLocalListVersion16,
  getLocalListVersion201,
  sendLocalList16,
  sendLocalList201,
} from '../authorization/local-list.ts'
import { changeAvailability16, changeAvailability201 } from '../availability/change-availability.ts'
import { type CommandsOf, plain } from '../operations/command.ts'
import { startsOperation } from '../operations/operation.ts'
import { changeConfiguration16, getConfiguration16 } from '../provisioning/configuration-keys.ts'
import { getVariables201, setVariables201 } from '../provisioning/get-variables.ts'
import { cancelReservation } from '../reservations/cancel-reservation.ts'
import { reserveNow16, reserveNow201 } from '../reservations/reserve-now.ts'
import { clearChargingProfile16, clearChargingProfile201 } from '../smart-charging/clear-charging-profile.ts'
import { getChargingProfiles201 } from '../smart-charging/report-charging-profiles.ts'
import {
  remoteStartTransaction16,
  requestStartTransaction201,
  setChargingProfile16,
  setChargingProfile201,
  updateDynamicSchedule21,
} from '../smart-charging/set-charging-profile.ts'
import { getTransactionStatus201 } from '../transactions/get-transaction-status.ts'
import { rememberingWhom } from '../transactions/remote-start-store.ts'

const commands16 = {
  CancelReservation: cancelReservation,
  CertificateSigned: plain,
  ChangeAvailability: changeAvailability16,
  ChangeConfiguration: changeConfiguration16,
  ClearCache: plain,
  ClearChargingProfile: clearChargingProfile16,
  DataTransfer: plain,
  DeleteCertificate: plain,
  ExtendedTriggerMessage: plain,
  GetCompositeSchedule: plain,
  GetConfiguration: getConfiguration16,
  GetDiagnostics: startsOperation('diagnostics'),
  GetInstalledCertificateIds: plain,
  GetLocalListVersion: getLocalListVersion16,
  GetLog: startsOperation('log'),
  InstallCertificate: plain,
  RemoteStartTransaction: remoteStartTransaction16,
  RemoteStopTransaction: plain,
  ReserveNow: reserveNow16,
  Reset: startsOperation('reset'),
  SendLocalList: sendLocalList16,
  SetChargingProfile: setChargingProfile16,
  SignedUpdateFirmware: startsOperation('firmware'),
  TriggerMessage: plain,
  UnlockConnector: plain,
  UpdateFirmware: startsOperation('firmware'),
} satisfies CommandsOf<v16.FromCsms, v16.Requests, v16.Responses>

const commands201 = {
  CancelReservation: cancelReservation,
  CertificateSigned: plain,
  ChangeAvailability: changeAvailability201,
  ClearCache: plain,
  ClearChargingProfile: clearChargingProfile201,
  ClearDisplayMessage: plain,
  ClearVariableMonitoring: plain,
  CostUpdated: plain,
  CustomerInformation: startsOperation('customer-information'),
  DataTransfer: plain,
  DeleteCertificate: plain,
  GetBaseReport: startsOperation('base-report'),
  GetChargingProfiles: getChargingProfiles201,
  GetCompositeSchedule: plain,
  GetDisplayMessages: startsOperation('display-messages'),
  GetInstalledCertificateIds: plain,
  GetLocalListVersion: getLocalListVersion201,
  GetLog: startsOperation('log'),
  GetMonitoringReport: startsOperation('monitoring-report'),
  GetReport: startsOperation('report'),
  GetTransactionStatus: getTransactionStatus201,
  GetVariables: getVariables201,
  InstallCertificate: plain,
  PublishFirmware: startsOperation('publish-firmware'),
  RequestStartTransaction: rememberingWhom(requestStartTransaction201),
  RequestStopTransaction: plain,
  ReserveNow: reserveNow201,
  Reset: startsOperation('reset'),
  SendLocalList: sendLocalList201,
  SetChargingProfile: setChargingProfile201,
  SetDisplayMessage: plain,
  SetMonitoringBase: plain,
  SetMonitoringLevel: plain,
  SetNetworkProfile: plain,
  SetVariableMonitoring: plain,
  SetVariables: setVariables201,
  TriggerMessage: plain,
  UnlockConnector: plain,
  UnpublishFirmware: plain,
  UpdateFirmware: startsOperation('firmware'),
} satisfies CommandsOf<v201.FromCsms, v201.Requests, v201.Responses>

const commands21 = {
  ...commands201,
  AFRRSignal: plain,
  AdjustPeriodicEventStream: plain,
  ChangeTransactionTariff: plain,
  ClearDERControl: plain,
  ClearTariffs: plain,
  GetDERControl: startsOperation('der-control'),
  GetPeriodicEventStream: plain,
  GetTariffs: plain,
  NotifyAllowedEnergyTransfer: plain,
  NotifyWebPaymentStarted: plain,
  RequestBatterySwap: plain,
  SetDERControl: plain,
  SetDefaultTariff: plain,
  UpdateDynamicSchedule: updateDynamicSchedule21,
  UsePriorityCharging: plain,
} satisfies CommandsOf<v21.FromCsms, v21.Requests, v21.Responses>

export const toStation = { 'ocpp1.6': commands16, 'ocpp2.0.1': commands201, 'ocpp2.1': commands21 }
