/** What operators do with charging stations: announce, change, remove. */
import { inChange, record } from '../audit/change.ts'
import { type Condition, type NotAsSeen, unseen } from '../audit/condition.ts'
import type { OperatorContext } from '../context.ts'
import { HashesBusy } from '../guard/scrypt-pool.ts'
import { defaultSite, siteExists } from '../sites/site-store.ts'
import { busyEvsesBeyond, type DeclaredEvse, declareEvses } from '../stations/evse-store.ts'
import {
  deleteStation,
  insertStation,
  type StationEdit,
  stationForUpdate,
  stationOf,
  updateStation,
} from '../stations/station-store.ts'
import { removeFromInbox } from '../stations/unknown-station-list.ts'
import { openTransactionIds } from '../transactions/transaction-store.ts'
import { isIdentity } from './identity.ts'

export interface StationWish {
  readonly edit: Omit<StationEdit, 'passwordHash'>
  /** One that somebody thought of, one that we make, or none; undefined: it stays. */
  readonly password: string | { readonly generate: true } | null | undefined
  /** The whole list; undefined: it stays. */
  readonly evses: readonly DeclaredEvse[] | undefined
  /** For the audit: all of it in the words of whoever asks. What is said of the password is left out. */
  readonly asked: object
}

export type StationRefusal =
  | { readonly outcome: 'of-another' | 'no-such-site' | 'no-identity' | 'hashes-busy' }
  | { readonly outcome: 'evse-busy'; readonly evseId: number }
  | NotAsSeen

export interface StationSaved {
  readonly outcome: 'saved'
  readonly created: boolean
  /** The password that was made, to be told once. */
  readonly made: string | null
}

/** Creates the station or changes what is wished for; also how one leaves the inbox of unknown stations. */
export async function saveStation(
  ctx: OperatorContext,
  id: string,
  wish: StationWish,
  {
    condition,
    fromInbox,
  }: {
    condition: Condition
    /** A station that came by itself has its own id, and a connection that somebody has looked at. */
    fromInbox: boolean
  },
): Promise<StationSaved | StationRefusal> {
  const { password, evses } = wish
  const given = await passwordOf(ctx, id, password)
  if (given === 'hashes-busy') return { outcome: given }
  const { passwordHash, made } = given
  const edit: StationEdit = { ...wish.edit, passwordHash }
  const saved = await inChange<StationSaved | StationRefusal>(ctx, async (db) => {
    const { organisationId } = ctx
    const current = await stationForUpdate(db, id)
    if (current && current.organisation_id !== organisationId) return { outcome: 'of-another' }
    const problem = unseen(condition, current?.revision ?? null)
    if (problem) return problem
    if (edit.siteId !== undefined && !(await siteExists(db, organisationId, edit.siteId))) {
      return { outcome: 'no-such-site' }
    }
    if (!current && !fromInbox && !isIdentity(id, ctx.config.stationIds)) return { outcome: 'no-identity' }
    const keep = evses?.map((evse) => evse.evseId)
    const [evseId] = keep ? await busyEvsesBeyond(db, id, keep) : []
    if (evseId !== undefined) return { outcome: 'evse-busy', evseId }
    if (current) await updateStation(db, current, edit, ctx.now())
    else {
      const siteId = edit.siteId ?? (await defaultSite(db, organisationId)).id
      await insertStation(db, { id, organisationId, siteId, at: ctx.now() }, edit)
    }
    if (evses) await declareEvses(db, { stationId: id, organisationId }, evses)
    await removeFromInbox(db, id)
    await record(ctx, db, {
      change: current ? 'changed' : 'created',
      subjectType: 'station',
      subject: id,
      stationId: id,
      event: 'station.changed',
      detail: { ...wish.asked, ...(password !== undefined && { password: passwordWords(password) }) },
    })
    return { outcome: 'saved', created: current === undefined, made }
  })
  if (saved.outcome !== 'saved') return saved
  ctx.inbox.forget(id)
  // What it was turned away for may be mended; if not, it comes again.
  if (saved.created || passwordHash !== undefined || edit.assumeVersion !== undefined) ctx.turnedAway.forget(id)
  await ctx.stations.invalidate(id, { welcome: fromInbox })
  return saved
}

const passwordWords = (given: string | object | null): string | null =>
  given === null ? null : typeof given === 'string' ? '(set)' : '(made)'

/** What is to be kept, and what is to be told once. The one it has already is kept as it is: nobody is disconnected for it. */
async function passwordOf(
  ctx: OperatorContext,
  id: string,
  given: StationWish['password'],
): Promise<{ passwordHash: string | null | undefined; made: string | null } | 'hashes-busy'> {
  if (given === undefined || given === null) return { passwordHash: given, made: null }
  if (typeof given === 'object') {
    const { password, stored } = ctx.passwords.make()
    return { passwordHash: stored, made: password }
  }
  const present = ctx.stations.get(id)?.passwordHash ?? null
  try {
    const same = present !== null && (await ctx.passwords.verify(Buffer.from(given), present))
    return { passwordHash: same ? undefined : await ctx.passwords.hash(given), made: null }
  } catch (error) {
    if (error instanceof HashesBusy) return 'hashes-busy'
    throw error
  }
}

/** Its open transactions are closed first. */
export async function removeStation(
  ctx: OperatorContext,
  id: string,
  condition: Condition,
): Promise<{ readonly outcome: 'removed' | 'not-found' } | NotAsSeen> {
  const station = await stationOf(ctx.db, ctx.organisationId, id)
  if (!station) return { outcome: 'not-found' }
  const problem = unseen(condition, station.revision)
  if (problem) return problem
  // Disconnected first, so that nothing begins while what is open is closed; closing reads it into memory again.
  await ctx.stations.remove(id)
  for (const transactionId of await openTransactionIds(ctx.db, id)) {
    await ctx.owner.closeTransaction(transactionId, { by: ctx.actor, note: 'The charging station was removed' })
  }
  await ctx.stations.remove(id)
  const changed = await inChange(ctx, async (db) => {
    const current = await stationForUpdate(db, id)
    const changedMeanwhile = unseen(condition, current?.revision ?? null)
    if (changedMeanwhile) return changedMeanwhile
    await deleteStation(db, id)
    await record(ctx, db, {
      change: 'removed',
      subjectType: 'station',
      subject: id,
      stationId: id,
      event: 'station.changed',
    })
    return null
  })
  if (changed) return changed
  ctx.turnedAway.forget(id)
  return { outcome: 'removed' }
}
