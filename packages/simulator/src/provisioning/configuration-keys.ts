import { maxLocalListEntries } from '../authorization/local-authorization.ts'
import { maxCertificates } from '../certificates/certificates.ts'
import { measurands } from '../evse/meter.ts'
import { fileTransferProtocols } from '../firmware/firmware-updater.ts'
import { maxPeriods, maxProfiles, maxStackLevel } from '../smart-charging/profiles.ts'
import { type Field, fixed, flag, integer, measurandList, reheartbeat, reping, resample, text } from './fields.ts'

/** A 1.6 configuration key (§9, and the security whitepaper's). */
export interface ConfigurationKey extends Field {
  key: string
}

export const configurationKeys: readonly ConfigurationKey[] = [
  // Core
  { key: 'AllowOfflineTxForUnknownId', ...flag('offlineTxForUnknownId') },
  { key: 'AuthorizationCacheEnabled', ...flag('cacheEnabled') },
  { key: 'AuthorizeRemoteTxRequests', ...flag('authorizeRemoteStart') },
  { key: 'ClockAlignedDataInterval', ...integer(['alignedIntervalS', 'endedAlignedIntervalS'], resample) },
  { key: 'ConnectionTimeOut', ...integer('connectionTimeOutS') },
  {
    key: 'ConnectorPhaseRotation',
    dataType: 'string',
    read: ({ settings, evses }) => evses.map(({ id }) => `${id}.${settings.connectorPhaseRotation}`).join(','),
    write({ settings }, value) {
      const rotation = /^(?:\d+\.)?(NotApplicable|Unknown|[RST]{3})(?:,|$)/.exec(value)?.[1]
      if (!rotation) return false
      settings.connectorPhaseRotation = rotation
      return true
    },
    needsReboot: true, // the wiring is read once, at start
  },
  { key: 'GetConfigurationMaxKeys', ...fixed(({ options }) => options.quirks?.itemsPerMessage ?? 100) },
  { key: 'HeartbeatInterval', ...integer('heartbeatIntervalS', reheartbeat) },
  { key: 'LocalAuthorizeOffline', ...flag('localAuthorizeOffline') },
  { key: 'LocalPreAuthorize', ...flag('localPreAuthorize') },
  { key: 'MaxEnergyOnInvalidId', ...integer('maxEnergyOnInvalidIdWh') },
  { key: 'MeterValuesAlignedData', ...measurandList('alignedMeasurands') },
  { key: 'MeterValuesAlignedDataMaxLength', ...fixed(() => measurands.length) },
  { key: 'MeterValuesSampledData', ...measurandList('sampledMeasurands') },
  { key: 'MeterValuesSampledDataMaxLength', ...fixed(() => measurands.length) },
  { key: 'MeterValueSampleInterval', ...integer(['sampleIntervalS', 'endedSampleIntervalS'], resample) },
  { key: 'MinimumStatusDuration', ...integer('minimumStatusDurationS') },
  { key: 'NumberOfConnectors', ...fixed(({ evses }) => evses.length) },
  { key: 'ResetRetries', ...integer('resetRetries') },
  { key: 'StopTransactionOnEVSideDisconnect', ...flag('stopOnEvSideDisconnect') },
  { key: 'StopTransactionOnInvalidId', ...flag('stopOnInvalidId') },
  { key: 'StopTxnAlignedData', ...measurandList('endedAlignedMeasurands') },
  { key: 'StopTxnAlignedDataMaxLength', ...fixed(() => measurands.length) },
  { key: 'StopTxnSampledData', ...measurandList('endedSampledMeasurands') },
  { key: 'StopTxnSampledDataMaxLength', ...fixed(() => measurands.length) },
  {
    key: 'SupportedFeatureProfiles',
    ...fixed(() => 'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger'),
  },
  { key: 'TransactionMessageAttempts', ...integer('transactionMessageAttempts') },
  { key: 'TransactionMessageRetryInterval', ...integer('transactionMessageRetryIntervalS') },
  { key: 'UnlockConnectorOnEVSideDisconnect', ...flag('unlockOnEvSideDisconnect') },
  { key: 'WebSocketPingInterval', ...integer('webSocketPingIntervalS', reping) },
  // Local authorization list
  { key: 'LocalAuthListEnabled', ...flag('localListEnabled') },
  { key: 'LocalAuthListMaxLength', ...fixed(() => maxLocalListEntries) },
  { key: 'SendLocalListMaxLength', ...fixed(({ options }) => options.quirks?.itemsPerMessage ?? maxLocalListEntries) },
  // Reservation
  { key: 'ReserveConnectorZeroSupported', ...fixed(({ settings }) => settings.reservationNonEvseSpecific) },
  // Smart charging
  { key: 'ChargeProfileMaxStackLevel', ...fixed(() => maxStackLevel) },
  { key: 'ChargingScheduleAllowedChargingRateUnit', ...fixed(() => 'Current,Power') },
  { key: 'ChargingScheduleMaxPeriods', ...fixed(() => maxPeriods) },
  { key: 'ConnectorSwitch3to1PhaseSupported', ...fixed(() => true) },
  { key: 'MaxChargingProfilesInstalled', ...fixed(() => maxProfiles) },
  // Firmware
  { key: 'SupportedFileTransferProtocols', ...fixed(() => fileTransferProtocols.join(',')) },
  // Security whitepaper
  { key: 'AdditionalRootCertificateCheck', ...fixed(() => false) },
  {
    key: 'AuthorizationKey',
    dataType: 'string',
    read: () => undefined,
    write(station, value, after) {
      // 16 to 20 bytes, in hexadecimal.
      if (!/^(?:[0-9a-f]{2}){16,20}$/i.test(value)) return false
      after(() => station.conversation.changePassword(Buffer.from(value, 'hex')))
      return true
    },
  },
  { key: 'CertificateSignedMaxChainSize', ...fixed(() => 10_000) },
  { key: 'CertificateStoreMaxLength', ...fixed(() => maxCertificates) },
  { key: 'CpoName', ...text('organizationName', (value) => value !== '') },
  { key: 'DisableSecurityEventNotifications', ...flag('disableSecurityEvents') },
  { key: 'SecurityProfile', ...fixed(({ securityProfile }) => securityProfile) },
]

const byName = new Map(configurationKeys.map((entry) => [entry.key.toLowerCase(), entry]))

/** Keys are case-insensitive (CiString50Type). */
export function findKey(key: string): ConfigurationKey | undefined {
  return byName.get(key.toLowerCase())
}
