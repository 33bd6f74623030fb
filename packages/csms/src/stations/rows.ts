/** Live state as rows: what the group commit writes. Columns an operator owns (names, types, powers) are left out. */

import type { ComponentProblem } from '../availability/component-problem.ts'
import type { Row } from '../db/writes.ts'
import type { LiveConnector, LiveEvse, LiveStation } from './live-station.ts'

/** Seconds the station's clock is ahead of ours. */
export const skewSOf = ({ clock }: Pick<LiveStation, 'clock'>): number | null =>
  clock.skewMs === null ? null : Math.round(clock.skewMs / 1000)

export function stationStateRow(station: LiveStation): Row<'station_state'> {
  const { state } = station
  return {
    station_id: station.id,
    organisation_id: station.organisationId,
    version: station.version,
    vendor: state.vendor,
    model: state.model,
    serial_number: state.serialNumber,
    firmware_version: state.firmwareVersion,
    iccid: state.iccid,
    imsi: state.imsi,
    boot_reason: state.bootReason,
    registration: station.registration,
    booted_at: state.bootedAt,
    heartbeat_interval_s: station.heartbeatIntervalS,
    connected: station.link !== null,
    connected_at: state.connectedAt,
    disconnected_at: state.disconnectedAt,
    remote_address: state.remoteAddress,
    online: station.online,
    last_heard_at: station.lastHeardAt === 0 ? null : new Date(station.lastHeardAt),
    firmware_status: state.firmwareStatus,
    diagnostics_status: state.diagnosticsStatus,
    local_list_version: state.localListVersion,
    deviations: state.deviations,
    refusals: state.refusals === null ? null : JSON.stringify(state.refusals),
    overfull: JSON.stringify(state.overfull),
    told_status: state.told,
    told_at: state.toldAt,
    status: state.status,
    error_code: state.errorCode,
    error_info: state.info,
    skew_s: skewSOf(station),
    clock_zone: station.clock.zone,
  }
}

export function evseRow(station: LiveStation, evse: LiveEvse): Row<'evse'> {
  return {
    station_id: station.id,
    evse_id: evse.evseId,
    organisation_id: station.organisationId,
    availability: evse.availability,
  }
}

export function connectorRow(station: LiveStation, evse: LiveEvse, connector: LiveConnector): Row<'connector'> {
  return {
    station_id: station.id,
    evse_id: evse.evseId,
    connector_id: connector.connectorId,
    organisation_id: station.organisationId,
    told_status: connector.told,
    status: connector.status,
    error_code: connector.errorCode,
    vendor_error_code: connector.vendorErrorCode,
    info: connector.info,
    status_at: connector.statusAt,
    heard_at: connector.heardAt,
  }
}

export function componentProblemRow(station: LiveStation, problem: ComponentProblem): Row<'component_problem'> {
  return {
    station_id: station.id,
    component: problem.component,
    component_instance: problem.componentInstance,
    evse_id: problem.evseId,
    connector_id: problem.connectorId,
    variable: problem.variable,
    variable_instance: problem.variableInstance,
    organisation_id: station.organisationId,
    status: problem.status,
    code: problem.code,
    info: problem.info,
    at: problem.at,
    heard_at: problem.heardAt,
  }
}
