import Type, { type Static } from 'typebox'
import { IdTokenText, Nullable, OneOf, paging, StationId, Strict, Time, WireNumber } from '../../http/common.ts'

const State = OneOf(['requested', 'active', 'used', 'cancelled', 'expired', 'rejected', 'not-sent', 'removed'])

export const Reservation = Type.Object(
  {
    id: Type.Integer({ description: 'Also the id on the wire' }),
    station: Type.String(),
    evse: Nullable(Type.Integer(), { description: 'null: any EVSE of the station' }),
    connector: Nullable(Type.Integer()),
    connectorType: Nullable(Type.String()),
    idTag: Type.String(),
    idTokenType: Nullable(Type.String()),
    groupToken: Nullable(Type.String()),
    expiresAt: Time,
    state: State,
    transaction: Nullable(Type.Integer()),
    createdAt: Time,
    updatedAt: Time,
  },
  { $id: 'Reservation' },
)
export type Reservation = Static<typeof Reservation>

export const reservationParams = Strict({ id: WireNumber })
export const ReservationFilter = Strict({
  ...paging,
  station: Type.Optional(StationId),
  state: Type.Optional(State),
  idTag: Type.Optional(IdTokenText),
})
