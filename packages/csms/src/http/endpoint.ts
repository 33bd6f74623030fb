/** What one endpoint promises: the route table must fulfil it, the door checks it, the OpenAPI document tells it. */
import type { Static, TSchema } from 'typebox'
import type { Need } from '../accounts/needs.ts'
import type { Condition } from '../audit/condition.ts'
import type { OperatorContext } from '../context.ts'

export interface Endpoint {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Below /api/v1, parameters in braces. */
  readonly path: string
  /** What a token must be allowed to do. Checked before a byte of the body is read. */
  readonly needs: Need
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** A missing body is an empty object. */
  readonly bodyOptional?: boolean
  /** By status; null: no content. */
  readonly answers: Readonly<Record<number, TSchema | null>>
  /** Statuses of problems beyond 401, 422 and 500, and what they mean here. */
  readonly problems?: Readonly<Record<number, string>>
  /** The answer carries an ETag; writes honour If-Match. */
  readonly versioned?: boolean
  /**
   * Open pages ask it again and again: one computation answers all who ask the same, whichever token they have. `kept`: it says of when it
   * is, and who asks with `Cache-Control: max-age=` takes one that is so old.
   */
  readonly shared?: 'fresh' | 'kept'
  /** Server-sent events: the handler owns the socket. */
  readonly stream?: boolean
}

export const endpoint = <const E extends Endpoint>(definition: E): E => definition

type Part<S> = S extends TSchema ? Static<S> : undefined

export interface Input<E extends Endpoint> {
  readonly params: Part<E['params']>
  readonly query: Part<E['query']>
  readonly body: Part<E['body']>
  readonly condition: Condition
}

/** Headers come from `revision` and `location`; the body goes out as it is. */
export type Answer<E extends Endpoint> = {
  [S in keyof E['answers'] & number]: {
    readonly status: S
    readonly body: E['answers'][S] extends TSchema ? Static<E['answers'][S]> : null
    readonly revision?: number
    readonly location?: string
  }
}[keyof E['answers'] & number]

export type Handler<E extends Endpoint> = (ctx: OperatorContext, input: Input<E>) => Promise<Answer<E>>

/** A handler for every endpoint: a forgotten one does not compile. */
export type Handlers<T extends Readonly<Record<string, Endpoint>>> = {
  readonly [N in keyof T as T[N] extends { stream: true } ? never : N]: Handler<T[N]>
}
