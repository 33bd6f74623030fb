import type * as v201 from '@busbar/ocpp/v201'
import type { Message } from '../link/message.ts'

export interface ReservationWords {
  /** 1.6 has no word for it. */
  reservationEnded?(reservationId: number, how: 'Expired' | 'Removed'): Message
}

export const reservationStatusUpdate201 = (reservationId: number, how: 'Expired' | 'Removed'): Message => ({
  action: 'ReservationStatusUpdate',
  payload: { reservationId, reservationUpdateStatus: how } satisfies v201.ReservationStatusUpdateRequest,
})
