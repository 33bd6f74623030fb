import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { After } from '../link/message.ts'
import { statusInfo } from '../link/message.ts'
import type { SimulatedStation } from '../station/station.ts'
import {
  type DeviceVariable,
  deviceModelOf,
  isOfComponent,
  isVariable,
  itemsPerReport,
  matches,
  type VariableName,
} from './device-model.ts'

/** The device model on the wire: GetVariables, SetVariables and the reports. */

export function getVariable(
  model: readonly DeviceVariable[],
  station: SimulatedStation,
  request: v21.GetVariableDataType,
): v201.GetVariableResultType {
  const { component, variable, attributeType } = request
  const result = (
    attributeStatus: v201.GetVariableStatusEnumType,
    more: Partial<v201.GetVariableResultType> = {},
  ): v201.GetVariableResultType => ({
    attributeStatus,
    attributeType: attributeType ?? 'Actual', // B06.FR.11
    component,
    variable,
    ...more,
  })
  const found = find(model, request)
  if (typeof found === 'string') return result(found)
  if (attributeType && attributeType !== 'Actual') return result('NotSupportedAttributeType')
  const attributeValue = found.read(station)
  if (attributeValue === undefined) {
    return result('Rejected', { attributeStatusInfo: statusInfo('WriteOnly').statusInfo }) // B06.FR.09
  }
  return result('Accepted', { attributeValue })
}

export function setVariable(
  model: readonly DeviceVariable[],
  station: SimulatedStation,
  request: v21.SetVariableDataType,
  after: After,
): v201.SetVariableResultType {
  const { component, variable, attributeType, attributeValue } = request
  const result = (
    attributeStatus: v201.SetVariableStatusEnumType,
    reasonCode?: string,
  ): v201.SetVariableResultType => ({
    attributeStatus,
    ...(attributeType && { attributeType }),
    component,
    variable,
    ...(reasonCode !== undefined && { attributeStatusInfo: statusInfo(reasonCode).statusInfo }),
  })
  const found = find(model, request)
  if (typeof found === 'string') return result(found)
  if (attributeType && attributeType !== 'Actual') return result('NotSupportedAttributeType')
  if (!found.write) return result('Rejected', 'ReadOnly')
  if (!found.write(station, attributeValue, after)) return result('Rejected', 'InvalidValue')
  return result(found.needsReboot ? 'RebootRequired' : 'Accepted')
}

function find(
  model: readonly DeviceVariable[],
  name: VariableName,
): DeviceVariable | 'UnknownComponent' | 'UnknownVariable' {
  const variable = model.find((entry) => isVariable(entry, name))
  if (variable) return variable
  return model.some((entry) => isOfComponent(entry, name)) ? 'UnknownVariable' : 'UnknownComponent'
}

/** B07: everything, what can be configured, or how it is doing. */
export function baseReport(station: SimulatedStation, base: v21.ReportBaseEnumType): DeviceVariable[] {
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

export function customReport(
  station: SimulatedStation,
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
  station: SimulatedStation,
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
export async function sendReport(
  station: SimulatedStation,
  requestId: number,
  entries: readonly DeviceVariable[],
): Promise<void> {
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

function reportDataOf(entry: DeviceVariable, station: SimulatedStation): v201.ReportDataType {
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
