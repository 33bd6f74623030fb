/** What else an id token is, or is doing, at this moment. */
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/schema.ts'
import { liveTransaction } from '../stations/live-transactions.ts'
import type { AuthorizationQuestion } from './authorize.ts'
import { tokenKey } from './token-key.ts'

/** Is the group the one the station is configured to take for its master pass? (`AuthCtrlr.MasterPassGroupId`, 2.x) */
export async function isMasterPass(
  ctx: Context,
  stationId: string | undefined,
  groupToken: string | null,
): Promise<boolean> {
  if (groupToken === null || stationId === undefined) return false
  const row = await ctx.db
    .selectFrom('variable')
    .select('value')
    .where('station_id', '=', stationId)
    .where('component', '=', 'AuthCtrlr')
    .where('variable', '=', 'MasterPassGroupId')
    .where('attribute', '=', 'Actual')
    .executeTakeFirst()
  return !!row?.value && tokenKey(row.value) === tokenKey(groupToken)
}

/**
 * Does the token charge somewhere else? Who only asks may be about to stop what runs on this very station, so there only other
 * stations count: OCPP 1.6 §7.2 ties `ConcurrentTx` to a start, but a driver is better told before plugging in than after.
 */
export const isUsedElsewhere = async (ctx: Context, question: AuthorizationQuestion): Promise<boolean> =>
  (await whereUsed(ctx, question)) !== null

export async function whereUsed(ctx: Context, question: AuthorizationQuestion): Promise<OpenTransaction | null> {
  const { organisationId, idToken, stationId, use = 'ask', ignoreTransactionIds = [], startedAt } = question
  for (const open of await openTransactionsOf(ctx.db, organisationId, idToken)) {
    if (ignoreTransactionIds.includes(open.id)) continue
    if (use === 'ask' && open.stationId === stationId) continue
    if (startedAt !== undefined && open.startedAt > startedAt) continue
    // What we know of a station is newer than what is committed of it.
    const live = ctx.stations.get(open.stationId)
    const known = live && liveTransaction(live, open.wireId, open.id)
    if (live && (known?.state !== 'open' || known.overSince !== null)) continue
    return open
  }
  return null
}

export interface OpenTransaction {
  readonly id: number
  readonly stationId: string
  readonly wireId: string
  readonly startedAt: Date
}

/** Those the id token was accepted for: a transaction that was refused uses nothing, and neither does one that is probably over. */
const openTransactionsOf = (db: Kysely<Tables>, organisationId: string, idToken: string): Promise<OpenTransaction[]> =>
  db
    .selectFrom('transaction')
    .select(['id', 'station_id as stationId', 'wire_id as wireId', 'started_at as startedAt'])
    .where('organisation_id', '=', organisationId)
    .where(sql`lower(id_token)`, '=', tokenKey(idToken))
    .where('state', '=', 'open')
    .where('over_since', 'is', null)
    .where('authorization_status', '=', 'Accepted')
    .execute()
