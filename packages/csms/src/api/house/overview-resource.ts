import Type, { type Static } from 'typebox'
import { Nullable, OneOf, OwnId, Payload, paging, Strict, Text, Time } from '../../http/common.ts'

const Fault = Type.Object(
  {
    station: Type.String(),
    stationName: Nullable(Type.String()),
    site: Type.String(),
    evse: Type.Integer({ description: '0: the station as a whole' }),
    connector: Type.Integer(),
    component: Nullable(Type.String(), {
      description: 'Of a 2.x station: which component says so. null: the place as a whole',
    }),
    online: Type.Boolean({ description: 'false: it was so when the station was last heard' }),
    errorCode: Nullable(Type.String()),
    vendorErrorCode: Nullable(Type.String()),
    info: Nullable(Type.String()),
    at: Nullable(Time),
  },
  { $id: 'Fault' },
)

const Outgrown = Type.Union(
  [
    Type.Object({
      code: Type.Literal('embedded-database-large'),
      bytes: Type.Number({ description: 'Of its folder, on the disk' }),
    }),
    Type.Object({
      code: Type.Literal('embedded-database-busy'),
      share: Type.Number({ description: 'Of the last ten minutes, from 0 to 1' }),
    }),
  ],
  { $id: 'Outgrown' },
)

export const Overview = Type.Object(
  {
    at: Time,
    stations: Type.Object({
      total: Type.Integer(),
      online: Type.Integer(),
      offline: Type.Integer(),
      never: Type.Integer(),
      pending: Type.Integer({ description: 'Not accepted yet' }),
      faulted: Type.Integer(),
      unknown: Type.Integer({ description: 'In the inbox' }),
    }),
    connectors: Type.Object({
      total: Type.Integer(),
      byStatus: Type.Unsafe<Record<string, number>>({ type: 'object', additionalProperties: { type: 'integer' } }),
    }),
    powerW: Type.Number({ description: 'Of readings that are not too old' }),
    energyTodayWh: Type.Number({ description: 'Since midnight, each site in its own time zone' }),
    openTransactions: Type.Integer(),
    probablyOver: Type.Integer({ description: 'How many of these probably are over' }),
    transactionsToday: Type.Integer(),
    faults: Type.Array(Fault, { description: 'The latest 20' }),
    messageLog: Type.Object({
      state: OneOf(['on', 'off', 'paused'], { description: 'paused: there is little room left for the database' }),
      since: Nullable(Time, { description: 'When it was paused' }),
      notLogged: Type.Integer({ description: 'Messages that were not logged in that pause, or in the last one' }),
    }),
    outgrown: Type.Array(Outgrown, { description: 'Why the server should move to PostgreSQL; mostly empty' }),
    series: Type.Array(Type.Object({ at: Time, powerW: Type.Number() }), {
      description: 'Power of the last 24 hours, one mean value per five minutes',
    }),
  },
  { $id: 'Overview' },
)
export type Overview = Static<typeof Overview>

export const ConsoleSettings = Type.Object(
  {
    tileUrl: Nullable(Type.String(), { description: 'Map tiles; null: the map the console brings along' }),
    tileAttribution: Type.String(),
  },
  { $id: 'ConsoleSettings' },
)

export const OverviewFilter = Strict({ site: Type.Optional(OwnId) })

export const AuditEntry = Type.Object(
  {
    id: Type.Integer(),
    at: Time,
    actor: Type.String(),
    action: Type.String(),
    subjectType: Type.String(),
    subject: Type.String(),
    detail: Payload,
  },
  { $id: 'AuditEntry' },
)
export type AuditEntry = Static<typeof AuditEntry>

export const AuditFilter = Strict({
  ...paging,
  subjectType: Type.Optional(Text(40)),
  subject: Type.Optional(Text(255)),
})

export const Organisation = Type.Object(
  { id: Type.String(), name: Type.String(), demo: Type.Boolean({ description: 'Nothing in it is real' }) },
  { $id: 'Organisation' },
)
