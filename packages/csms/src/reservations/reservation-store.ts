/** Reservations as rows, and back. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { ReservationTable, Tables } from '../db/schema.ts'
import type { Row, Writes } from '../db/writes.ts'
import type { Reservation, ReservationState } from './reservation.ts'

type Db = Kysely<Tables>

export const reservationRow = (of: Reservation): Row<'reservation'> => ({
  id: of.id,
  organisation_id: of.organisationId,
  station_id: of.stationId,
  evse_id: of.evseId,
  connector_id: of.connectorId,
  connector_type: of.connectorType,
  id_token: of.idToken,
  id_token_type: of.idTokenType,
  group_token: of.groupToken,
  expires_at: of.expiresAt,
  state: of.state,
  transaction_id: of.transactionId,
  created_at: of.createdAt,
  updated_at: of.updatedAt,
})

export const reservationOf = (row: Selectable<ReservationTable>): Reservation => ({
  id: row.id,
  organisationId: row.organisation_id,
  stationId: row.station_id,
  evseId: row.evse_id,
  connectorId: row.connector_id,
  connectorType: row.connector_type,
  idToken: row.id_token,
  idTokenType: row.id_token_type,
  groupToken: row.group_token,
  expiresAt: row.expires_at,
  state: row.state,
  transactionId: row.transaction_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export async function reservationById(db: Db, stationId: string, id: number): Promise<Reservation | null> {
  const row = await db
    .selectFrom('reservation')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? reservationOf(row) : null
}

/** Those a start there may use: the one it names, else all that are under way, the next to expire first. */
export async function reservationsFor(
  db: Db,
  stationId: string,
  reservationId: number | null,
): Promise<readonly Reservation[]> {
  const rows = await db
    .selectFrom('reservation')
    .selectAll()
    .where('station_id', '=', stationId)
    .where((where) =>
      reservationId === null ? where('state', 'in', ['requested', 'active']) : where('id', '=', reservationId),
    )
    .orderBy('expires_at')
    .execute()
  return rows.map(reservationOf)
}

/** What the station has confirmed and still holds. */
export async function activeReservations(db: Db, stationId: string, now: Date): Promise<readonly Reservation[]> {
  const rows = await db
    .selectFrom('reservation')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('state', '=', 'active')
    .where('expires_at', '>', now)
    .execute()
  return rows.map(reservationOf)
}

export async function expiredReservations(db: Db, before: Date, most: number): Promise<readonly Reservation[]> {
  const rows = await db
    .selectFrom('reservation')
    .selectAll()
    .where('state', 'in', ['requested', 'active'])
    .where('expires_at', '<', sql<Date>`${before}`)
    .limit(most)
    .execute()
  return rows.map(reservationOf)
}

/** false: it is not as it was asked for any more. */
export async function settleReservation(
  db: Db,
  { stationId, id }: Pick<Reservation, 'stationId' | 'id'>,
  state: ReservationState,
  at: Date,
): Promise<boolean> {
  const settled = await db
    .updateTable('reservation')
    .set({ state, updated_at: at })
    .where('station_id', '=', stationId)
    .where('id', '=', id)
    .where('state', '=', 'requested')
    .executeTakeFirst()
  return settled.numUpdatedRows > 0n
}

export function putReservation(writes: Writes, reservation: Reservation): void {
  writes.put('reservation', reservationRow(reservation))
  tellReservation(writes, reservation)
}

export function tellReservation(writes: Writes, of: Reservation): void {
  writes.event('reservation.changed', {
    organisationId: of.organisationId,
    stationId: of.stationId,
    subject: String(of.id),
    at: of.updatedAt,
    data: { state: of.state, evseId: of.evseId, transactionId: of.transactionId },
  })
}
