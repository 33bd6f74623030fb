/** Charging profiles a station has, as far as we know: what it accepted from us, and what it reported. */
import { OcppError } from '@busbar/ocpp/errors'
import type * as v21 from '@busbar/ocpp/v21'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'
import type { Row, Writes } from '../db/writes.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { numberOnWire } from '../stations/number-on-wire.ts'
import type { Transaction } from '../transactions/transaction.ts'

type Db = Kysely<Tables>

export interface InstalledProfile {
  readonly id: number
  /** 0: the whole station. */
  readonly evseId: number
  readonly purpose: string
  readonly stackLevel: number
  /** Whose limit it is: CSO is us. */
  readonly source: string
}

/** Members that are absent match everything; those given must all match. */
export interface Criteria {
  readonly ids?: readonly number[] | undefined
  readonly evseId?: number | undefined
  readonly purpose?: string | undefined
  readonly stackLevel?: number | undefined
  readonly sources?: readonly string[] | undefined
}

export function matches(profile: InstalledProfile, criteria: Criteria): boolean {
  const { ids, evseId, purpose, stackLevel, sources } = criteria
  return (
    (ids?.includes(profile.id) ?? true) &&
    (evseId === undefined || evseId === profile.evseId) &&
    (purpose === undefined || purpose === profile.purpose) &&
    (stackLevel === undefined || stackLevel === profile.stackLevel) &&
    (sources?.includes(profile.source) ?? true)
  )
}

/** OCPP 2.1 part 2, K10.FR.04, K10.FR.09: what the station or its surroundings set is not ours to clear. */
export const isOurs = ({ purpose, source }: InstalledProfile): boolean =>
  source === 'CSO' && purpose !== 'ChargingStationExternalConstraints' && purpose !== 'LocalGeneration'

export async function installedProfiles(db: Db, stationId: string): Promise<InstalledProfile[]> {
  const rows = await db
    .selectFrom('installed_charging_profile')
    .select(['profile_id', 'evse_id', 'purpose', 'stack_level', 'source'])
    .where('station_id', '=', stationId)
    .execute()
  return rows.map((row) => ({
    id: row.profile_id,
    evseId: row.evse_id,
    purpose: row.purpose,
    stackLevel: row.stack_level,
    source: row.source,
  }))
}

/** As they are shown: with the name of the one they were made from, if that is the organisation's. */
export const listInstalledProfiles = (db: Db, organisationId: string, stationId: string) =>
  db
    .selectFrom('installed_charging_profile as i')
    .leftJoin('charging_profile as p', (join) =>
      join.onRef('p.id', '=', 'i.profile_id').on('p.organisation_id', '=', organisationId),
    )
    .selectAll('i')
    .select('p.name')
    .where('i.station_id', '=', stationId)
    .orderBy('i.evse_id')
    .orderBy('i.purpose')
    .orderBy('i.stack_level')
    .orderBy('i.profile_id')
    .execute()

export function installedRow(
  station: LiveStation,
  profile: v21.ChargingProfileType,
  { evseId, source, at }: { readonly evseId: number; readonly source: string; readonly at: Date },
): Row<'installed_charging_profile'> {
  for (const number of [profile.id, profile.stackLevel, evseId]) {
    if (numberOnWire(number) === null) throw new OcppError('PropertyConstraintViolation', `${number} is beyond any id`)
  }
  return {
    station_id: station.id,
    organisation_id: station.organisationId,
    profile_id: profile.id,
    evse_id: evseId,
    purpose: profile.chargingProfilePurpose,
    stack_level: profile.stackLevel,
    transaction_id: ownTransactionId(station, profile.transactionId),
    profile: JSON.stringify(profile),
    source,
    at,
  }
}

const ownTransactionId = (station: LiveStation, wireId: string | undefined): number | null =>
  wireId === undefined ? null : (station.transactions.get(wireId)?.id ?? null)

export function forget(writes: Writes, station: LiveStation, profiles: Iterable<InstalledProfile>): void {
  for (const { id } of profiles) {
    writes.remove('installed_charging_profile', { station_id: station.id, profile_id: id })
  }
}

/**
 * OCPP 1.6 §3.13.1; OCPP 2.0.1 part 2, K01: a TxProfile is gone with its transaction. One that came with a remote start was put on
 * the EVSE before its transaction had a name.
 */
export function forgetProfilesOfTransaction(
  writes: Writes,
  { id, stationId, evseId }: Pick<Transaction, 'id' | 'stationId' | 'evseId'>,
): void {
  writes.remove('installed_charging_profile', { station_id: stationId, transaction_id: id })
  if (evseId === null) return
  writes.remove('installed_charging_profile', { station_id: stationId, evse_id: evseId, purpose: 'TxProfile' })
}

export function tellProfilesChanged(writes: Writes, station: LiveStation, at: Date): void {
  writes.event('charging-profile.changed', { organisationId: station.organisationId, stationId: station.id, at })
}
