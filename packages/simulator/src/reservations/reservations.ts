import { type IdToken, sameIdToken } from '../authorization/id-token.ts'
import type { Timer } from '../clock.ts'
import { type Evse, hasConnector } from '../evse/evse.ts'

export interface Reservation {
  id: number
  /** Absent: any EVSE. */
  evseId?: number
  connectorType?: string
  idToken: IdToken
  groupIdToken?: string
  expiresAt: Date
}

export type ReserveStatus = 'Accepted' | 'Faulted' | 'Occupied' | 'Rejected' | 'Unavailable'

/** The reservations of a station. `evses` and what is free on them come with every question: this keeps only the promises. */
export class Reservations {
  readonly #held = new Map<number, { reservation: Reservation; timer: Timer }>()

  get all(): Reservation[] {
    return [...this.#held.values()].map(({ reservation }) => reservation)
  }

  get(id: number): Reservation | undefined {
    return this.#held.get(id)?.reservation
  }

  hold(reservation: Reservation, timer: Timer): void {
    this.release(reservation.id)
    this.#held.set(reservation.id, { reservation, timer })
  }

  release(id: number): Reservation | undefined {
    const held = this.#held.get(id)
    held?.timer.cancel()
    this.#held.delete(id)
    return held?.reservation
  }

  /** Without power no time is kept; `hold` sets the timers again. */
  pause(): void {
    for (const { timer } of this.#held.values()) timer.cancel()
  }

  /** Whether this EVSE is kept for somebody. One without EVSE keeps the last free EVSEs (2.0.1 H01.FR.07, H01.FR.20, H01.FR.24). */
  keeps(evse: Evse, evses: readonly Evse[]): boolean {
    if (evse.transaction || evse.authorization) return false
    if (this.#specific(evse)) return true
    const general = this.all.filter((r) => r.evseId === undefined)
    return general.some(({ connectorType }) => {
      const free = evses.filter((e) => isFree(e) && !this.#specific(e) && hasConnector(e, connectorType))
      const claims = general.filter((r) => r.connectorType === connectorType).length
      return free.includes(evse) && claims >= free.length
    })
  }

  /** The reservation this id token may use here: by itself, or by its group (H03.FR.04). */
  for(evse: Evse, idToken: IdToken, groupIdToken: string | undefined): Reservation | undefined {
    const mine = (r: Reservation) =>
      sameIdToken(r.idToken, idToken) || (r.groupIdToken !== undefined && r.groupIdToken === groupIdToken)
    const here = this.all.filter(
      (r) => r.evseId === evse.id || (r.evseId === undefined && hasConnector(evse, r.connectorType)),
    )
    return here.filter(mine).toSorted((a, b) => (a.evseId === undefined ? 1 : 0) - (b.evseId === undefined ? 1 : 0))[0]
  }

  /** What a station answers to a wish for one of these EVSEs (H01.FR.04-H01.FR.14). */
  statusFor(
    targets: readonly Evse[],
    evses: readonly Evse[],
    ownId: number,
    operative: (evse: Evse) => boolean,
  ): ReserveStatus {
    if (targets.length === 0) return 'Rejected'
    const heldByItself = (evse: Evse) => this.get(ownId)?.evseId === evse.id // H01.FR.02: it replaces itself
    const free = targets.filter((e) => operative(e) && isFree(e) && (heldByItself(e) || !this.keeps(e, evses)))
    if (free.length > 0) return 'Accepted'
    if (targets.every((e) => e.fault)) return 'Faulted'
    if (targets.every((e) => e.fault || !operative(e))) return 'Unavailable'
    return 'Occupied'
  }

  #specific(evse: Evse): boolean {
    for (const { reservation } of this.#held.values()) if (reservation.evseId === evse.id) return true
    return false
  }
}

function isFree(evse: Evse): boolean {
  return !evse.transaction && !evse.authorization && !evse.ev && !evse.fault
}
