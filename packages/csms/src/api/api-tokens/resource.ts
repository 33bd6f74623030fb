import Type, { type Static } from 'typebox'
import { GivenTime, Nullable, OneOf, Strict, Text, Time, WireNumber } from '../../http/common.ts'

const TokenName = Text(100, { minLength: 1, description: 'For the list and the audit; no two have the same' })

const members = {
  id: WireNumber,
  name: Type.String(),
  origin: OneOf(['setting', 'first-start', 'api'], {
    description: '`BUSBAR_API_TOKEN`, the first start without it, or somebody by the API',
  }),
  createdAt: Time,
  createdBy: Nullable(Type.String(), { description: 'The token it was made with' }),
  expiresAt: Nullable(Time, { description: 'null: never' }),
  lastUsedAt: Nullable(Time, { description: 'To the minute' }),
  current: Type.Boolean({ description: 'This request was made with it' }),
}

export const ApiToken = Type.Object(members, { $id: 'ApiToken' })
export type ApiToken = Static<typeof ApiToken>

export const NewApiToken = Type.Object(
  { ...members, token: Type.String({ description: 'Shown this once: only its hash is kept' }) },
  { $id: 'NewApiToken' },
)

export const ApiTokenPost = Strict(
  { name: TokenName, expiresAt: Type.Optional(Nullable(GivenTime, { description: 'null or absent: never' })) },
  { $id: 'ApiTokenPost' },
)

export const ApiTokenPut = Strict(
  {
    name: Type.Optional(TokenName),
    expiresAt: Type.Optional(Nullable(GivenTime, { description: 'A time that has come ends it; null: never' })),
  },
  { $id: 'ApiTokenPut' },
)

export const apiTokenParams = Strict({ id: WireNumber })
