/** The inbox: stations nobody has announced, with what they say of themselves, until an operator accepts them. */
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { LiveStation } from './live-station.ts'

export interface SelfDescription {
  readonly vendor: string
  readonly model: string
  readonly serialNumber: string | null
  readonly firmwareVersion: string | null
}

/** The last record of a stranger that is on its way. */
const turns = new WeakMap<LiveStation, Promise<void>>()

/** Without a description it is a new attempt. One after the other: a boot must not overtake the attempt it belongs to. */
export function recordStranger(ctx: Context, station: LiveStation, told?: SelfDescription): Promise<void> {
  const turn = (turns.get(station) ?? Promise.resolve()).then(() => record(ctx, station, told))
  turns.set(
    station,
    turn.catch(() => {}),
  )
  return turn
}

/** Not through the group commit: it counts, and it is rare. */
async function record(ctx: Context, station: LiveStation, told: SelfDescription | undefined): Promise<void> {
  const now = ctx.now()
  const seen = {
    version: station.version,
    remote_address: station.state.remoteAddress,
    last_seen_at: now,
    ...(told && {
      vendor: told.vendor,
      model: told.model,
      serial_number: told.serialNumber,
      firmware_version: told.firmwareVersion,
    }),
  }
  const { isNew } = await ctx.db
    .insertInto('unknown_station')
    .values({ id: station.id, organisation_id: station.organisationId, first_seen_at: now, ...seen })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        ...seen,
        attempts: told ? eb.ref('unknown_station.attempts') : sql<number>`unknown_station.attempts + 1`,
      })),
    )
    // A row that was updated carries the transaction that did so.
    .returning(sql<boolean>`xmax = 0`.as('isNew'))
    .executeTakeFirstOrThrow()
  if (isNew) await forgetOldest(ctx)
  if (!isNew && !isNews(station, told)) return
  const writes = new Writes()
  writes.event('station.unknown', {
    organisationId: station.organisationId,
    stationId: station.id,
    subject: station.id,
    at: now,
    data: { change: isNew ? 'created' : 'changed' },
  })
  await ctx.writer.commit(writes)
}

/** Does it say something of itself that it has not said before? A waiting station boots every half minute. */
function isNews({ state }: LiveStation, told: SelfDescription | undefined): boolean {
  if (!told) return false
  const { vendor, model, serialNumber, firmwareVersion } = told
  const known = [state.vendor, state.model, state.serialNumber, state.firmwareVersion]
  Object.assign(state, { vendor, model, serialNumber, firmwareVersion })
  return [vendor, model, serialNumber, firmwareVersion].some((value, i) => value !== known[i])
}

/** Anybody may knock under any name; an inbox nobody could read any more helps only them. */
const mostStrangers = 1000

async function forgetOldest(ctx: Context): Promise<void> {
  await ctx.db
    .deleteFrom('unknown_station')
    .where('id', 'in', (eb) =>
      eb.selectFrom('unknown_station').select('id').orderBy('last_seen_at', 'desc').orderBy('id').offset(mostStrangers),
    )
    .execute()
}
