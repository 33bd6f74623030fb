/**
 * What is put where a required member is missing, and only where that promises nothing: the time of receipt, "no reading", "nobody", "not
 * told". By type and member. What a message is about (which connector has which status) has no default.
 */
export type Default = (receivedAt: Date) => unknown

const receipt: Default = (receivedAt) => receivedAt.toISOString()
const constant =
  (value: unknown): Default =>
  () =>
    value

/** The handler reads it as not told. */
const absent: Default = () => undefined

/** "No reading", as stations themselves write it in a meter's place; and the number of no transaction. */
const none = constant(-1)
const nothing = constant('')

const defaults: Record<string, Record<string, Default>> = {
  // 1.6
  StatusNotificationRequest: { errorCode: constant('NoError') },
  StartTransactionRequest: { meterStart: none, idTag: nothing, connectorId: constant(0) },
  StopTransactionRequest: { transactionId: none, meterStop: none },
  MeterValue: { sampledValue: () => [] },
  // 1.6 and 2.x
  BootNotificationRequest: {
    chargePointVendor: nothing,
    chargePointModel: nothing,
    reason: constant('Unknown'),
    chargingStation: () => ({ vendorName: '', model: '' }),
  },
  DataTransferRequest: { vendorId: nothing },
  // 2.x
  ChargingStationType: { vendorName: nothing, model: nothing },
  IdTokenType: { type: constant('ISO14443') },
  MeterValuesRequest: { evseId: constant(0) },
  TransactionEventRequest: { seqNo: absent, triggerReason: absent },
  MeterValueType: { sampledValue: () => [] },
  NotifyEventRequest: { seqNo: constant(0) },
  EventDataType: {
    eventId: constant(0),
    trigger: constant('Delta'),
    actualValue: nothing,
    eventNotificationType: constant('CustomMonitor'),
  },
  NotifyReportRequest: { seqNo: constant(0) },
  NotifyMonitoringReportRequest: { seqNo: constant(0) },
  NotifyCustomerInformationRequest: { seqNo: constant(0) },
  ReportDataType: { variableAttribute: () => [{}] },
  SecurityEventNotificationRequest: { type: constant('Unknown') },
  StatusInfoType: { reasonCode: nothing },
}

/** When something happened or was made: without a time of the station's, it is now. */
const times = new Set(['timestamp', 'generatedAt'])

/** `type`: its name; `members`: all it has. */
export function defaultOf(type: string, member: string, members: Record<string, string>): Default | undefined {
  const own = Object.hasOwn(defaults, type) ? defaults[type] : undefined
  if (own && Object.hasOwn(own, member)) return own[member]
  // 2.x: most EVSEs have one connector. 1.6 has nothing else to say where.
  if (type === 'StatusNotificationRequest' && member === 'connectorId' && 'evseId' in members) return one
  return times.has(member) && members[member]?.startsWith('dateTime') ? receipt : undefined
}

const one = constant(1)
