/** A reservation as we know it: asked for, then as the station and time have it. Pure. */
import { tokenKey } from '../authorization/token-key.ts'

/**
 * `requested`: sent, not answered. `not-sent`: it could not be, and the station knows nothing of it. `removed`: the station gave it
 * up (a fault, an operator on site).
 */
export type ReservationState =
  | 'requested'
  | 'active'
  | 'used'
  | 'cancelled'
  | 'expired'
  | 'rejected'
  | 'not-sent'
  | 'removed'

export interface Reservation {
  /** Ours is unique in the system; a caller may choose one, and two stations may then have the same. */
  readonly id: number
  readonly organisationId: string
  readonly stationId: string
  /** null: any EVSE. */
  readonly evseId: number | null
  readonly connectorId: number | null
  readonly connectorType: string | null
  readonly idToken: string
  readonly idTokenType: string | null
  readonly groupToken: string | null
  readonly expiresAt: Date
  readonly state: ReservationState
  /** What used it. */
  readonly transactionId: number | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** A start that may use one. */
export interface ReservationUse {
  /** As the station named it; null: it did not. */
  readonly reservationId: number | null
  readonly evseId: number | null
  readonly idToken: string | null
  readonly groupToken: string | null
  readonly transactionId: number
  /** By the station's clock. */
  readonly at: Date
}

export const isOver = (state: ReservationState): boolean => state !== 'requested' && state !== 'active'

/** Was it reserved for whoever starts here? */
export function isFor(reservation: Reservation, { evseId, idToken, groupToken, at }: ReservationUse): boolean {
  if (at > reservation.expiresAt) return false
  if (reservation.evseId !== null && reservation.evseId !== evseId) return false
  if (same(reservation.idToken, idToken)) return true
  return reservation.groupToken !== null && same(reservation.groupToken, groupToken)
}

/** One we had given up for expired was used in time when the station says so only now. */
export const isUsable = ({ state, expiresAt }: Pick<Reservation, 'state' | 'expiresAt'>, at: Date): boolean =>
  !isOver(state) || (state === 'expired' && at <= expiresAt)

const same = (one: string, other: string | null): boolean => other !== null && tokenKey(one) === tokenKey(other)
