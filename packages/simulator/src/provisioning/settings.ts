import type { Measurand } from '../evse/meter.ts'
import type { TxPoint } from '../transactions/transaction.ts'

/**
 * What can be configured, version-free. 1.6 reads and writes it by configuration keys (`configuration-keys.ts`), 2.x by device-model
 * variables (`device-model.ts`). Kept across resets.
 */
export interface Settings {
  heartbeatIntervalS: number
  webSocketPingIntervalS: number
  messageTimeoutS: number
  /** OCPP 2.0.1 part 4, 8: 1.6-J leaves the back-off to the station, so it uses the same. */
  backOffRepeatTimes: number
  backOffRandomRangeS: number
  backOffWaitMinimumS: number
  /** Offline for longer than this, the station reports every connector on its return (B04). */
  offlineThresholdS: number
  transactionMessageAttempts: number
  transactionMessageRetryIntervalS: number
  resetRetries: number
  minimumStatusDurationS: number

  connectionTimeOutS: number
  stopOnEvSideDisconnect: boolean
  unlockOnEvSideDisconnect: boolean
  stopOnInvalidId: boolean
  /** Energy given although the CSMS refused the id token after the start. */
  maxEnergyOnInvalidIdWh: number
  txStartPoints: TxPoint[]
  txStopPoints: TxPoint[]
  txBeforeAccepted: boolean

  authorizationEnabled: boolean
  authorizeRemoteStart: boolean
  localAuthorizeOffline: boolean
  localPreAuthorize: boolean
  offlineTxForUnknownId: boolean
  disableRemoteAuthorization: boolean
  masterPassGroupId: string
  cacheEnabled: boolean
  /** 0 keeps entries for ever. */
  cacheLifeTimeS: number
  cacheDisablePostAuthorize: boolean
  localListEnabled: boolean
  localListDisablePostAuthorize: boolean

  reservationEnabled: boolean
  reservationNonEvseSpecific: boolean
  smartChargingEnabled: boolean

  sampleIntervalS: number
  sampledMeasurands: Measurand[]
  startedMeasurands: Measurand[]
  endedSampleIntervalS: number
  endedSampledMeasurands: Measurand[]
  alignedIntervalS: number
  alignedMeasurands: Measurand[]
  endedAlignedIntervalS: number
  endedAlignedMeasurands: Measurand[]
  /** Aligned values only while nothing charges. */
  alignedOnlyWhenIdle: boolean

  connectorPhaseRotation: string
  timeZone: string
  organizationName: string
  disableSecurityEvents: boolean
}

export function defaultSettings(): Settings {
  return {
    heartbeatIntervalS: 300,
    webSocketPingIntervalS: 60,
    messageTimeoutS: 30,
    backOffRepeatTimes: 4,
    backOffRandomRangeS: 5,
    backOffWaitMinimumS: 2,
    offlineThresholdS: 120,
    transactionMessageAttempts: 5,
    transactionMessageRetryIntervalS: 10,
    resetRetries: 1,
    minimumStatusDurationS: 0,

    connectionTimeOutS: 60,
    stopOnEvSideDisconnect: true,
    unlockOnEvSideDisconnect: true,
    stopOnInvalidId: true,
    maxEnergyOnInvalidIdWh: 0,
    txStartPoints: ['EVConnected', 'Authorized'],
    txStopPoints: ['EVConnected', 'Authorized'],
    txBeforeAccepted: false,

    authorizationEnabled: true,
    authorizeRemoteStart: false,
    localAuthorizeOffline: true,
    localPreAuthorize: false,
    offlineTxForUnknownId: false,
    disableRemoteAuthorization: false,
    masterPassGroupId: '',
    cacheEnabled: true,
    cacheLifeTimeS: 0,
    cacheDisablePostAuthorize: false,
    localListEnabled: true,
    localListDisablePostAuthorize: false,

    reservationEnabled: true,
    reservationNonEvseSpecific: true,
    smartChargingEnabled: true,

    sampleIntervalS: 60,
    sampledMeasurands: [
      'Energy.Active.Import.Register',
      'Power.Active.Import',
      'Current.Import',
      'Voltage',
      'Power.Offered',
      'SoC',
    ],
    startedMeasurands: ['Energy.Active.Import.Register'],
    endedSampleIntervalS: 0,
    endedSampledMeasurands: ['Energy.Active.Import.Register'],
    alignedIntervalS: 0,
    alignedMeasurands: ['Energy.Active.Import.Register', 'Power.Active.Import'],
    endedAlignedIntervalS: 0,
    endedAlignedMeasurands: [],
    alignedOnlyWhenIdle: false,

    connectorPhaseRotation: 'RST',
    timeZone: 'Etc/UTC',
    organizationName: 'Busbar',
    disableSecurityEvents: false,
  }
}
