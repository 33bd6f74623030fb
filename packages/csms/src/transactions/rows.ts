/** A transaction as its two rows, and back. */
import type { Selectable } from 'kysely'
import type { WholeTransactionTable } from '../db/schema.ts'
import { shared } from '../db/shared-text.ts'
import type { Row } from '../db/writes.ts'
import { packedRegister, withRegister } from './kept-register.ts'
import type { Transaction } from './transaction.ts'
import type { Uncertain } from './uncertain.ts'

export function transactionRow(of: Transaction): Row<'transaction'> {
  return {
    station_id: of.stationId,
    id: of.id,
    organisation_id: of.organisationId,
    site_id: of.siteId,
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
    meter_stop_wh: of.meterStopWh,
    uncertain: listText(of.uncertain),
    flags: listText(of.flags),
    started_at_sent: of.startedAtSent,
    stopped_at_sent: of.stoppedAtSent,
    start_heard_at: of.startHeardAt,
    over_since: of.overSince,
    over_by: of.overBy,
    matched_by: of.matchedBy,
  }
}

/** What changes with every reading. */
export function transactionMeterRow(of: Transaction): Row<'transaction_meter'> {
  return {
    station_id: of.stationId,
    id: of.id,
    organisation_id: of.organisationId,
    energy_wh: of.energyWh,
    exported_wh: of.exportedWh,
    meter_last_wh: of.meterLastWh,
    power_w: of.powerW,
    soc_percent: of.socPercent,
    metered_at: of.meteredAt,
    power_at: of.powerAt,
    power_until: of.powerUntil,
    first_value_at: of.firstValueAt,
    last_value_at: of.lastValueAt,
    last_sign_at: of.lastSignAt,
    heard_at: of.heardAt,
    updated_at: of.updatedAt,
    seq_nos: JSON.stringify(of.seqNos),
    register: packedRegister(of),
  }
}

/** Does this row say what the transaction says? Written out, since it is asked with every reading. */
export const isWritten = (of: Transaction, row: Row<'transaction'>): boolean =>
  row.evse_id === of.evseId &&
  row.connector_id === of.connectorId &&
  row.state === of.state &&
  row.charging_state === of.chargingState &&
  row.id_token === of.idToken &&
  row.id_token_type === of.idTokenType &&
  row.group_token === of.groupToken &&
  row.authorization_status === of.authorizationStatus &&
  row.remote_start_id === of.remoteStartId &&
  row.reservation_id === of.reservationId &&
  row.started_at === of.startedAt &&
  row.stopped_at === of.stoppedAt &&
  row.stop_reason === of.stopReason &&
  row.stop_id_token === of.stopIdToken &&
  row.closed_by === of.closedBy &&
  row.close_note === of.closeNote &&
  row.meter_start_wh === of.meterStartWh &&
  row.meter_stop_wh === of.meterStopWh &&
  row.started_at_sent === of.startedAtSent &&
  row.stopped_at_sent === of.stoppedAtSent &&
  row.start_heard_at === of.startHeardAt &&
  row.over_since === of.overSince &&
  row.over_by === of.overBy &&
  row.matched_by === of.matchedBy &&
  row.uncertain === listText(of.uncertain) &&
  row.flags === listText(of.flags)

/** Most have none. */
const listText = (list: readonly string[] | readonly Uncertain[]): string =>
  list.length === 0 ? '[]' : JSON.stringify(list)

/** Ten thousand stations have several each: what many say in the same words, and the same moment in one row, are one in memory. */
export function transactionOf(row: Selectable<WholeTransactionTable>, stationId = row.station_id): Transaction {
  const moments: Date[] = []
  const moment = <D extends Date | null>(at: D): D => {
    const known = at && moments.find((other) => other.getTime() === at.getTime())
    if (known) return known as D
    if (at) moments.push(at)
    return at
  }
  const of: Omit<Transaction, 'register'> = {
    id: row.id,
    organisationId: shared(row.organisation_id),
    siteId: shared(row.site_id),
    stationId,
    evseId: row.evse_id,
    connectorId: row.connector_id,
    version: shared(row.version),
    wireId: row.wire_id,
    state: shared(row.state),
    chargingState: shared(row.charging_state),
    idToken: row.id_token,
    idTokenType: shared(row.id_token_type),
    groupToken: shared(row.group_token),
    authorizationStatus: shared(row.authorization_status),
    remoteStartId: row.remote_start_id,
    reservationId: row.reservation_id,
    startedAt: moment(row.started_at),
    stoppedAt: moment(row.stopped_at),
    stopReason: shared(row.stop_reason),
    stopIdToken: row.stop_id_token,
    closedBy: shared(row.closed_by),
    closeNote: row.close_note,
    meterStartWh: row.meter_start_wh,
    meterLastWh: row.meter_last_wh,
    meterStopWh: row.meter_stop_wh,
    energyWh: row.energy_wh,
    exportedWh: row.exported_wh,
    uncertain: row.uncertain,
    powerW: row.power_w,
    socPercent: row.soc_percent,
    meteredAt: moment(row.metered_at),
    firstValueAt: moment(row.first_value_at),
    lastValueAt: moment(row.last_value_at),
    seqNos: JSON.parse(row.seq_nos) as number[],
    flags: row.flags,
    startedAtSent: moment(row.started_at_sent),
    stoppedAtSent: moment(row.stopped_at_sent),
    startHeardAt: moment(row.start_heard_at),
    lastSignAt: moment(row.last_sign_at),
    overSince: moment(row.over_since),
    overBy: row.over_by,
    matchedBy: row.matched_by,
    powerAt: moment(row.power_at),
    powerUntil: moment(row.power_until),
    heardAt: moment(row.heard_at),
    updatedAt: moment(row.updated_at),
  }
  return withRegister(of, row.register)
}
