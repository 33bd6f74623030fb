import Type, { type Static } from 'typebox'
import {
  GivenTime,
  IdTokenText,
  Nullable,
  OneOf,
  OwnId,
  Payload,
  paging,
  StationId,
  Strict,
  Text,
  Time,
  Version,
  WireNumber,
} from '../../http/common.ts'
import { uncertainReasons } from '../../transactions/uncertain.ts'

export const transactionFlags = [
  'authorization-refused',
  'offline',
  'seq-no-gap',
  'out-of-order',
  'no-start',
  'register-reset',
  'register-rollover',
  'superseded',
  'abandoned',
  'ended-after-close',
  'clock-corrected',
  'matched',
] as const

const UncertainReason = OneOf(uncertainReasons)
export const Uncertain = Type.Object(
  {
    reason: UncertainReason,
    takenWh: Nullable(Type.Number(), { description: 'The energy as it is taken' }),
    otherWh: Nullable(Type.Number(), { description: 'What it would be by the other evidence; null: there is none' }),
  },
  { $id: 'Uncertain', description: 'A doubt about the energy of a transaction' },
)

export const Transaction = Type.Object(
  {
    id: Type.Integer(),
    station: Type.String(),
    stationName: Nullable(Type.String()),
    site: Type.String(),
    evse: Nullable(Type.Integer()),
    connector: Nullable(Type.Integer()),
    version: Version,
    wireId: Type.String({ description: "The id on the wire: in 2.x the station's own" }),
    state: OneOf(['open', 'closed']),
    chargingState: Nullable(Type.String()),
    idTag: Nullable(Type.String()),
    idTokenType: Nullable(Type.String()),
    groupToken: Nullable(Type.String()),
    authorizationStatus: Nullable(Type.String(), { description: 'What the station was answered' }),
    remoteStartId: Nullable(Type.Integer()),
    reservation: Nullable(Type.Integer()),
    startedAt: Time,
    stoppedAt: Nullable(Time),
    startedAtSent: Nullable(Time, {
      description:
        'What the station wrote, where its clock was wrong: `startedAt` is corrected then (flag clock-corrected)',
    }),
    stoppedAtSent: Nullable(Time),
    probablyOver: Nullable(
      Type.Object({
        since: Time,
        because: OneOf(['boot', 'available', 'gone', 'status'], {
          description:
            'boot: the station has booted since; available: its connector is free; gone: the station is away; status: it said so when it was asked',
        }),
      }),
      {
        description:
          'Open, and something says that it is over: it holds no id token and gives no power. It ends with the word of the station, or at its last sign',
      },
    ),
    matchedBy: Nullable(Type.String(), {
      description:
        'How a message that named no transaction, or an unknown one, came to be taken for this one (flag matched)',
    }),
    stopReason: Nullable(Type.String(), { description: "In the wire's spelling" }),
    stopIdTag: Nullable(Type.String()),
    closedBy: Nullable(Type.String(), { description: '`rule` or who closed it; null when the station ended it' }),
    closeNote: Nullable(Type.String()),
    meterStartWh: Nullable(Type.Number()),
    meterLastWh: Nullable(Type.Number()),
    meterStopWh: Nullable(Type.Number()),
    energyWh: Nullable(Type.Number(), { description: 'null: not known; `uncertain` says why' }),
    exportedWh: Nullable(Type.Number(), { description: 'What the vehicle gave; null: no register tells' }),
    uncertain: Type.Array(Uncertain, { description: 'Why the energy is not beyond doubt; empty: it is' }),
    powerW: Nullable(Type.Number(), { description: 'null: not known, or read too long ago' }),
    powerAt: Nullable(Time, { description: 'When power was last read' }),
    socPercent: Nullable(Type.Number()),
    meteredAt: Nullable(Time),
    flags: Type.Array(Type.String(), { examples: [transactionFlags] }),
    durationS: Type.Integer(),
  },
  { $id: 'Transaction' },
)
export type Transaction = Static<typeof Transaction>

export const transactionParams = Strict({ id: WireNumber })
export const TransactionFilter = Strict({
  ...paging,
  station: Type.Optional(StationId),
  idTag: Type.Optional(IdTokenText),
  state: Type.Optional(OneOf(['open', 'closed'])),
  probablyOver: Type.Optional(Type.Boolean()),
  site: Type.Optional(OwnId),
  uncertain: Type.Optional(
    Type.Boolean({ description: 'Only those whose energy is in doubt, or only those where it is not' }),
  ),
  uncertainReason: Type.Optional(
    Type.Unsafe<Static<typeof UncertainReason>>({
      ...UncertainReason,
      description: 'Whose energy is in doubt for this reason',
    }),
  ),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Started at or after' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Started before' })),
})
export type TransactionFilter = Static<typeof TransactionFilter>

export const TransactionEvent = Type.Object(
  {
    id: Type.Integer(),
    type: Type.String(),
    triggerReason: Nullable(Type.String()),
    seqNo: Nullable(Type.Integer()),
    at: Time,
    receivedAt: Time,
    offline: Type.Boolean(),
    payload: Payload,
  },
  { $id: 'TransactionEvent', description: 'A message of the transaction, as sent' },
)
export type TransactionEvent = Static<typeof TransactionEvent>

export const CloseTransaction = Strict({ note: Text(2000, { minLength: 1 }) }, { $id: 'CloseTransaction' })

const Sample = Type.Object(
  {
    measurand: Type.String(),
    phase: Type.Optional(Type.String({ description: 'Absent: all of them, or no matter of phases' })),
    location: Type.String(),
    context: Type.String(),
    unit: Nullable(Type.String(), { description: 'Wh, W, A, V, %, Hz …; as sent where we do not know it' }),
    value: Nullable(Type.Number(), { description: 'In that unit; null: what was sent is no number' }),
    sent: Type.Object(
      {
        value: Type.Unsafe<string | number>({ type: ['string', 'number'] }),
        unit: Type.Optional(Type.String()),
        multiplier: Type.Optional(Type.Integer()),
        format: Type.Optional(Type.String()),
      },
      { description: 'As the station wrote it' },
    ),
    signed: Type.Optional(Type.Unsafe<unknown>({ description: 'The signed reading, as sent' })),
  },
  { $id: 'Sample' },
)

export const MeterValue = Type.Object(
  {
    at: Time,
    receivedAt: Time,
    energyWh: Nullable(Type.Number(), { description: 'The import register' }),
    powerW: Nullable(Type.Number()),
    currentA: Nullable(Type.Number()),
    voltageV: Nullable(Type.Number()),
    socPercent: Nullable(Type.Number()),
    context: Nullable(Type.String()),
    samples: Nullable(Type.Array(Sample), {
      description:
        'All it held; empty with `points`, which is for charts; null: they stood in a message that is not kept any more',
    }),
  },
  { $id: 'MeterValue' },
)
export type MeterValue = Static<typeof MeterValue>

export const MeterValueFilter = Strict({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 500 })),
  cursor: paging.cursor,
  from: Type.Optional(GivenTime),
  to: Type.Optional(GivenTime),
  points: Type.Optional(
    Type.Integer({
      minimum: 10,
      maximum: 5000,
      description:
        'For charts: about this many points. The time range is cut into points/2 equal buckets, and each keeps its values of least and greatest power (energy where no power was metered), so peaks stay. Not with `cursor` or `limit`.',
    }),
  ),
})
