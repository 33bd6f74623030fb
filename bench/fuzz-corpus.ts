/** Valid messages of charging stations, from which the broken ones are made. Times and ids are filled in as they are sent. */
import type { Version } from '@busbar/ocpp/versions'

export type Payload = Record<string, unknown>

const at = '2026-03-01T08:00:00.000Z'
const evse = { id: 1, connectorId: 1 }
const idToken = { idToken: 'FUZZ', type: 'ISO14443' }

const v16: Record<string, Payload> = {
  Authorize: { idTag: 'FUZZ' },
  BootNotification: { chargePointVendor: 'Busbar', chargePointModel: 'Fuzz', firmwareVersion: '1.0', meterType: 'M' },
  DataTransfer: { vendorId: 'org.example', messageId: 'hello', data: 'text' },
  DiagnosticsStatusNotification: { status: 'Idle' },
  FirmwareStatusNotification: { status: 'Idle' },
  Heartbeat: {},
  LogStatusNotification: { status: 'Idle', requestId: 1 },
  MeterValues: {
    connectorId: 1,
    meterValue: [
      {
        timestamp: at,
        sampledValue: [
          {
            value: '1200',
            measurand: 'Energy.Active.Import.Register',
            unit: 'Wh',
            context: 'Sample.Periodic',
            location: 'Outlet',
          },
          { value: '16.1', measurand: 'Current.Import', phase: 'L1', unit: 'A', format: 'Raw' },
        ],
      },
    ],
  },
  SecurityEventNotification: { type: 'StartupOfTheDevice', timestamp: at, techInfo: 'none' },
  StartTransaction: { connectorId: 2, idTag: 'FUZZ', meterStart: 100, timestamp: at },
  StatusNotification: { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: at, info: 'all well' },
  StopTransaction: {
    transactionId: 999_999_999,
    meterStop: 200,
    timestamp: at,
    reason: 'Local',
    transactionData: [{ timestamp: at, sampledValue: [{ value: '200', context: 'Transaction.End' }] }],
  },
}

const v201: Record<string, Payload> = {
  Authorize: { idToken },
  BootNotification: {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'Busbar', model: 'Fuzz', modem: { iccid: '1' } },
  },
  ClearedChargingLimit: { chargingLimitSource: 'EMS', evseId: 1 },
  DataTransfer: { vendorId: 'org.example', messageId: 'hello', data: { any: ['thing'] } },
  FirmwareStatusNotification: { status: 'Idle' },
  Heartbeat: {},
  LogStatusNotification: { status: 'Idle', requestId: 1 },
  MeterValues: {
    evseId: 1,
    meterValue: [
      {
        timestamp: at,
        sampledValue: [
          { value: 1200, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'kWh', multiplier: 0 } },
          { value: 16.1, measurand: 'Current.Import', phase: 'L1', location: 'Outlet' },
        ],
      },
    ],
  },
  NotifyEvent: {
    generatedAt: at,
    seqNo: 0,
    eventData: [
      {
        eventId: 1,
        timestamp: at,
        trigger: 'Alerting',
        actualValue: 'true',
        eventNotificationType: 'HardWiredNotification',
        component: { name: 'EVSE', evse },
        variable: { name: 'Problem' },
      },
    ],
  },
  NotifyReport: {
    requestId: 7,
    generatedAt: at,
    seqNo: 0,
    reportData: [
      {
        component: { name: 'OCPPCommCtrlr' },
        variable: { name: 'HeartbeatInterval' },
        variableAttribute: [{ type: 'Actual', value: '60', mutability: 'ReadWrite' }],
        variableCharacteristics: { dataType: 'integer', supportsMonitoring: false },
      },
    ],
  },
  SecurityEventNotification: { type: 'StartupOfTheDevice', timestamp: at },
  StatusNotification: { timestamp: at, connectorStatus: 'Available', evseId: 1, connectorId: 1 },
  TransactionEvent: {
    eventType: 'Updated',
    timestamp: at,
    triggerReason: 'MeterValuePeriodic',
    seqNo: 3,
    offline: false,
    transactionInfo: { transactionId: 'fuzz-transaction', chargingState: 'Charging' },
    evse,
    idToken,
    meterValue: [{ timestamp: at, sampledValue: [{ value: 1200, context: 'Sample.Periodic' }] }],
  },
}

export const corpus: Record<Version, Record<string, Payload>> = { 'ocpp1.6': v16, 'ocpp2.0.1': v201, 'ocpp2.1': v201 }

/** Actions that exist, but are the other side's to send. */
export const actionsOfCsms: Record<Version, readonly string[]> = {
  'ocpp1.6': ['Reset', 'RemoteStartTransaction', 'GetConfiguration', 'SetChargingProfile'],
  'ocpp2.0.1': ['Reset', 'RequestStartTransaction', 'GetVariables', 'SetChargingProfile'],
  'ocpp2.1': ['Reset', 'RequestStartTransaction', 'GetVariables', 'SetDERControl'],
}
