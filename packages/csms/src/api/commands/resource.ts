import type { Field as FieldShape } from '@busbar/ocpp/validation'
import Type, { type Static } from 'typebox'
import {
  Anything,
  IdTokenText,
  Nullable,
  OneOf,
  Payload,
  StationId,
  Strict,
  Text,
  WireNumber,
} from '../../http/common.ts'

const CommandPart = Type.Object(
  {
    items: Type.Integer({ description: 'Elements of the list in this part, in the order given' }),
    outcome: OneOf(
      ['answered', 'refused', 'invalid-response', 'timeout', 'connection-lost', 'offline', 'busy', 'not-sent'],
      { description: 'not-sent: kept back, because a part before it was not answered, or did not take effect' },
    ),
    status: Nullable(Type.String()),
    problem: Nullable(Type.String(), { description: 'Why it was refused, or what is wrong with the answer' }),
    requestId: Type.Optional(
      Type.Integer({ description: 'Of a report: the part has one of its own, and so an operation' }),
    ),
    listVersion: Type.Optional(Type.Integer({ description: 'Of a local list (1.6): its version after this part' })),
    versionNumber: Type.Optional(Type.Integer({ description: 'Of a local list (2.x): its version after this part' })),
    updateType: Type.Optional(Type.String()),
  },
  { $id: 'CommandPart' },
)

export const CommandAnswer = Type.Object(
  {
    status: Type.String({
      description:
        "The answer's status. Of a list of results with a status each: Accepted, PartiallyAccepted or Rejected. Accepted when there is none. PartiallyAnswered: of a command in parts some were not answered, and none of the others accepted",
    }),
    response: Anything,
    parts: Type.Optional(
      Type.Array(CommandPart, {
        description:
          'When a list had more elements or bytes than the station takes in one message: what became of each part. `response` joins the answers that came',
      }),
    ),
  },
  { $id: 'CommandAnswer', description: 'What the charging station answered. Its Rejected is an answer, too' },
)
export type CommandAnswer = Static<typeof CommandAnswer>

export const commandParams = Strict({
  id: StationId,
  name: Type.String({
    pattern: '^[a-z][a-z0-9-]{1,63}$',
    description: 'OCPP action in kebab-case',
    examples: ['reset'],
  }),
})

export const RawCall = Strict({ action: Text(64, { minLength: 1 }), payload: Payload }, { $id: 'RawCall' })

/** A member of a message, in the protocol package's compact form. It nests, which TypeBox cannot infer. */
export const Field = Type.Unsafe<FieldShape>({
  $id: 'Field',
  type: 'object',
  required: ['name', 'type', 'required'],
  properties: {
    name: { type: 'string' },
    type: { type: 'string', enum: ['string', 'integer', 'number', 'boolean', 'dateTime', 'uri', 'object', 'any'] },
    required: { type: 'boolean' },
    array: { type: 'object', properties: { min: { type: 'integer' }, max: { type: 'integer' } } },
    maxLength: { type: 'integer' },
    min: { type: 'number' },
    max: { type: 'number' },
    multipleOf: { type: 'number' },
    enum: { type: 'array', items: { type: 'string' } },
    typeName: { type: 'string', description: 'Of the enum or object type' },
    fields: { type: 'array', items: { $ref: '#/components/schemas/Field' } },
  },
})

export const Action = Type.Object(
  {
    action: Type.String(),
    command: Type.String({ description: 'Its name in /commands/{name}' }),
    fields: Type.Array(Field),
  },
  { $id: 'Action' },
)

export const Description = Type.Object(
  {
    version: Type.String(),
    action: Type.String(),
    fromStation: Type.Boolean(),
    fromCsms: Type.Boolean(),
    request: Type.Array(Field),
    response: Nullable(Type.Array(Field), { description: 'null: a message without answer (2.1 SEND)' }),
  },
  { $id: 'Description' },
)

export const evseParams = Strict({
  id: Type.String({
    pattern: '^[^\\u0000-\\u001f\\u007f]{1,255}:[0-9]{1,4}$',
    description: '<station id>:<EVSE id>',
    examples: ['CP1:1'],
  }),
})
export const StartRequest = Strict(
  {
    idToken: IdTokenText,
    idTokenType: Type.Optional(Text(20, { minLength: 1 })),
    connectorId: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'Which cable is meant, where the EVSE has several. For people: OCPP starts on an EVSE, so it is not sent',
      }),
    ),
    chargingProfile: Type.Optional(WireNumber),
    anyway: Type.Optional(
      Type.Boolean({ description: 'Send it although it will probably come to nothing (409 `doubtful` otherwise)' }),
    ),
  },
  { $id: 'StartRequest' },
)
export const StartCheck = Strict(
  { idToken: IdTokenText, idTokenType: Type.Optional(Text(20, { minLength: 1 })) },
  { $id: 'StartCheck', description: 'In the body, since a key code has no place in a URL' },
)
export const UnlockRequest = Strict(
  { connectorId: Type.Optional(Type.Integer({ minimum: 1, description: '1 when absent' })) },
  { $id: 'UnlockRequest' },
)
export const AvailabilityRequest = Strict(
  { operative: Type.Boolean(), connectorId: Type.Optional(Type.Integer({ minimum: 1 })) },
  { $id: 'AvailabilityRequest' },
)
