import Type, { type Static } from 'typebox'
import { Nullable, OneOf, Payload, paging, Strict, Time } from '../../http/common.ts'

export const Operation = Type.Object(
  {
    id: Type.Integer(),
    kind: Type.String({ examples: ['firmware', 'diagnostics', 'base-report'] }),
    requestId: Nullable(Type.Integer(), { description: 'On the wire' }),
    status: Type.String({
      description:
        "The station's last word on it. Ours where it has not spoken: Requested, NotSent, Unanswered, Refused, Canceled (given up for a newer one), and Overdue: what was promised did not come by dueAt. detail.lastStatus is the word before it",
    }),
    state: OneOf(['queued', 'sending', 'waiting', 'done', 'failed', 'overdue', 'cancelled'], {
      description:
        'What is to come of it. queued: it is sent at nextTryAt, or when the station is there; sending: it is on its way; waiting: the station has it, and its next word is due; cancelled: given up here, the station need not know',
    }),
    attempts: Type.Integer({ description: 'How often it was sent, or tried to' }),
    nextTryAt: Nullable(Time),
    tryUntil: Nullable(Time, { description: 'Until when it is tried again; null: once' }),
    dueAt: Nullable(Time, {
      description: 'When it becomes overdue, if nothing more is heard; null: nothing more is to come',
    }),
    detail: Payload,
    response: Type.Unsafe<unknown>({ description: 'What the station answered to the request; null before' }),
    requestedAt: Time,
    updatedAt: Time,
  },
  { $id: 'Operation', description: 'Something asked of a station that takes a while' },
)
export type Operation = Static<typeof Operation>

export const OperationState = Type.Pick(Operation, ['id', 'state', 'status', 'attempts', 'nextTryAt', 'tryUntil'], {
  $id: 'OperationState',
})
export type OperationState = Static<typeof OperationState>

export const Retry = Strict({
  until: Type.Optional(
    Type.String({ format: 'date-time', description: 'Tried again until then; an hour from now when left out' }),
  ),
})

export const SecurityEvent = Type.Object(
  {
    id: Type.Integer(),
    type: Type.String(),
    at: Time,
    receivedAt: Time,
    techInfo: Nullable(Type.String()),
  },
  { $id: 'SecurityEvent' },
)
export type SecurityEvent = Static<typeof SecurityEvent>

export const PageFilter = Strict({ ...paging })
