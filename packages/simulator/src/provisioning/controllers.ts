/** The part of the device model that is the same for every station: its controllers, and the station itself. */
import { maxCacheEntries, maxLocalListEntries } from '../authorization/local-authorization.ts'
import { stationState } from '../availability/connector-status.ts'
import { fileTransferProtocols } from '../firmware/firmware-updater.ts'
import { maxPeriods, maxProfiles, maxStackLevel } from '../smart-charging/profiles.ts'
import type { TxPoint } from '../transactions/transaction.ts'
import { availabilityStates, type DeviceVariable, no, of, phasesOf, v, yes } from './device-variable.ts'
import { fixed, flag, integer, list, measurandList, reheartbeat, reping, resample, text } from './fields.ts'

const txPoints: readonly TxPoint[] = [
  'ParkingBayOccupancy',
  'EVConnected',
  'Authorized',
  'PowerPathClosed',
  'EnergyTransfer',
]

const seconds = { unit: 's' }
const itemsPerGetVariables = 50
const itemsPerMessage = (usual: number) => fixed(({ options }) => options.quirks?.itemsPerMessage ?? usual)
const bytesPerMessage = (usual: number) => fixed(({ options }) => options.quirks?.bytesPerMessage ?? usual)

export const controllers: readonly DeviceVariable[] = [
  ...of('AlignedDataCtrlr', [
    v('Available', yes()),
    v('Interval', integer('alignedIntervalS', resample), seconds),
    v('Measurands', measurandList('alignedMeasurands')),
    v('SendDuringIdle', flag('alignedOnlyWhenIdle')),
    v('TxEndedInterval', integer('endedAlignedIntervalS', resample), seconds),
    v('TxEndedMeasurands', measurandList('endedAlignedMeasurands')),
  ]),
  ...of('AuthCacheCtrlr', [
    v('Available', yes()),
    v('Enabled', flag('cacheEnabled')),
    v('LifeTime', integer('cacheLifeTimeS'), seconds),
    v('DisablePostAuthorize', flag('cacheDisablePostAuthorize')),
    v(
      'Policy',
      fixed(() => 'LRU', 'OptionList', 'LRU'),
    ),
    v(
      'Storage',
      fixed(() => 0),
      { unit: 'B', maxLimit: maxCacheEntries * 100 },
    ),
  ]),
  ...of('AuthCtrlr', [
    v('Enabled', flag('authorizationEnabled')),
    v('AuthorizeRemoteStart', flag('authorizeRemoteStart')),
    v('LocalAuthorizeOffline', flag('localAuthorizeOffline')),
    v('LocalPreAuthorize', flag('localPreAuthorize')),
    v('OfflineTxForUnknownIdEnabled', flag('offlineTxForUnknownId')),
    v('DisableRemoteAuthorization', flag('disableRemoteAuthorization')),
    v(
      'MasterPassGroupId',
      text('masterPassGroupId', (value) => value.length <= 36),
    ),
  ]),
  ...of('ClockCtrlr', [
    v(
      'DateTime',
      fixed((station) => station.now().toISOString(), 'dateTime'),
    ),
    v(
      'TimeSource',
      fixed(() => 'Heartbeat', 'SequenceList', 'Heartbeat'),
    ),
    v('TimeZone', text('timeZone', isTimeZone)),
  ]),
  ...of('DeviceDataCtrlr', [
    ...['GetReport', 'GetVariables', 'SetVariables'].flatMap((instance) => [
      v('BytesPerMessage', bytesPerMessage(65_536), { instance }),
      v('ItemsPerMessage', itemsPerMessage(itemsPerGetVariables), { instance }),
    ]),
    v(
      'ConfigurationValueSize',
      fixed(() => 1000),
      { maxLimit: 1000 },
    ),
    v(
      'ReportingValueSize',
      fixed(() => 2500),
      { maxLimit: 2500 },
    ),
  ]),
  ...of('LocalAuthListCtrlr', [
    v('Available', yes()),
    v('Enabled', flag('localListEnabled')),
    v(
      'Entries',
      fixed(({ authorization }) => authorization.listEntries),
      { maxLimit: maxLocalListEntries },
    ),
    v('BytesPerMessage', bytesPerMessage(262_144)),
    v('ItemsPerMessage', itemsPerMessage(maxLocalListEntries)),
    v('DisablePostAuthorize', flag('localListDisablePostAuthorize')),
  ]),
  ...of('MonitoringCtrlr', [
    v('Available', no()),
    v('Enabled', no()),
    ...['SetVariableMonitoring', 'ClearVariableMonitoring'].flatMap((instance) => [
      v('BytesPerMessage', bytesPerMessage(65_536), { instance }),
      v('ItemsPerMessage', itemsPerMessage(itemsPerGetVariables), { instance }),
    ]),
  ]),
  ...of('OCPPCommCtrlr', [
    v(
      'ActiveNetworkProfile',
      fixed(() => 0),
    ),
    v(
      'FileTransferProtocols',
      fixed(() => fileTransferProtocols.join(','), 'MemberList', fileTransferProtocols.join(',')),
    ),
    v('HeartbeatInterval', integer('heartbeatIntervalS', reheartbeat, 1), seconds),
    v(
      'MessageTimeout',
      fixed(({ settings }) => settings.messageTimeoutS),
      { ...seconds, instance: 'Default' },
    ),
    v('MessageAttempts', integer('transactionMessageAttempts'), { instance: 'TransactionEvent' }),
    v('MessageAttemptInterval', integer('transactionMessageRetryIntervalS'), {
      ...seconds,
      instance: 'TransactionEvent',
    }),
    v(
      'NetworkConfigurationPriority',
      fixed(() => '0', 'SequenceList', '0'),
    ),
    v(
      'NetworkProfileConnectionAttempts',
      fixed(() => 3),
    ),
    v('OfflineThreshold', integer('offlineThresholdS'), seconds),
    v('QueueAllMessages', no()),
    v('ResetRetries', integer('resetRetries')),
    v('RetryBackOffRandomRange', integer('backOffRandomRangeS'), seconds),
    v('RetryBackOffRepeatTimes', integer('backOffRepeatTimes')),
    v('RetryBackOffWaitMinimum', integer('backOffWaitMinimumS', undefined, 1), seconds),
    v('UnlockOnEVSideDisconnect', flag('unlockOnEvSideDisconnect')),
    v('WebSocketPingInterval', integer('webSocketPingIntervalS', reping), seconds),
  ]),
  ...of('ReservationCtrlr', [
    v('Available', yes()),
    v('Enabled', flag('reservationEnabled')),
    v('NonEvseSpecific', flag('reservationNonEvseSpecific')),
  ]),
  ...of('SampledDataCtrlr', [
    v('Available', yes()),
    v('TxStartedMeasurands', measurandList('startedMeasurands')),
    v('TxUpdatedInterval', integer('sampleIntervalS', resample), seconds),
    v('TxUpdatedMeasurands', measurandList('sampledMeasurands')),
    v('TxEndedInterval', integer('endedSampleIntervalS', resample), seconds),
    v('TxEndedMeasurands', measurandList('endedSampledMeasurands')),
  ]),
  ...of('SecurityCtrlr', [
    v('BasicAuthPassword', {
      dataType: 'string',
      read: () => undefined,
      write(station, value, after) {
        if (value.length < 16 || value.length > 40) return false // SecurityCtrlr.BasicAuthPassword: 16 to 40 characters
        after(() => station.conversation.changePassword(value))
        return true
      },
    }),
    v(
      'CertificateEntries',
      fixed(({ certificates }) => certificates.count),
    ),
    v(
      'Identity',
      fixed(({ id }) => id, 'string'),
    ),
    v(
      'OrganizationName',
      text('organizationName', (value) => value !== ''),
    ),
    v(
      'SecurityProfile',
      fixed(({ securityProfile }) => securityProfile),
    ),
  ]),
  ...of('SmartChargingCtrlr', [
    v('Available', yes()),
    v('Enabled', flag('smartChargingEnabled')),
    v('ACPhaseSwitchingSupported', no()),
    v(
      'Entries',
      fixed(({ profiles }) => profiles.count),
      { instance: 'ChargingProfiles', maxLimit: maxProfiles },
    ),
    v(
      'LimitChangeSignificance',
      fixed(() => 5, 'decimal'),
      { unit: 'Percent' },
    ),
    v(
      'PeriodsPerSchedule',
      fixed(() => maxPeriods),
    ),
    v('Phases3to1', yes()),
    v(
      'ProfileStackLevel',
      fixed(() => maxStackLevel),
    ),
    v(
      'RateUnit',
      fixed(() => 'A,W', 'MemberList', 'A,W'),
    ),
  ]),
  ...of('TxCtrlr', [
    v('EVConnectionTimeOut', integer('connectionTimeOutS'), seconds),
    v('MaxEnergyOnInvalidId', integer('maxEnergyOnInvalidIdWh'), { unit: 'Wh' }),
    v('StopTxOnEVSideDisconnect', flag('stopOnEvSideDisconnect')),
    v('StopTxOnInvalidId', flag('stopOnInvalidId')),
    v('TxBeforeAcceptedEnabled', flag('txBeforeAccepted')),
    v('TxStartPoint', list<TxPoint>('txStartPoints', txPoints)),
    v('TxStopPoint', list<TxPoint>('txStopPoints', txPoints)),
  ]),
  ...of('ChargingStation', [
    v('Available', yes()),
    v('AvailabilityState', fixed(stationState, 'OptionList', availabilityStates())),
    v(
      'Problem',
      fixed(({ stationFault }) => stationFault !== undefined, 'boolean'),
    ),
    v(
      'Model',
      fixed(({ options }) => options.model ?? 'Simulator', 'string'),
    ),
    v(
      'VendorName',
      fixed(({ options }) => options.vendor ?? 'Busbar', 'string'),
    ),
    v(
      'SerialNumber',
      fixed(({ options }) => options.serialNumber ?? `SIM-${options.id}`, 'string'),
    ),
    v(
      'FirmwareVersion',
      fixed(({ firmware }) => firmware.version, 'string'),
    ),
    v(
      'SupplyPhases',
      fixed(({ evses }) => Math.max(...evses.map((evse) => phasesOf(evse)))),
    ),
    v('AllowNewSessionsPendingFirmwareUpdate', no()),
  ]),
]

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}
