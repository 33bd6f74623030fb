import { ApiProblem } from '../api/client.ts'
import { failureText } from './faces.tsx'
import { Notice } from './notice.tsx'

interface ProblemProps {
  /** null: nothing is wrong. */
  readonly error: unknown
  /** What to say when somebody else was first. */
  readonly collided?: string | undefined
}

/** Why something that was asked for has not been done. */
export function Problem({ error, collided }: ProblemProps) {
  if (!error) return null
  const words = error instanceof ApiProblem && error.status === 412 ? collided : undefined
  return (
    <Notice tone="faulted" alert>
      {words ?? failureText(error)}
    </Notice>
  )
}
