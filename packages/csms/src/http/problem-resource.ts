import Type, { type Static } from 'typebox'
import { Anything, Nullable } from './common.ts'

export const Doubt = Type.Object(
  {
    code: Type.String({
      description:
        'station-offline, station-faulted, station-unavailable, evse-unknown, evse-faulted, evse-unavailable, evse-occupied, evse-reserved, token-unknown, token-blocked, token-expired, token-invalid, token-in-use',
    }),
    message: Type.String(),
    transaction: Nullable(Type.Integer(), { description: 'The one in the way' }),
    station: Nullable(Type.String(), { description: 'Where that is' }),
  },
  { $id: 'Doubt', description: 'Why a start will probably come to nothing' },
)
export type Doubt = Static<typeof Doubt>

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'What kind of problem, as a URI reference; see docs/api.md' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String({ description: 'The request it answers; the log names it too' })),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String({ description: 'JSON pointer into the body, or the name of the parameter' }),
          message: Type.String(),
        }),
      ),
    ),
    code: Type.Optional(Type.String({ description: "The charging station's CALLERROR code" })),
    description: Type.Optional(Type.String({ description: "The charging station's CALLERROR description" })),
    details: Type.Optional(Anything),
    doubts: Type.Optional(Type.Array(Doubt, { description: 'Why it was not sent (`doubtful`)' })),
  },
  { $id: 'Problem', description: 'RFC 9457 problem details' },
)
export type Problem = Static<typeof Problem>
