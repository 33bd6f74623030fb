/** EVSEs and connectors as an operator declares them: names, types and powers, which 1.6 stations cannot tell. */
import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'

type Db = Kysely<Tables>

export interface DeclaredEvse {
  readonly evseId: number
  readonly name?: string | null
  readonly maxPowerW?: number | null
  readonly connectors?: readonly {
    readonly connectorId: number
    readonly type?: string | null
    readonly maxPowerW?: number | null
  }[]
}

/** Makes `evses` the station's whole list. Members that are undefined stay; status and availability are the station's to tell. */
export async function declareEvses(
  db: Db,
  of: { stationId: string; organisationId: string },
  evses: readonly DeclaredEvse[],
): Promise<void> {
  const keep = evses.map((e) => e.evseId)
  for (const table of ['evse', 'connector'] as const) {
    await db
      .deleteFrom(table)
      .where('station_id', '=', of.stationId)
      .$if(keep.length > 0, (query) => query.where('evse_id', 'not in', keep))
      .execute()
  }
  for (const evse of evses) await declareEvse(db, of, evse)
}

async function declareEvse(
  db: Db,
  { stationId, organisationId }: { stationId: string; organisationId: string },
  evse: DeclaredEvse,
): Promise<void> {
  const key = { station_id: stationId, evse_id: evse.evseId }
  await db
    .insertInto('evse')
    .values({ ...key, organisation_id: organisationId, name: evse.name ?? null, max_power_w: evse.maxPowerW ?? null })
    .onConflict((conflict) =>
      conflict.columns(['station_id', 'evse_id']).doUpdateSet((eb) => ({
        name: evse.name === undefined ? eb.ref('evse.name') : evse.name,
        max_power_w: evse.maxPowerW === undefined ? eb.ref('evse.max_power_w') : evse.maxPowerW,
      })),
    )
    .execute()
  // An EVSE has at least one connector; without a list it keeps those it has.
  const connectors = evse.connectors ?? [{ connectorId: 1 }]
  if (evse.connectors && evse.connectors.length > 0) {
    const keep = evse.connectors.map((c) => c.connectorId)
    await db
      .deleteFrom('connector')
      .where('station_id', '=', stationId)
      .where('evse_id', '=', evse.evseId)
      .where('connector_id', 'not in', keep)
      .execute()
  }
  for (const connector of connectors) {
    await db
      .insertInto('connector')
      .values({
        ...key,
        connector_id: connector.connectorId,
        organisation_id: organisationId,
        type: connector.type ?? null,
        max_power_w: connector.maxPowerW ?? null,
      })
      .onConflict((conflict) =>
        conflict.columns(['station_id', 'evse_id', 'connector_id']).doUpdateSet((eb) => ({
          type: connector.type === undefined ? eb.ref('connector.type') : connector.type,
          max_power_w: connector.maxPowerW === undefined ? eb.ref('connector.max_power_w') : connector.maxPowerW,
        })),
      )
      .execute()
  }
}

/** EVSEs of the station that charge right now and are not in `keep`. */
export async function busyEvsesBeyond(db: Db, stationId: string, keep: readonly number[]): Promise<number[]> {
  const rows = await db
    .selectFrom('transaction')
    .select('evse_id')
    .distinct()
    .where('station_id', '=', stationId)
    .where('state', '=', 'open')
    .where('evse_id', 'is not', null)
    .$if(keep.length > 0, (query) => query.where('evse_id', 'not in', [...keep]))
    .execute()
  return rows.map((row) => row.evse_id as number)
}
