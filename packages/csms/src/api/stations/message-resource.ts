import Type, { type Static } from 'typebox'
import { Anything, GivenTime, Nullable, OneOf, paging, Strict, Text, Time, Version } from '../../http/common.ts'

const Direction = OneOf(['in', 'out'], { description: 'in: from the station; out: from us' })
export const messageOutcomes = [
  'answered',
  'refused',
  'timeout',
  'closed',
  'malformed',
  'invalid-response',
  'offline',
  'busy',
  'sent',
] as const

const Cut = Type.Object(
  { bytes: Type.Integer(), sha256: Type.String() },
  {
    description:
      'Only the beginning of the frame is kept: size and SHA-256 of the whole; null where nothing is missing',
  },
)

export const Message = Type.Object(
  {
    id: Type.Integer(),
    at: Time,
    answeredAt: Nullable(Time),
    direction: Direction,
    version: Version,
    action: Nullable(Type.String()),
    messageId: Nullable(Type.String()),
    outcome: Type.String({ examples: [...messageOutcomes] }),
    request: Anything,
    response: Anything,
    requestText: Type.String({ description: 'The frame' }),
    responseText: Nullable(Type.String()),
    requestCut: Nullable(Cut),
    responseCut: Nullable(Cut),
    errorCode: Nullable(Type.String()),
    problem: Nullable(Type.String()),
    problemPath: Nullable(Type.String()),
    deviations: Type.Array(Anything),
    durationMs: Nullable(Type.Integer()),
  },
  { $id: 'Message', description: 'One exchange of the message log; `request` and `response` are the parsed payloads' },
)
export type Message = Static<typeof Message>

export const MessageFilter = Strict({
  ...paging,
  action: Type.Optional(Text(64)),
  direction: Type.Optional(Direction),
  outcome: Type.Optional(Text(32)),
  q: Type.Optional(Text(100, { description: 'In the frames' })),
  from: Type.Optional(GivenTime),
  to: Type.Optional(GivenTime),
})
export type MessageFilter = Static<typeof MessageFilter>
