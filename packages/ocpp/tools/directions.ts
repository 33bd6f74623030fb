import type { Sender } from '../src/definition.ts'

/** Who sends what. An action means the same in every version that has it, and so does its direction. */
const lists = {
  station: `
    Authorize BatterySwap BootNotification ClearedChargingLimit ClosePeriodicEventStream DiagnosticsStatusNotification
    FirmwareStatusNotification Get15118EVCertificate GetCertificateChainStatus GetCertificateStatus Heartbeat LogStatusNotification
    MeterValues NotifyChargingLimit NotifyCustomerInformation NotifyDERAlarm NotifyDERStartStop NotifyDisplayMessages
    NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent NotifyMonitoringReport NotifyPeriodicEventStream NotifyPriorityCharging
    NotifyReport NotifySettlement OpenPeriodicEventStream PublishFirmwareStatusNotification PullDynamicScheduleUpdate
    ReportChargingProfiles ReportDERControl ReservationStatusUpdate SecurityEventNotification SignCertificate
    SignedFirmwareStatusNotification StartTransaction StatusNotification StopTransaction TransactionEvent VatNumberValidation`,
  csms: `
    AFRRSignal AdjustPeriodicEventStream CancelReservation CertificateSigned ChangeAvailability ChangeConfiguration
    ChangeTransactionTariff ClearCache ClearChargingProfile ClearDERControl ClearDisplayMessage ClearTariffs ClearVariableMonitoring
    CostUpdated CustomerInformation DeleteCertificate ExtendedTriggerMessage GetBaseReport GetChargingProfiles GetCompositeSchedule
    GetConfiguration GetDERControl GetDiagnostics GetDisplayMessages GetInstalledCertificateIds GetLocalListVersion GetLog
    GetMonitoringReport GetPeriodicEventStream GetReport GetTariffs GetTransactionStatus GetVariables InstallCertificate
    NotifyAllowedEnergyTransfer NotifyWebPaymentStarted PublishFirmware RemoteStartTransaction RemoteStopTransaction RequestBatterySwap
    RequestStartTransaction RequestStopTransaction ReserveNow Reset SendLocalList SetChargingProfile SetDERControl SetDefaultTariff
    SetDisplayMessage SetMonitoringBase SetMonitoringLevel SetNetworkProfile SetVariableMonitoring SetVariables SignedUpdateFirmware
    TriggerMessage UnlockConnector UnpublishFirmware UpdateDynamicSchedule UpdateFirmware UsePriorityCharging`,
}

const senders = new Map<string, Sender>([['DataTransfer', 'both']])
for (const sender of ['station', 'csms'] as const) {
  for (const action of lists[sender].trim().split(/\s+/)) senders.set(action, sender)
}

/** The schemas do not say who sends an action; the messages chapter of each specification does. */
export function senderOf(action: string): Sender {
  const sender = senders.get(action)
  if (!sender) throw new Error(`who sends ${action}? Add it to tools/directions.ts`)
  return sender
}
