import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { type After, statusInfo } from '../link/message.ts'
import { deviceModelOf } from './device-model.ts'
import { type DeviceVariable, findVariable } from './device-variable.ts'
import type { ProvisioningNeeds } from './needs.ts'

export function setVariables201(
  station: ProvisioningNeeds,
  { setVariableData }: v21.SetVariablesRequest,
  after: After,
): v201.SetVariablesResponse {
  const model = deviceModelOf(station)
  const results = setVariableData.map((each) => setVariable(model, station, each, after))
  return { setVariableResult: results as v201.SetVariablesResponse['setVariableResult'] }
}

function setVariable(
  model: readonly DeviceVariable[],
  station: ProvisioningNeeds,
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
  const found = findVariable(model, request)
  if (typeof found === 'string') return result(found)
  if (attributeType && attributeType !== 'Actual') return result('NotSupportedAttributeType')
  if (!found.write) return result('Rejected', 'ReadOnly')
  if (!found.write(station, attributeValue, after)) return result('Rejected', 'InvalidValue')
  return result(found.needsReboot ? 'RebootRequired' : 'Accepted')
}
