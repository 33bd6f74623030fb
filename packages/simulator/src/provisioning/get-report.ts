/** Reports of the device model, whole or by criteria. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { type After, type Message, type SendOutcome, statusInfo } from '../link/message.ts'
import { deviceModelOf } from './device-model.ts'
import { type DeviceVariable, matches } from './device-variable.ts'
import type { ProvisioningNeeds } from './needs.ts'

const itemsPerReport = 20

interface ReportNeeds extends ProvisioningNeeds {
  request(message: Message): Promise<SendOutcome>
}

export function getBaseReport201(
  station: ReportNeeds,
  { requestId, reportBase }: v21.GetBaseReportRequest,
  after: After,
): v201.GetBaseReportResponse {
  after(() => sendReport(station, requestId, baseReport(station, reportBase)))
  return { status: 'Accepted' }
}

export function getReport201(
  station: ReportNeeds,
  request: v21.GetReportRequest,
  after: After,
): v201.GetReportResponse {
  const entries = customReport(station, request)
  if (entries.length === 0) return { status: 'EmptyResultSet', ...statusInfo('NotFound') }
  after(() => sendReport(station, request.requestId, entries))
  return { status: 'Accepted' }
}

/** B07: everything, what can be configured, or how it is doing. */
function baseReport(station: ReportNeeds, base: v21.ReportBaseEnumType): DeviceVariable[] {
  const model = deviceModelOf(station)
  switch (base) {
    case 'FullInventory':
      return model
    case 'ConfigurationInventory':
      return model.filter((entry) => entry.write)
    case 'SummaryInventory':
      return model.filter(({ variable }) => variable === 'AvailabilityState' || variable === 'Problem')
  }
}

function customReport(
  station: ReportNeeds,
  { componentCriteria, componentVariable }: v21.GetReportRequest,
): DeviceVariable[] {
  const model = deviceModelOf(station)
  return model
    .filter((entry) => componentVariable?.some((name) => matches(entry, name)) ?? true)
    .filter((entry) => componentCriteria?.some((criterion) => meets(model, station, entry, criterion)) ?? true)
}

/** B08: a component without the variable counts as active, available and enabled, but not as having a problem. */
function meets(
  model: readonly DeviceVariable[],
  station: ReportNeeds,
  { component, evseId, connectorId }: DeviceVariable,
  criterion: v21.ComponentCriterionEnumType,
): boolean {
  const variable = model.find(
    (other) =>
      other.component === component &&
      other.evseId === evseId &&
      other.connectorId === connectorId &&
      other.variable === criterion,
  )
  if (!variable) return criterion !== 'Problem'
  return variable.read(station) === 'true'
}

/** Sends a report in pieces, each answered before the next. */
async function sendReport(station: ReportNeeds, requestId: number, entries: readonly DeviceVariable[]): Promise<void> {
  const generatedAt = station.now().toISOString()
  for (let seqNo = 0; seqNo * itemsPerReport < entries.length; seqNo++) {
    const part = entries.slice(seqNo * itemsPerReport, (seqNo + 1) * itemsPerReport)
    const tbc = (seqNo + 1) * itemsPerReport < entries.length
    const payload = {
      requestId,
      generatedAt,
      seqNo,
      ...(tbc && { tbc }),
      reportData: part.map((entry) => reportDataOf(entry, station)) as v201.NotifyReportRequest['reportData'] & object,
    } satisfies v201.NotifyReportRequest
    await station.request({ action: 'NotifyReport', payload })
  }
}

function reportDataOf(entry: DeviceVariable, station: ReportNeeds): v201.ReportDataType {
  const { component, componentInstance, evseId, connectorId, variable, instance, unit, min, maxLimit, valuesList } =
    entry
  const value = entry.read(station)
  return {
    component: {
      name: component,
      ...(componentInstance !== undefined && { instance: componentInstance }),
      ...(evseId !== undefined && { evse: { id: evseId, ...(connectorId !== undefined && { connectorId }) } }),
    },
    variable: { name: variable, ...(instance !== undefined && { instance }) },
    variableAttribute: [
      {
        type: 'Actual',
        ...(value !== undefined && { value }),
        mutability: value === undefined ? 'WriteOnly' : entry.write ? 'ReadWrite' : 'ReadOnly',
        persistent: entry.write !== undefined,
        constant: false,
      },
    ],
    variableCharacteristics: {
      dataType: entry.dataType,
      ...(unit !== undefined && { unit }),
      ...(min !== undefined && { minLimit: min }),
      ...(maxLimit !== undefined && { maxLimit }),
      ...(valuesList !== undefined && { valuesList }),
      supportsMonitoring: false,
    },
  }
}
