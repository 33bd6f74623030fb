import Type, { type Static } from 'typebox'
import { Nullable, Payload, paging, Strict, Time } from '../../http/common.ts'

export const Operation = Type.Object(
  {
    id: Type.Integer(),
    kind: Type.String({ examples: ['firmware', 'diagnostics', 'base-report'] }),
    requestId: Nullable(Type.Integer(), { description: 'On the wire' }),
    status: Type.String({
      description:
        "The station's last word on it. Ours where it has not spoken: Requested, NotSent, Unanswered, Refused, Canceled (given up for a newer one), and Overdue: what was promised did not come by dueAt. detail.lastStatus is the word before it",
    }),
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
