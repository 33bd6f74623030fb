import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { statusInfo } from '../link/message.ts'
import { deviceModelOf } from './device-model.ts'
import { type DeviceVariable, findVariable } from './device-variable.ts'
import type { ProvisioningNeeds } from './needs.ts'

export function getVariables201(
  station: ProvisioningNeeds,
  { getVariableData }: v21.GetVariablesRequest,
): v201.GetVariablesResponse {
  const model = deviceModelOf(station)
  const results = getVariableData.map((each) => getVariable(model, station, each))
  return { getVariableResult: results as v201.GetVariablesResponse['getVariableResult'] }
}

function getVariable(
  model: readonly DeviceVariable[],
  station: ProvisioningNeeds,
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
  const found = findVariable(model, request)
  if (typeof found === 'string') return result(found)
  if (attributeType && attributeType !== 'Actual') return result('NotSupportedAttributeType')
  const attributeValue = found.read(station)
  if (attributeValue === undefined) {
    return result('Rejected', { attributeStatusInfo: statusInfo('WriteOnly').statusInfo }) // B06.FR.09
  }
  return result('Accepted', { attributeValue })
}
