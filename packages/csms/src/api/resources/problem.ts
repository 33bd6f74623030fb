import Type, { type Static } from 'typebox'
import { Doubt } from './command.ts'
import { Anything } from './common.ts'

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
