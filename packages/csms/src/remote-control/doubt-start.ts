/** What is known before a start is asked for, gathered for `start-doubts.ts`. */
import { authorize } from '../authorization/authorize.ts'
import { whereUsed } from '../authorization/id-token-use.ts'
import type { Context } from '../context.ts'
import { isFor } from '../reservations/reservation.ts'
import { activeReservations } from '../reservations/reservation-store.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { type StartDoubt, type StartFacts, startDoubts } from './start-doubts.ts'

export interface StartWish {
  readonly station: LiveStation
  readonly evseId: number
  readonly idToken: string
  /** null: 1.6, or not told. */
  readonly idTokenType: string | null
}

export async function doubtsAbout(ctx: Context, wish: StartWish): Promise<StartDoubt[]> {
  const { station, evseId } = wish
  const { organisationId, id: stationId } = station
  const { token: idToken, type: idTokenType } = ctx.keyCodes.inside(organisationId, {
    token: wish.idToken,
    type: wish.idTokenType,
  })
  const question = { organisationId, stationId, idToken, idTokenType, use: 'start' } as const
  const { status, groupToken, exclusive } = await authorize(ctx, question)
  const used = exclusive ? await whereUsed(ctx, question) : null
  const evse = station.evses.get(evseId)
  const facts: StartFacts = {
    connected: station.link?.open ?? false,
    stationStatus: station.state.status,
    evse:
      evse || station.evses.size === 0
        ? {
            operative: evse?.availability !== 'Inoperative',
            statuses: [...(evse?.connectors.values() ?? [])].map((connector) => connector.status),
            transaction: runningAt(station, evseId),
            reserved: await isReserved(ctx, { station, evseId, idToken, groupToken }),
          }
        : null,
    token: status,
    inUse: used && { transaction: used.id, station: used.stationId },
  }
  return startDoubts(facts)
}

/** One that began with the cable and waits for somebody to pay is what a remote start is for (OCPP 2.0.1 part 2, F02). */
function runningAt({ transactions }: LiveStation, evseId: number): number | null {
  for (const of of transactions.values()) {
    const isRunning = of.state === 'open' && of.overSince === null && of.idToken !== null
    if (isRunning && of.evseId === evseId) return of.id
  }
  return null
}

interface ReservedFor {
  readonly station: LiveStation
  readonly evseId: number
  readonly idToken: string
  readonly groupToken: string | null
}

/** For others: a reservation of this very EVSE, or a station that calls it reserved without one of ours for this driver. */
async function isReserved(ctx: Context, { station, evseId, idToken, groupToken }: ReservedFor): Promise<boolean> {
  const now = ctx.now()
  const active = await activeReservations(ctx.db, station.id, now)
  const use = { reservationId: null, evseId, idToken, groupToken, transactionId: 0, at: now }
  if (active.some((reservation) => isFor(reservation, use))) return false
  if (active.some((reservation) => reservation.evseId === evseId)) return true
  const statuses = [...(station.evses.get(evseId)?.connectors.values() ?? [])].map((connector) => connector.status)
  return statuses.length > 0 && statuses.every((status) => status === 'Reserved')
}
