/** The command ReserveNow. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { Presented } from '../authorization/key-codes.ts'
import { Writes } from '../db/writes.ts'
import { commitBeforeSending } from '../operations/before-sending.ts'
import type { Command, CommandContext } from '../operations/command.ts'
import type { StationAnswer } from '../stations/call-station.ts'
import { evseOfConnector } from '../stations/evse-of-connector.ts'
import type { Reservation, ReservationState } from './reservation.ts'
import { putReservation, settleReservation, tellReservation } from './reservation-store.ts'

type Asked = Pick<Reservation, 'id' | 'idToken' | 'expiresAt'> &
  Partial<Pick<Reservation, 'evseId' | 'connectorType' | 'idTokenType' | 'groupToken'>>

/** OCPP 1.6 §5.13. Connector 0 is any one of them. */
export const reserveNow16: Command<v16.ReserveNowRequest, v16.ReserveNowResponse> = (ctx, request, send) => {
  const { evseId } = evseOfConnector(ctx.station, request.connectorId)
  return reserve(ctx, send, {
    id: request.reservationId,
    evseId: evseId === 0 ? null : evseId,
    ...tokenOf(ctx, { token: request.idTag, type: null }),
    groupToken:
      request.parentIdTag === undefined ? null : tokenOf(ctx, { token: request.parentIdTag, type: null }).idToken,
    expiresAt: new Date(request.expiryDate),
  })
}

/** OCPP 2.0.1 part 2, H01. */
export const reserveNow201: Command<
  v201.ReserveNowRequest | v21.ReserveNowRequest,
  v201.ReserveNowResponse | v21.ReserveNowResponse
> = (ctx, request, send) =>
  reserve(ctx, send, {
    id: request.id,
    evseId: request.evseId ?? null,
    connectorType: request.connectorType ?? null,
    ...tokenOf(ctx, presented(request.idToken)),
    groupToken: request.groupIdToken ? tokenOf(ctx, presented(request.groupIdToken)).idToken : null,
    expiresAt: new Date(request.expiryDateTime),
  })

const presented = ({ idToken, type }: v21.IdTokenType): Presented => ({ token: idToken, type })

function tokenOf({ keyCodes, station }: CommandContext, presented: Presented) {
  const { token, type } = keyCodes.inside(station.organisationId, presented)
  return { idToken: token, idTokenType: type }
}

/**
 * Recorded before it leaves: a driver may be there before the answer is. An id the station knows already replaces that
 * reservation (OCPP 1.6 §5.13; H01.FR.02), and so it does here.
 */
async function reserve<Response extends { status: string }>(
  ctx: CommandContext,
  send: () => Promise<StationAnswer<Response>>,
  asked: Asked,
): Promise<StationAnswer<Response>> {
  const now = ctx.now()
  const requested: Reservation = {
    connectorType: null,
    idTokenType: null,
    groupToken: null,
    evseId: null,
    connectorId: null,
    ...asked,
    organisationId: ctx.station.organisationId,
    stationId: ctx.station.id,
    state: 'requested',
    transactionId: null,
    createdAt: now,
    updatedAt: now,
  }
  await commitBeforeSending(ctx, writesOf(requested), writesOf({ ...requested, state: 'not-sent' }))
  const answer = await send()
  const state = stateAfter(answer)
  if (state !== 'requested') await settle(ctx, requested, state)
  return answer
}

function writesOf(reservation: Reservation): Writes {
  const writes = new Writes()
  putReservation(writes, reservation)
  return writes
}

/** After a timeout or a lost connection nobody knows: it stays requested until it expires or the station speaks of it. */
function stateAfter(answer: StationAnswer<{ status: string }>): ReservationState {
  switch (answer.outcome) {
    case 'answered':
      return answer.response.status === 'Accepted' ? 'active' : 'rejected'
    case 'timeout':
    case 'connection-lost':
    case 'invalid-response':
      return 'requested'
    case 'offline':
    case 'busy':
      return 'not-sent'
    case 'refused':
      return 'rejected'
  }
}

/** A transaction that used it at once has the last word. */
async function settle(ctx: CommandContext, requested: Reservation, state: ReservationState): Promise<void> {
  const at = ctx.now()
  if (await settleReservation(ctx.db, requested, state, at))
    tellReservation(ctx.writes, { ...requested, state, updatedAt: at })
}
