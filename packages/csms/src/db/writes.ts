/** What one message, command or loop turn leaves behind: rows that are committed together, or not at all. */
import type { Insertable } from 'kysely'
import { keptJson } from './kept-json.ts'
import type { Tables } from './schema.ts'

/**
 * Lanes of the `event` table, in each of which one writer commits at a time: the group commit, and whoever changes something by a
 * transaction of his own, under a lock (`audit/change.ts`). So in each lane the ids stand in the order of the commits.
 */
export const lanes = { people: 0, stations: 1 } as const

/** Rows that are only ever added. */
export type AppendTable = 'transaction_event' | 'meter_value' | 'message' | 'event' | 'security_event' | 'audit'

/** Rows of live state: the whole protocol-owned row is given, the newest one in a batch wins. */
export type StateTable =
  | 'station_state'
  | 'evse'
  | 'connector'
  | 'component_problem'
  | 'transaction'
  | 'transaction_meter'
  | 'reservation'
  | 'remote_start'
  | 'operation'
  | 'configuration_key'
  | 'variable'
  | 'installed_charging_profile'
  | 'unknown_station'
  | 'energy_due'

export type Row<T extends keyof Tables> = Insertable<Tables[T]>

/** What changed, for whoever follows (`GET /events`, later webhooks and roaming); kept in the same commit as the change. */
export type EventKind =
  | 'station.connected'
  | 'station.disconnected'
  | 'station.online'
  | 'station.offline'
  | 'station.booted'
  | 'station.changed'
  | 'station.unknown'
  | 'station.turned-away'
  | 'station.contested'
  | 'connector.status'
  | 'transaction.started'
  | 'transaction.updated'
  | 'transaction.ended'
  | 'reservation.changed'
  | 'operation.changed'
  | 'variables.changed'
  | 'command.answered'
  | 'station.notified'
  | 'security.event'
  | 'site.changed'
  | 'id-token.changed'
  | 'charging-profile.changed'
  | 'api-token.changed'
  | 'retention.changed'
  | 'message-log.changed'

export class Writes {
  readonly appended: { table: AppendTable; row: object }[] = []
  readonly states: { table: StateTable; row: object }[] = []
  readonly removed: { table: StateTable; key: object }[] = []
  /** About how many bytes these are, where it is more than a row or two: as many as the message that brought them. */
  bytes = 0
  /** Is a meter value among them that may have come before? */
  mayRepeat = false

  append<T extends AppendTable>(table: T, row: Row<T>): void {
    this.appended.push({ table, row })
  }

  put<T extends StateTable>(table: T, row: Row<T>): void {
    this.states.push({ table, row })
  }

  /** Deletes rows of a state table whose columns equal `key` (a subset of its primary key), before this batch's puts to it. */
  remove<T extends StateTable>(table: T, key: Partial<Row<T>>): void {
    this.removed.push({ table, key })
  }

  /** A row that was put here need not be written: what made it is undone by the same message. */
  takeBack<T extends StateTable>(table: T, key: Partial<Row<T>>): void {
    const members = Object.entries(key)
    const isMeant = (of: { table: StateTable; row: object }): boolean =>
      of.table === table && members.every(([name, value]) => (of.row as Record<string, unknown>)[name] === value)
    for (let i = this.states.length - 1; i >= 0; i--) {
      if (isMeant(this.states[i] as (typeof this.states)[number])) this.states.splice(i, 1)
    }
  }

  /** Those that are not to be kept. Says how many. */
  dropStates(isDropped: (of: { readonly table: StateTable; readonly row: object }) => boolean): number {
    const kept = this.states.filter((state) => !isDropped(state))
    const dropped = this.states.length - kept.length
    if (dropped === 0) return 0
    this.states.length = 0
    for (const state of kept) this.states.push(state)
    return dropped
  }

  event(
    kind: EventKind,
    of: { organisationId: string; stationId?: string; subject?: string; at: Date; data?: object },
  ): void {
    this.append('event', {
      lane: lanes.stations,
      organisation_id: of.organisationId,
      at: of.at,
      kind,
      station_id: of.stationId ?? null,
      subject: of.subject ?? null,
      data: keptJson(JSON.stringify(of.data ?? {})),
    })
  }

  get tells(): boolean {
    return this.appended.some(({ table }) => table === 'event')
  }

  /** Whose rows these are. Two of one station keep their order. */
  *stations(): Iterable<string> {
    for (const { row } of this.appended) yield* stationOf(row)
    for (const { row } of this.states) yield* stationOf(row)
    for (const { key } of this.removed) yield* stationOf(key)
  }

  get isEmpty(): boolean {
    return this.appended.length === 0 && this.states.length === 0 && this.removed.length === 0
  }
}

function* stationOf(row: object): Iterable<string> {
  const { station_id: id } = row as { station_id?: unknown }
  if (typeof id === 'string') yield id
}
