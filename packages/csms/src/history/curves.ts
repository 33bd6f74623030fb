/** Curves of transactions with very many values, kept so that a chart of them does not have to read each. */
import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'
import { curveParts, packedParts } from '../transactions/meter-curve.ts'
import { type MeteredTransaction, partsOf } from '../transactions/meter-series.ts'

/** Made anew whenever something of the transaction has changed. What was made before stays when its values are gone. */
export async function keepCurve(db: Kysely<Tables>, organisationId: string, of: MeteredTransaction): Promise<void> {
  const { stationId, id, firstValueAt, lastValueAt } = of
  if (firstValueAt === null || lastValueAt === null) return
  const columns = {
    ...{ from_at: firstValueAt, to_at: lastValueAt },
    parts: packedParts(await partsOf(db, { of }, curveParts)),
  }
  await db
    .insertInto('transaction_curve')
    .values({ organisation_id: organisationId, station_id: stationId, transaction_id: id, ...columns })
    .onConflict((conflict) => conflict.columns(['station_id', 'transaction_id']).doUpdateSet(columns))
    .execute()
}
