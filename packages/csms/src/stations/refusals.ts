/** What a station sent that was refused, counted by kind, with what would let it through. Pure. */
import type { Tolerance } from '@busbar/ocpp/validation'

export interface Refusals {
  readonly count: number
  readonly since: string
  readonly lastAt: string
  /** The latest kinds, the newest first. */
  readonly by: readonly RefusedKind[]
}

export interface RefusedKind {
  /** in: a message of the station; out: its answer to one of ours. */
  readonly direction: 'in' | 'out'
  /** null: it was no message. */
  readonly action: string | null
  readonly count: number
  readonly lastAt: string
  /** The last one. */
  readonly problem: string
  /** All together let it through; none: nothing would. */
  readonly tolerances: readonly Tolerance[]
}

export type Refused = Pick<RefusedKind, 'direction' | 'action' | 'problem' | 'tolerances'>

/** A station can send any word as an action. */
const mostKinds = 10
const longest = 200

export function withRefusal(before: Refusals | null, refused: Refused, at: Date): Refusals {
  const lastAt = at.toISOString()
  const known = before?.by.find((kind) => isSameKind(kind, refused))
  const kind: RefusedKind = {
    ...refused,
    action: refused.action?.slice(0, longest) ?? null,
    problem: refused.problem.slice(0, longest),
    count: (known?.count ?? 0) + 1,
    lastAt,
  }
  const others = (before?.by ?? []).filter((other) => other !== known)
  return {
    count: (before?.count ?? 0) + 1,
    since: before?.since ?? lastAt,
    lastAt,
    by: [kind, ...others].slice(0, mostKinds),
  }
}

/** Of one action, what needs other tolerances is another kind. */
const isSameKind = (kind: RefusedKind, refused: Refused): boolean =>
  kind.direction === refused.direction &&
  kind.action === (refused.action?.slice(0, longest) ?? null) &&
  kind.tolerances.join() === refused.tolerances.join()

/** Those that let everything through which any would. */
export const helpfulTolerances = ({ by }: Refusals): Tolerance[] => [
  ...new Set(by.flatMap(({ tolerances }) => tolerances)),
]

/** Is this worth telling at once? The first of its kind is; then the count is enough now and then. */
export const isNewKind = (of: Refusals): boolean => of.by[0]?.count === 1
