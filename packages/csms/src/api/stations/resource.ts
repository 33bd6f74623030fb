import { tolerances } from '@busbar/ocpp/validation'
import Type, { type Static } from 'typebox'
import { Nullable, OneOf, OwnId, paging, Revision, StationId, Strict, Text, Time, Version } from '../../http/common.ts'
import { connectorStatuses } from '../../stations/live-station.ts'
import { piles } from '../../stations/overfull.ts'
import { type TurnAwayCode, turnAwayKinds } from '../../stations/turning-away.ts'

const Admission = OneOf(['accepted', 'pending', 'rejected'], {
  description: 'May it charge here? Decided by operators',
})
/** What an operator gives for a password. */
const Password = Type.Union(
  [
    Text(64, { minLength: 1, description: 'The one that is set at the charging station' }),
    Strict({ generate: Type.Literal(true) }, { description: 'The server makes one, and tells it once in its answer' }),
  ],
  { description: 'For Basic authentication (security profile 1). Kept as a hash' },
)
const PowerW = Type.Number({ minimum: 0, maximum: 10_000_000 })
const ConnectorType = Text(40, { description: "2.1's connector words (cCCS2, sType2 …) or the station's own" })

export const Connector = Type.Object(
  {
    connectorId: Type.Integer(),
    type: Nullable(ConnectorType),
    maxPowerW: Nullable(Type.Number()),
    status: OneOf(connectorStatuses, { description: 'Now. Unknown while the station is not online' }),
    lastStatus: OneOf(connectorStatuses, { description: 'As the station last told, whether or not it is there' }),
    errorCode: Nullable(Type.String()),
    vendorErrorCode: Nullable(Type.String()),
    info: Nullable(Type.String()),
    statusAt: Nullable(Time, { description: "By our clock, as well as the station's tells" }),
  },
  { $id: 'Connector' },
)

export const Evse = Type.Object(
  {
    id: Type.String({ description: '<station id>:<EVSE id>', examples: ['CP1:1'] }),
    evseId: Type.Integer(),
    name: Nullable(Type.String()),
    maxPowerW: Nullable(Type.Number()),
    availability: OneOf(['Operative', 'Inoperative']),
    connectors: Type.Array(Connector),
    transaction: Nullable(Type.Integer(), { description: 'The open transaction' }),
    powerW: Nullable(Type.Number(), {
      description: 'null: it charges, and the last reading is too old to be called the power of now',
    }),
    probablyOver: Type.Boolean({ description: 'Of its transaction: see `Transaction.probablyOver`' }),
  },
  { $id: 'Evse' },
)

const ComponentProblem = Type.Object(
  {
    component: Type.String({ examples: ['Connector'] }),
    evse: Type.Integer({ description: '0: of the station as a whole' }),
    connector: Type.Integer({ description: '0: of the EVSE as a whole' }),
    variable: Type.String({ examples: ['Problem'] }),
    status: OneOf(['Faulted', 'Unavailable']),
    code: Nullable(Type.String(), { description: 'techCode' }),
    info: Nullable(Type.String(), { description: 'techInfo' }),
    at: Time,
  },
  { $id: 'ComponentProblem' },
)

const RefusedKind = Type.Object({
  direction: OneOf(['in', 'out'], { description: 'in: a message of the station; out: its answer to one of ours' }),
  action: Nullable(Type.String(), { description: 'null: it was no message' }),
  count: Type.Integer(),
  lastAt: Time,
  problem: Type.String({ description: 'Of the last one' }),
  tolerances: Type.Array(OneOf(tolerances), { description: 'All together let it through; none: nothing would' }),
})

const Refused = Type.Object(
  {
    count: Type.Integer(),
    since: Time,
    lastAt: Time,
    tolerances: Type.Array(OneOf(tolerances), { description: 'What would let through all that can be' }),
    by: Type.Array(RefusedKind, { description: 'The latest kinds, the newest first' }),
  },
  { $id: 'Refused', description: 'What was refused since the tolerances were last changed' },
)

export const TurnedAway = Type.Object(
  {
    code: OneOf(Object.keys(turnAwayKinds) as TurnAwayCode[]),
    status: Type.Integer({ description: "HTTP's, or 1002 where the WebSocket was closed at once" }),
    reason: Type.String({ description: 'What the charging station heard' }),
    remedy: Type.String({ description: 'What would let it in' }),
    detail: Nullable(Type.String({ description: 'What it offered, which page it came from' })),
    remoteAddress: Type.String(),
    firstAt: Time,
    lastAt: Time,
    times: Type.Integer(),
  },
  {
    $id: 'TurnedAway',
    description: 'Turned away at the door. Kept in memory: a restart forgets it until it happens again',
  },
)
export type TurnedAway = Static<typeof TurnedAway>

export const TurnedAwayStranger = Type.Object(
  {
    identity: Nullable(Type.String({ description: 'As it can be shown; null: nobody can tell' })),
    canBeAccepted: Type.Boolean({ description: 'POST /unknown-stations/{identity}/accept would let it in' }),
    ...TurnedAway.properties,
  },
  { $id: 'TurnedAwayStranger', description: 'Somebody nobody knows, turned away at the door' },
)

const Contest = Type.Object(
  {
    since: Time,
    perMinute: Type.Integer({ description: 'Connections that replaced another one in the last minute' }),
    addresses: Type.Array(Type.String()),
    serialNumbers: Type.Array(Type.String()),
  },
  { $id: 'Contest', description: 'Two charging stations replace each other under one id' },
)

export const Station = Type.Object(
  {
    id: Type.String(),
    name: Nullable(Type.String()),
    site: Type.String(),
    siteName: Type.String(),
    admission: Admission,
    status: OneOf(['online', 'offline', 'never'], {
      description:
        'offline: its WebSocket is gone, or it has missed what its heartbeat interval promised; never: not heard of yet',
    }),
    connected: Type.Boolean({ description: 'Its WebSocket is open' }),
    version: Nullable(Version, { description: 'Of its present or last connection' }),
    vendor: Nullable(Type.String()),
    model: Nullable(Type.String()),
    serialNumber: Nullable(Type.String()),
    firmwareVersion: Nullable(Type.String()),
    lastHeardAt: Nullable(Time),
    connectedAt: Nullable(Time),
    bootedAt: Nullable(Time),
    bootReason: Nullable(Type.String()),
    registration: Nullable(OneOf(['Accepted', 'Pending', 'Rejected']), {
      description: 'What its last BootNotification was answered',
    }),
    heartbeatInterval: Nullable(Type.Integer(), { description: 'Seconds' }),
    firmwareStatus: Nullable(Type.String()),
    diagnosticsStatus: Nullable(Type.String()),
    tolerances: Type.Array(OneOf(tolerances), {
      description: 'Deviations from the schemas that are let pass and recorded',
    }),
    bootCalls: Type.Boolean({ description: 'May the server send calls of its own after a boot?' }),
    messageRateLimit: Nullable(Type.Integer(), {
      description: "Messages per second before it is slowed down; null: the server's default",
    }),
    hasPassword: Type.Boolean(),
    assumeVersion: Nullable(Version, { description: 'Spoken when it offers no subprotocol' }),
    turnedAway: Type.Array(TurnedAway, { description: 'Latest first, one of a kind' }),
    contested: Nullable(Contest),
    note: Nullable(Type.String()),
    overfull: Type.Array(OneOf(piles), {
      description: 'What it has sent more of than is kept; empty again after its next boot, unless it goes on',
    }),
    deviations: Type.Integer({ description: 'Messages that were taken though they deviate from the standard' }),
    refused: Nullable(Refused, { description: 'null: nothing, since its tolerances were last changed' }),
    stationStatus: Nullable(Type.String(), {
      description:
        'What it says of itself as a whole: the status of connector 0 in 1.6; of EVSE 0 or the component ChargingStation in 2.x',
    }),
    stationErrorCode: Nullable(Type.String()),
    stationErrorInfo: Nullable(Type.String()),
    problems: Type.Array(ComponentProblem, {
      description: 'What its components say is wrong (2.x), until they say that it is not',
    }),
    evses: Type.Array(Evse),
    localListVersion: Nullable(Type.Integer(), {
      description: '0: it has no list. null: not asked yet, or not supported',
    }),
    localListSupported: Nullable(Type.Boolean(), {
      description:
        'false: it answered a list version of -1, which says that it has no local lists. null: not asked yet',
    }),
    powerW: Nullable(Type.Number(), {
      description:
        'Sum of its open transactions, of readings that are not too old; null: it charges, and there is none',
    }),
    skewS: Nullable(Type.Number(), {
      description:
        'How far its clock is ahead of ours, in seconds; null: not known yet. Beyond two minutes its times are corrected',
    }),
    clockZone: Nullable(OneOf(['site', 'utc']), {
      description:
        "How its times without a zone are read: by the site's time zone or as UTC. null: it sent none so far",
    }),
    createdAt: Time,
    updatedAt: Time,
    revision: Revision,
  },
  { $id: 'Station' },
)
export type Station = Static<typeof Station>

export const StationPut = Strict(
  {
    name: Type.Optional(Nullable(Text(100))),
    site: Type.Optional(OwnId),
    password: Type.Optional(
      Type.Union([...Password.anyOf, Type.Null({ description: 'None is asked for' })], {
        description: 'For Basic authentication (security profile 1). Kept as a hash',
      }),
    ),
    admission: Type.Optional(Admission),
    tolerances: Type.Optional(
      Type.Array(OneOf(tolerances), {
        maxItems: tolerances.length,
        description:
          'Deviations from the standard that are let pass and recorded; docs/field-notes.md says what each of them is',
      }),
    ),
    assumeVersion: Type.Optional(
      Nullable(Version, {
        description:
          'What it speaks when it offers no WebSocket subprotocol; null: it is turned away, unless loose-frames are tolerated',
      }),
    ),
    bootCalls: Type.Optional(Type.Boolean()),
    messageRateLimit: Type.Optional(
      Nullable(Type.Integer({ minimum: 1, maximum: 10_000 }), {
        description: "Messages per second before the station is slowed down; null: the server's default",
      }),
    ),
    note: Type.Optional(Nullable(Text(2000))),
    evses: Type.Optional(
      Type.Array(
        Strict({
          evseId: Type.Integer({ minimum: 1, maximum: 1000 }),
          name: Type.Optional(Nullable(Text(100))),
          maxPowerW: Type.Optional(Nullable(PowerW)),
          connectors: Type.Optional(
            Type.Array(
              Strict({
                connectorId: Type.Integer({ minimum: 1, maximum: 100 }),
                type: Type.Optional(Nullable(ConnectorType)),
                maxPowerW: Type.Optional(Nullable(PowerW)),
              }),
              { maxItems: 100 },
            ),
          ),
        }),
        {
          maxItems: 1000,
          description:
            'The whole list: EVSEs and connectors not in it are forgotten (one the station reports again comes back). For 1.6, connector n of the station is EVSE n with connector 1.',
        },
      ),
    ),
  },
  { $id: 'StationPut', description: 'Creates the station, or changes the members that are given; others stay.' },
)
export type StationPut = Static<typeof StationPut>

export const stationSorts = ['id', 'name', 'site', 'status', 'version', 'model', 'lastHeardAt', 'power'] as const

export const StationFilter = Strict({
  ...paging,
  status: Type.Optional(OneOf(['online', 'offline', 'never'])),
  site: Type.Optional(OwnId),
  version: Type.Optional(Version),
  admission: Type.Optional(Admission),
  faulted: Type.Optional(
    Type.Boolean({ description: 'true: those that are, or have a connector, in Faulted; false: the others' }),
  ),
  q: Type.Optional(Text(100, { description: 'In id, name, vendor, model, serial number or site name' })),
  sort: Type.Optional(
    OneOf([...stationSorts, ...stationSorts.map((s) => `-${s}` as const)], {
      default: 'id',
      description: 'A leading "-" reverses',
    }),
  ),
})
export type StationFilter = Static<typeof StationFilter>

export const UnknownStation = Type.Object(
  {
    id: Type.String(),
    version: Nullable(Version),
    vendor: Nullable(Type.String()),
    model: Nullable(Type.String()),
    serialNumber: Nullable(Type.String()),
    firmwareVersion: Nullable(Type.String()),
    remoteAddress: Nullable(Type.String()),
    turnedAway: Type.Array(TurnedAway, { description: 'Latest first: how it was turned away, too' }),
    firstSeenAt: Time,
    lastSeenAt: Time,
    attempts: Type.Integer(),
  },
  { $id: 'UnknownStation', description: 'A station that called without being known' },
)
export type UnknownStation = Static<typeof UnknownStation>

/** A password of the server's own making is told once. */
export const SavedStation = Type.Object(
  {
    ...Station.properties,
    password: Type.Optional(
      Type.String({ description: 'The password that was just made. It is told this once: only a hash is kept' }),
    ),
  },
  { $id: 'SavedStation' },
)
export type SavedStation = Static<typeof SavedStation>

export const AcceptStation = Strict(
  {
    site: Type.Optional(OwnId),
    name: Type.Optional(Nullable(Text(100))),
    password: Type.Optional(Password),
    unprotected: Type.Optional(
      Type.Literal(true, { description: 'No password: anybody who knows its id can come in its place' }),
    ),
  },
  {
    $id: 'AcceptStation',
    description:
      'With neither `password` nor `unprotected` the server makes a password. The connection it waits with stays, and can be used to hand the password over; the next one has to come with it.',
  },
)

export const stationParams = Strict({ id: StationId })
