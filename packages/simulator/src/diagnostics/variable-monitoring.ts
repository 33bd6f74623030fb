/** Variables are not monitored: each monitor is refused, with the reason that fits its variable. */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { Evse } from '../evse/evse.ts'
import { statusInfo } from '../link/message.ts'
import { deviceModelOf } from '../provisioning/device-model.ts'
import { findVariable } from '../provisioning/device-variable.ts'

export function setVariableMonitoring201(
  station: { readonly evses: readonly Evse[] },
  { setMonitoringData }: v21.SetVariableMonitoringRequest,
): v201.SetVariableMonitoringResponse {
  const model = deviceModelOf(station)
  const results = setMonitoringData.map(({ type, severity, component, variable }) => {
    const found = findVariable(model, { component, variable })
    const status = typeof found === 'string' ? found : 'UnsupportedMonitorType'
    return { status, type: type as v201.MonitorEnumType, severity, component, variable }
  })
  return { setMonitoringResult: results as v201.SetVariableMonitoringResponse['setMonitoringResult'] }
}

export function clearVariableMonitoring201(
  _station: object,
  { id }: v21.ClearVariableMonitoringRequest,
): v201.ClearVariableMonitoringResponse {
  const results = id.map((each) => ({ id: each, status: 'NotFound' as const }))
  return { clearMonitoringResult: results as v201.ClearVariableMonitoringResponse['clearMonitoringResult'] }
}

export function setMonitoringBase201(): v201.SetMonitoringBaseResponse {
  return { status: 'NotSupported' }
}

export function setMonitoringLevel201(): v201.SetMonitoringLevelResponse {
  return { status: 'Rejected', ...statusInfo('UnsupportedRequest') }
}

export function getMonitoringReport201(): v201.GetMonitoringReportResponse {
  return { status: 'NotSupported' }
}
