/** What operators do with sites. */
import { inChange, record } from '../audit/change.ts'
import { type Condition, type NotAsSeen, unseen } from '../audit/condition.ts'
import type { OperatorContext } from '../context.ts'
import {
  countSites,
  defaultSite,
  deleteSite,
  insertSite,
  type SiteEdit,
  siteForUpdate,
  siteHasStations,
  updateSite,
} from './site-store.ts'

export type SitePut = { readonly outcome: 'created' | 'changed' | 'of-another' } | NotAsSeen

/** Creates the site, or changes the members that are given. `asked` is for the audit: the edit in the words of whoever asks. */
export async function putSite(
  ctx: OperatorContext,
  id: string,
  { edit, asked, condition }: { edit: SiteEdit; asked: object; condition: Condition },
): Promise<SitePut> {
  const put = await inChange<SitePut>(ctx, async (db) => {
    const current = await siteForUpdate(db, id)
    if (current && current.organisation_id !== ctx.organisationId) return { outcome: 'of-another' }
    const problem = unseen(condition, current?.revision ?? null)
    if (problem) return problem
    if (current) await updateSite(db, current, edit, ctx.now())
    else {
      const like = await defaultSite(db, ctx.organisationId)
      await insertSite(
        db,
        {
          ...edit,
          id,
          organisation_id: ctx.organisationId,
          name: edit.name ?? id,
          time_zone: edit.time_zone ?? like.time_zone,
          currency: edit.currency ?? like.currency,
        },
        ctx.now(),
      )
    }
    await record(ctx, db, {
      change: current ? 'changed' : 'created',
      subjectType: 'site',
      subject: id,
      event: 'site.changed',
      detail: asked,
    })
    return { outcome: current ? 'changed' : 'created' }
  })
  const isDone = put.outcome === 'created' || put.outcome === 'changed'
  if (isDone && edit.time_zone !== undefined) takeTimeZone(ctx, id, edit.time_zone)
  return put
}

export type SiteRemoval = { readonly outcome: 'removed' | 'not-found' | 'has-stations' | 'is-the-only-one' } | NotAsSeen

export function removeSite(ctx: OperatorContext, id: string, condition: Condition): Promise<SiteRemoval> {
  return inChange<SiteRemoval>(ctx, async (db) => {
    const current = await siteForUpdate(db, id)
    if (current?.organisation_id !== ctx.organisationId) return { outcome: 'not-found' }
    const problem = unseen(condition, current.revision)
    if (problem) return problem
    if (await siteHasStations(db, id)) return { outcome: 'has-stations' }
    // A station that nobody gave a site needs one to go to.
    if ((await countSites(db, ctx.organisationId)) === 1) return { outcome: 'is-the-only-one' }
    await deleteSite(db, id)
    await record(ctx, db, { change: 'removed', subjectType: 'site', subject: id, event: 'site.changed' })
    return { outcome: 'removed' }
  })
}

/** Stations there may stamp their messages by it. */
function takeTimeZone(ctx: OperatorContext, siteId: string, timeZone: string): void {
  for (const station of ctx.stations.all()) if (station.siteId === siteId) station.timeZone = timeZone
}
