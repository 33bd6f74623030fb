import Type, { type Static } from 'typebox'
import { type Kind, kindNames } from '../../history/kinds.ts'
import { GivenTime, Nullable, OneOf, OwnId, StationId, Strict, Time } from '../../http/common.ts'

const RetainedKindName = OneOf(kindNames as readonly [Kind, ...Kind[]], { description: 'What it is of' })

const maxAgeDays = Type.Integer({ minimum: 1, maximum: 36_500 })
const maxBytes = Type.Integer({ minimum: 1_000_000, maximum: 1e15 })

const RetentionRule = Type.Object({
  maxAgeDays: Nullable(Type.Integer(), { description: 'null: for ever' }),
  maxBytes: Nullable(Type.Integer(), { description: 'null: however large' }),
})

export const Freed = Type.Object(
  {
    days: Type.Integer({ description: 'Whole days of what lies in days' }),
    rows: Nullable(Type.Integer(), { description: 'Estimated; null: nobody has counted yet' }),
    bytes: Type.Integer(),
  },
  { $id: 'Freed', description: 'What a rule lets go' },
)

export const Retained = Type.Object(
  {
    kind: RetainedKindName,
    rule: RetentionRule,
    default: RetentionRule,
    takesSize: Type.Boolean({ description: 'It lies in days, so it may also be limited by size' }),
    oldestAt: Nullable(Time, { description: 'About when the oldest of it happened' }),
    rows: Nullable(Type.Integer(), { description: 'Estimated; null: nobody has counted yet' }),
    bytes: Type.Integer({ description: 'On disk, with indexes' }),
    days: Nullable(Type.Integer(), { description: 'null: it does not lie in days' }),
    heldDays: Type.Integer({
      description: 'Of these, how many the rule would let go, were there not something in them that is still needed',
    }),
    frees: Freed,
    measuredAt: Type.Unsafe<string>({ ...Time, description: 'When the oldest of these sizes was measured' }),
  },
  { $id: 'Retained' },
)
export type Retained = Static<typeof Retained>

export const retentionParams = Strict({ kind: RetainedKindName })

export const RetentionPreview = Strict({
  maxAgeDays: Type.Optional(maxAgeDays),
  maxBytes: Type.Optional(maxBytes),
})

export const RetentionPut = Strict({
  maxAgeDays: Type.Optional(Nullable(maxAgeDays, { description: 'null: for ever' })),
  maxBytes: Type.Optional(Nullable(maxBytes, { description: 'null: however large. Not of every kind' })),
})

const Day = Type.String({ format: 'date', examples: ['2026-03-01'] })

export const EnergyFilter = Strict({
  from: Type.Optional(
    Type.Unsafe<string>({ ...Day, description: 'Default: a month before `to`; by month the year that ends with it' }),
  ),
  to: Type.Optional(Type.Unsafe<string>({ ...Day, description: 'Included. Default: today' })),
  by: Type.Optional(OneOf(['day', 'month'], { default: 'day' })),
  site: Type.Optional(OwnId),
  station: Type.Optional(StationId),
})

export const EnergyHistory = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        day: Type.String({ description: 'The day of the site, or the first one of the month' }),
        sessions: Type.Integer({ description: 'Begun on it' }),
        unknown: Type.Integer({ description: 'Of these, how many have an energy nobody knows' }),
        energyWh: Nullable(Type.Number(), {
          description: 'Of all others. null: not known; what was not read on its day is in a later one',
        }),
        exportedWh: Nullable(Type.Number()),
        chargingS: Nullable(Type.Number(), {
          description: 'Seconds in which energy flowed, as far as meter values tell',
        }),
      }),
      { description: 'Days without a session are left out' },
    ),
  },
  { $id: 'EnergyHistory' },
)

export const PowerFilter = Strict({
  from: Type.Optional(Type.Unsafe<string>({ ...GivenTime, description: 'Default: 30 days before `to`' })),
  to: Type.Optional(Type.Unsafe<string>({ ...GivenTime, description: 'Default: now' })),
  site: Type.Optional(OwnId),
})

export const PowerHistory = Type.Object(
  {
    items: Type.Array(Type.Object({ at: Time, meanW: Type.Number(), maxW: Type.Number() }), {
      description: 'A quarter of an hour each, or as many of them as make 500 points; `maxW` is of a minute',
    }),
  },
  { $id: 'PowerHistory' },
)
