/** Rows as charging stations would have left them. */
import { sql } from 'kysely'
import { bucketOf } from '../src/db/bucket.ts'
import type { ApiHouse } from './api-house.ts'

export async function openTransaction(
  house: ApiHouse,
  of: {
    id: number
    stationId: string
    evseId: number
    powerW?: number
    siteId?: string
    organisationId?: string
    idToken?: string
    startedAt?: string
    energyWh?: number
    stoppedAt?: string
    meterStartWh?: number
    uncertain?: { reason: string; takenWh: number | null; otherWh: number | null }[]
    /** Until when `powerW` is the power of now. Default: an hour from now. */
    powerUntil?: string
    overSince?: string
  },
): Promise<void> {
  const at = new Date(of.startedAt ?? house.clock.now)
  const key = { id: of.id, station_id: of.stationId, organisation_id: of.organisationId ?? 'default' }
  await house.db
    .insertInto('transaction')
    .values({
      ...key,
      site_id: of.siteId ?? 'default',
      evse_id: of.evseId,
      connector_id: 1,
      version: 'ocpp2.0.1',
      wire_id: `tx-${of.id}`,
      state: of.stoppedAt ? 'closed' : 'open',
      id_token: of.idToken ?? 'ALICE',
      started_at: at,
      stopped_at: of.stoppedAt ?? null,
      stop_reason: of.stoppedAt ? 'EVDisconnected' : null,
      uncertain: JSON.stringify(of.uncertain ?? []),
      meter_start_wh: of.meterStartWh ?? null,
      over_since: of.overSince ?? null,
      over_by: of.overSince ? 'boot' : null,
      start_heard_at: at,
    })
    .execute()
  await house.db
    .insertInto('transaction_meter')
    .values({
      ...key,
      energy_wh: of.energyWh ?? 0,
      power_w: of.stoppedAt ? null : (of.powerW ?? null),
      power_at: of.stoppedAt || of.powerW === undefined ? null : house.clock.now,
      power_until: of.stoppedAt || of.powerW === undefined ? null : (of.powerUntil ?? hourAfter(house.clock.now)),
      last_sign_at: at,
      heard_at: at,
      updated_at: at,
    })
    .execute()
}

const hourAfter = (now: string | Date) => new Date(new Date(now).getTime() + 3_600_000).toISOString()

let digest = 0
export async function meterValue(
  house: ApiHouse,
  of: { transactionId: number; stationId: string; at: string; energyWh?: number; powerW?: number },
): Promise<void> {
  digest += 1
  await noteValueAt(house, of.transactionId, of.at)
  await house.db
    .insertInto('meter_value')
    .values({
      bucket: bucketOf(of.stationId),
      organisation_id: 'default',
      station_id: of.stationId,
      evse_id: 1,
      connector_id: 1,
      transaction_id: of.transactionId,
      at: of.at,
      received_at: of.at,
      digest,
      energy_wh: of.energyWh ?? null,
      power_w: of.powerW ?? null,
      samples: JSON.stringify([
        {
          measurand: 'Power.Active.Import',
          location: 'Outlet',
          context: 'Sample.Periodic',
          unit: 'W',
          value: of.powerW ?? null,
          sent: { value: String(of.powerW ?? '') },
        },
      ]),
    })
    .execute()
}

/** The transaction knows between which times its values lie. */
export const noteValueAt = (house: ApiHouse, transactionId: number, at: string | Date): Promise<unknown> =>
  sql`update transaction_meter set first_value_at = least(first_value_at, ${at}::timestamptz),
    last_value_at = greatest(last_value_at, ${at}::timestamptz) where id = ${transactionId}`.execute(house.db)
