/** An operator's write: the change, its audit row and its event are committed together, or not at all. */
import { type Kysely, sql } from 'kysely'
import type { OperatorContext } from '../context.ts'
import type { Tables } from '../db/schema.ts'
import { type EventKind, lanes } from '../db/writes.ts'
import { auditRow } from './audit-row.ts'

export async function inChange<T>(ctx: OperatorContext, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  const result = await ctx.db.transaction().execute(work)
  ctx.feed.wake()
  return result
}

export interface ChangeNote {
  readonly change: 'created' | 'changed' | 'removed' | 'closed' | 'cancelled' | 'retried'
  readonly subjectType:
    | 'station'
    | 'site'
    | 'id-token'
    | 'charging-profile'
    | 'unknown-station'
    | 'api-token'
    | 'operation'
    | 'retention'
  readonly subject: string
  readonly event: EventKind
  /** What followers of that event read; the change when left out. */
  readonly told?: object
  readonly stationId?: string
  /** What was asked; never a secret. */
  readonly detail?: object
}

export async function record(ctx: OperatorContext, db: Kysely<Tables>, note: ChangeNote): Promise<void> {
  const at = ctx.now()
  await db
    .insertInto('audit')
    .values(
      auditRow({
        organisationId: ctx.organisationId,
        actor: ctx.actor,
        at,
        action: `${note.subjectType}.${note.change}`,
        subjectType: note.subjectType,
        subjectId: note.subject,
        detail: note.detail ?? {},
      }),
    )
    .execute()
  await takeLane(db)
  await db
    .insertInto('event')
    .values({
      lane: lanes.people,
      organisation_id: ctx.organisationId,
      at,
      kind: note.event,
      station_id: note.stationId ?? null,
      subject: note.subject,
      data: JSON.stringify(note.told ?? { change: note.change }),
    })
    .execute()
}

/** 'lane' as a number. */
const laneLock = 0x6c616e65

/** Until the commit nobody else is in the lane: ids of it that are drawn later appear later. */
const takeLane = (db: Kysely<Tables>): Promise<unknown> => sql`select pg_advisory_xact_lock(${laneLock})`.execute(db)
