/** What operators do with stations that nobody has announced. */
import { inChange, record } from '../audit/change.ts'
import type { OperatorContext } from '../context.ts'
import { removeFromOwnInbox, unknownStationOf } from '../stations/unknown-station-list.ts'
import { strangersOrganisation } from './door.ts'
import { type StationRefusal, type StationSaved, type StationWish, saveStation } from './edit-stations.ts'
import { isIdentity } from './identity.ts'
import type { TurnAway } from './turned-away.ts'
import { welcomeStranger } from './welcome-stranger.ts'

/** One that waits in the inbox, or that was turned away and can be accepted, becomes a station. */
export async function acceptStranger(
  ctx: OperatorContext,
  id: string,
  wish: StationWish,
): Promise<StationSaved | StationRefusal | { readonly outcome: 'not-found' }> {
  const waiting = await unknownStationOf(ctx.db, ctx.organisationId, id)
  const knocked = strangersTurnedAway(ctx).some((one) => one.identity === id && canBeAccepted(one))
  if (!waiting && !knocked) return { outcome: 'not-found' }
  const saved = await saveStation(ctx, id, wish, { condition: { ifMatch: null, ifNew: false }, fromInbox: true })
  if (saved.outcome === 'saved' && waiting) await welcomeStranger(ctx, waiting)
  return saved
}

/** false: it does not wait in the organisation's inbox. When it comes again, it waits again. */
export async function dismissStranger(ctx: OperatorContext, id: string): Promise<boolean> {
  const dismissed = await inChange(ctx, async (db) => {
    if (!(await removeFromOwnInbox(db, ctx.organisationId, id))) return false
    await record(ctx, db, { change: 'removed', subjectType: 'unknown-station', subject: id, event: 'station.unknown' })
    return true
  })
  if (dismissed) ctx.inbox.forget(id)
  return dismissed
}

export const strangersTurnedAway = (ctx: OperatorContext): TurnAway[] =>
  ctx.organisationId === strangersOrganisation ? ctx.turnedAway.unknown() : []

/** One that was refused for being unknown, or for an id an operator may allow it: it can be let in as well. */
export const canBeAccepted = ({ identity, code }: TurnAway): boolean =>
  identity !== null && (code === 'unknown' || code === 'odd-id') && isIdentity(identity, 'ocpp1.6')
