import Type, { type Static } from 'typebox'
import { GivenTime, IdTokenText, Nullable, OneOf, paging, Revision, Strict, Text, Time } from '../../http/common.ts'

/** The words of OCPP 2.1's IdTokenEnumStringType; an unlisted one is kept, since 2.1 leaves the list open. */
const Type_ = Text(20, {
  minLength: 1,
  examples: ['ISO14443', 'ISO15693', 'eMAID', 'Central', 'KeyCode', 'Local', 'MacAddress'],
})
const Status = OneOf(['accepted', 'blocked', 'expired', 'invalid'], {
  description: 'As operators set it; `expired` also comes by itself when `expiresAt` has passed',
})
const Group = Nullable(IdTokenText, { description: 'Tokens of one group may stop each other’s transactions' })

export const IdToken = Type.Object(
  {
    token: Type.String(),
    type: Type_,
    status: Status,
    expiresAt: Nullable(Time),
    groupToken: Nullable(Type.String()),
    allowConcurrent: Type.Boolean({ description: 'May it charge at several places at once?' }),
    language: Nullable(Type.String()),
    note: Nullable(Type.String()),
    createdAt: Time,
    updatedAt: Time,
    revision: Revision,
  },
  { $id: 'IdToken' },
)
export type IdToken = Static<typeof IdToken>

export const IdTokenPut = Strict(
  {
    type: Type.Optional(Type_),
    status: Type.Optional(Status),
    expiresAt: Type.Optional(Nullable(GivenTime)),
    expiry: Type.Optional(Nullable(GivenTime, { description: 'The same as expiresAt' })),
    groupToken: Type.Optional(Group),
    parentGroup: Type.Optional({ ...Group, description: 'The same as groupToken' } as typeof Group),
    parent: Type.Optional({ ...Group, description: 'The same as groupToken' } as typeof Group),
    allowConcurrent: Type.Optional(Type.Boolean()),
    language: Type.Optional(Nullable(Text(8))),
    note: Type.Optional(Nullable(Text(2000))),
  },
  {
    $id: 'IdTokenPut',
    description: 'Creates the id token (accepted, ISO14443), or changes the members that are given.',
  },
)
export type IdTokenPut = Static<typeof IdTokenPut>

export const idTokenParams = Strict({ token: IdTokenText })
export const IdTokenFilter = Strict({
  ...paging,
  q: Type.Optional(Text(100, { description: 'In token, group or note' })),
  status: Type.Optional(Status),
  group: Type.Optional(IdTokenText),
})
