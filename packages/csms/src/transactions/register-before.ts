/** What the transactions before say of an EVSE's register. */
import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'
import { isSuspect } from './plausible.ts'
import { startRegisterOf, type TransactionReport } from './transaction-report.ts'
import type { Uncertain } from './uncertain.ts'
import { type Before, beforeOf } from './zero-start.ts'

const asked = 10
const enough = 5

/** null: none whose end is beyond doubt, or the start is no zero that they had to explain. */
export async function registerBefore(
  db: Kysely<Tables>,
  stationId: string,
  report: TransactionReport,
): Promise<Before | null> {
  const registerWh = startRegisterOf(report)
  if (report.evseId === null || registerWh === null || !isSuspect(registerWh)) return null
  const rows = await db
    .selectFrom('transaction')
    .select(['meter_start_wh as startWh', 'meter_stop_wh as stopWh', 'uncertain'])
    .where('station_id', '=', stationId)
    .where('evse_id', '=', report.evseId)
    .where('started_at', '<', report.at)
    .where('state', '=', 'closed')
    .orderBy('started_at', 'desc')
    .limit(asked)
    .execute()
  const earlier = rows.flatMap(({ startWh, stopWh, uncertain }) =>
    startWh === null || stopWh === null || isEndInDoubt(uncertain as Uncertain[]) ? [] : [{ startWh, stopWh }],
  )
  return beforeOf(earlier.slice(0, enough))
}

const isEndInDoubt = (uncertain: readonly Uncertain[]): boolean =>
  uncertain.some(({ reason }) => reason !== 'start-doubtful')
