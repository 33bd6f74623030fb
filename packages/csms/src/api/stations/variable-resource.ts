import Type, { type Static } from 'typebox'
import { Nullable, paging, Strict, Text, Time } from '../../http/common.ts'

export const Variable = Type.Object(
  {
    component: Nullable(
      Type.Object({
        name: Type.String(),
        instance: Nullable(Type.String()),
        evse: Nullable(Type.Object({ id: Type.Integer(), connectorId: Nullable(Type.Integer()) })),
      }),
      { description: 'null: a configuration key of 1.6, `variable.name` is its name' },
    ),
    variable: Type.Object({ name: Type.String(), instance: Nullable(Type.String()) }),
    attribute: Type.String({ description: 'Actual, Target, MinSet, MaxSet' }),
    value: Nullable(Type.String()),
    mutability: Nullable(Type.String(), { description: 'ReadOnly, WriteOnly, ReadWrite' }),
    persistent: Nullable(Type.Boolean()),
    constant: Nullable(Type.Boolean()),
    dataType: Nullable(Type.String()),
    unit: Nullable(Type.String()),
    minLimit: Nullable(Type.Number()),
    maxLimit: Nullable(Type.Number()),
    valuesList: Nullable(Type.String()),
    at: Time,
  },
  { $id: 'Variable' },
)
export type Variable = Static<typeof Variable>

export const Variables = Type.Object({
  items: Type.Array(Variable),
  next: Nullable(Type.String(), { description: 'Give it as `cursor` for the next page; null on the last one' }),
})

export const VariableFilter = Strict({
  q: Type.Optional(Text(100, { description: 'In component or variable name' })),
  component: Type.Optional(Text(50)),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 10_000, description: 'Items per page; without it all of them' }),
  ),
  cursor: paging.cursor,
})
