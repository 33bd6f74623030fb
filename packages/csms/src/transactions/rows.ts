/** A transaction as a row, and back. */
import type { Selectable } from 'kysely'
import type { TransactionTable } from '../db/schema.ts'
import type { Row } from '../db/writes.ts'
import type { EnergyRegister } from './energy-register.ts'
import type { Transaction, TransactionFlag } from './transaction.ts'

export function transactionRow(of: Transaction): Row<'transaction'> {
  return {
    id: of.id,
    organisation_id: of.organisationId,
    site_id: of.siteId,
    station_id: of.stationId,
    evse_id: of.evseId,
    connector_id: of.connectorId,
    version: of.version,
    wire_id: of.wireId,
    state: of.state,
    charging_state: of.chargingState,
    id_token: of.idToken,
    id_token_type: of.idTokenType,
    group_token: of.groupToken,
    authorization_status: of.authorizationStatus,
    remote_start_id: of.remoteStartId,
    reservation_id: of.reservationId,
    started_at: of.startedAt,
    stopped_at: of.stoppedAt,
    stop_reason: of.stopReason,
    stop_id_token: of.stopIdToken,
    closed_by: of.closedBy,
    close_note: of.closeNote,
    meter_start_wh: of.meterStartWh,
    meter_last_wh: of.meterLastWh,
    meter_stop_wh: of.meterStopWh,
    energy_wh: of.energyWh,
    register: JSON.stringify(of.register),
    power_w: of.powerW,
    soc_percent: of.socPercent,
    metered_at: of.meteredAt,
    seq_nos: JSON.stringify(of.seqNos),
    flags: JSON.stringify(of.flags),
    heard_at: of.heardAt,
    updated_at: of.updatedAt,
  }
}

export function transactionOf(row: Selectable<TransactionTable>): Transaction {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    siteId: row.site_id,
    stationId: row.station_id,
    evseId: row.evse_id,
    connectorId: row.connector_id,
    version: row.version,
    wireId: row.wire_id,
    state: row.state as Transaction['state'],
    chargingState: row.charging_state,
    idToken: row.id_token,
    idTokenType: row.id_token_type,
    groupToken: row.group_token,
    authorizationStatus: row.authorization_status,
    remoteStartId: row.remote_start_id,
    reservationId: row.reservation_id,
    startedAt: row.started_at,
    stoppedAt: row.stopped_at,
    stopReason: row.stop_reason,
    stopIdToken: row.stop_id_token,
    closedBy: row.closed_by,
    closeNote: row.close_note,
    meterStartWh: row.meter_start_wh,
    meterLastWh: row.meter_last_wh,
    meterStopWh: row.meter_stop_wh,
    energyWh: row.energy_wh,
    register: JSON.parse(row.register) as EnergyRegister,
    powerW: row.power_w,
    socPercent: row.soc_percent,
    meteredAt: row.metered_at,
    seqNos: row.seq_nos,
    flags: row.flags as TransactionFlag[],
    heardAt: row.heard_at,
    updatedAt: row.updated_at,
  }
}
