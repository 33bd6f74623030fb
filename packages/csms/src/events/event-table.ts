/**
 * The `event` table, read in the order of commits. Ids are drawn before they are committed, but in each lane (`lanes` in db/writes.ts) one
 * writer commits at a time, so nothing appears behind what has been read, whoever else in the database is busy.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'
import { type EventKind, lanes } from '../db/writes.ts'
import type { FeedEvent } from './feed.ts'

/** The last event read of each lane. */
export interface Position {
  readonly stations: number
  readonly people: number
  /** When the last of them happened: what comes after it is hardly older. */
  readonly at: Date
}

export interface StoredEvent {
  readonly event: FeedEvent
  /** With this event read. */
  readonly position: Position
}

/** Between an event's time and its commit; generous, since clocks are put right. */
const longestCommitMs = 3_600_000
/** Days that are looked through before all of them are. */
const recentMs = 2 * 86_400_000

/** Where the days begin that hold what comes after; a clock that was set back since makes them begin earlier. */
const since = ({ at }: Position, now: Date): Date => new Date(Math.min(at.getTime(), now.getTime()) - longestCommitMs)

export async function newestPosition(db: Kysely<Tables>, now: Date): Promise<Position> {
  const [stations, people] = await Promise.all([newestOf(db, lanes.stations, now), newestOf(db, lanes.people, now)])
  return { stations, people, at: now }
}

async function newestOf(db: Kysely<Tables>, lane: number, now: Date): Promise<number> {
  const recent = sql`and at >= ${new Date(now.getTime() - recentMs)}::timestamptz`
  return (await newestId(db, lane, recent)) ?? (await newestId(db, lane, sql``)) ?? 0
}

async function newestId(db: Kysely<Tables>, lane: number, when: RawBuilder<unknown>): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from event where lane = ${lane} ${when} order by id desc limit 1`.execute(db)
  return rows[0]?.id
}

/** Where an event of this id stands, as long as it is a recent one; null: there is none. */
export async function findPosition(db: Kysely<Tables>, id: string, now: Date): Promise<Position | null> {
  const [, stations, people] = /^(\d{1,15})-(\d{1,15})$/.exec(id) ?? []
  if (stations === undefined || people === undefined) return null
  const { rows } = await sql<{ at: Date }>`
    select at from event where at >= ${new Date(now.getTime() - recentMs)}::timestamptz
      and ((lane = ${lanes.stations} and id = ${stations}::bigint) or (lane = ${lanes.people} and id = ${people}::bigint))
    order by at desc limit 1`.execute(db)
  const [row] = rows
  return row ? { stations: Number(stations), people: Number(people), at: row.at } : null
}

export interface Page {
  /** Not beyond it. */
  readonly upTo?: Position
  readonly most: number
  readonly now: Date
}

/** How many events came after this one, counted up to `most` and one more. */
export async function countAfter(db: Kysely<Tables>, after: Position, { most, now }: Page): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (${afterIn('stations', after, { most: most + 1, now }, sql`1`)}
      union all ${afterIn('people', after, { most: most + 1, now }, sql`1`)}) as later`.execute(db)
  return rows[0]?.n ?? 0
}

/** Both lanes, by time; within a lane in the order of the commits. */
export async function eventsAfter(db: Kysely<Tables>, after: Position, page: Page): Promise<StoredEvent[]> {
  const columns = sql`lane, id, organisation_id, at, kind, station_id, subject, data`
  const { rows } = await sql<EventRow>`
    ${afterIn('stations', after, page, columns)} union all ${afterIn('people', after, page, columns)}`.execute(db)
  let position = after
  return merged(rows)
    .slice(0, page.most)
    .map((row) => {
      position = moved(position, row)
      return { event: eventOf(row, position), position }
    })
}

const afterIn = (lane: keyof typeof lanes, after: Position, { upTo, most, now }: Page, columns: RawBuilder<unknown>) =>
  sql`(select ${columns} from event where lane = ${lanes[lane]} and at >= ${since(after, now)}::timestamptz
    and id > ${after[lane]}::bigint ${upTo ? sql`and id <= ${upTo[lane]}::bigint` : sql``} order by id limit ${most})`

interface EventRow {
  lane: number
  id: number
  organisation_id: string
  at: Date
  kind: EventKind
  station_id: string | null
  subject: string | null
  data: object
}

function merged(rows: readonly EventRow[]): EventRow[] {
  const stations = rows.filter(({ lane }) => lane === lanes.stations)
  const people = rows.filter(({ lane }) => lane === lanes.people)
  const all: EventRow[] = []
  let next = 0
  for (const row of stations) {
    for (let other = people[next]; other && other.at < row.at; other = people[next]) {
      all.push(other)
      next++
    }
    all.push(row)
  }
  return [...all, ...people.slice(next)]
}

const moved = (position: Position, { lane, id, at }: EventRow): Position => ({
  stations: lane === lanes.stations ? id : position.stations,
  people: lane === lanes.people ? id : position.people,
  at: at > position.at ? at : position.at,
})

const eventOf = (row: EventRow, { stations, people }: Position): FeedEvent => ({
  id: `${stations}-${people}`,
  kind: row.kind,
  organisationId: row.organisation_id,
  stationId: row.station_id,
  subject: row.subject,
  at: row.at,
  data: row.data,
})

/** Is there anything in `a` that is not in `b`? */
export const isBeyond = (a: Position, b: Position): boolean => a.stations > b.stations || a.people > b.people
