/** Between HTTP and the handlers: who asks, is the request valid, how does the answer look. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { isAllowed, type Need } from '../accounts/needs.ts'
import { organisationsOf } from '../accounts/organisations.ts'
import type { Context, OperatorContext } from '../context.ts'
import { entityTag, readCondition } from './condition.ts'
import type { Answer, Endpoint, Handler, Input } from './endpoint.ts'
import { ApiError, invalid } from './problem.ts'
import { SharedAnswers } from './shared-answers.ts'
import { type Check, checkOf, readTexts } from './validation.ts'

export function addEndpoint<E extends Endpoint>(
  app: FastifyInstance,
  ctx: Context,
  endpoint: E,
  handler: Handler<E>,
): void {
  const read = reader(endpoint)
  const shared = sharedOf(ctx)
  const answer = (operator: OperatorContext, request: FastifyRequest): Promise<Answer<E>> => {
    const input = read(request)
    if (!endpoint.shared) return handler(operator, input)
    const { organisationId } = operator
    const isKept = endpoint.shared === 'kept'
    const asked = { name: request.url, organisationId, isKept, maxAgeMs: isKept ? maxAgeMsOf(request) : 0 }
    return shared.answer({ ...asked, compute: () => handler(operator, input) }) as Promise<Answer<E>>
  }
  app.route({
    method: endpoint.method,
    url: urlOf(endpoint),
    config: { needs: endpoint.needs },
    // Before a byte of the body is read.
    onRequest: async (request) => {
      operators.set(
        request,
        operatorOf(ctx, {
          token: bearerToken(request),
          organisation: organisationAsked(request),
          needs: endpoint.needs,
        }),
      )
    },
    handler: async (request, reply) => {
      const operator = operators.get(request) as OperatorContext
      try {
        send(reply, await answer(operator, request))
      } finally {
        if (endpoint.method !== 'GET') shared.forget(operator.organisationId)
      }
      return reply
    },
  })
}

const sharedAnswers = new WeakMap<Context, SharedAnswers<Answer<Endpoint>>>()

const sharedOf = (ctx: Context): SharedAnswers<Answer<Endpoint>> =>
  sharedAnswers.getOrInsertComputed(ctx, () => new SharedAnswers(() => ctx.now()))

const operators = new WeakMap<FastifyRequest, OperatorContext>()

export const urlOf = (endpoint: Endpoint): string => `/api/v1${endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1')}`

export function bearerToken(request: FastifyRequest): string | null {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/** Absent: the token's own. */
export function organisationAsked(request: FastifyRequest): string | undefined {
  const asked = request.headers['busbar-organisation']
  return typeof asked === 'string' && asked !== '' ? asked : undefined
}

function maxAgeMsOf({ headers }: FastifyRequest): number {
  return Number(/(?:^|,) *max-age=(\d{1,6}) *(?:$|,)/i.exec(headers['cache-control'] ?? '')?.[1] ?? 0) * 1000
}

export interface Asking {
  readonly token: string | null
  /** Absent: the token's own. */
  readonly organisation: string | undefined
  readonly needs: Need
}

/** Who asks, as far as they may; throws for everybody else. */
export function operatorOf(ctx: Context, { token, organisation, needs }: Asking): OperatorContext {
  const holder = token === null ? null : ctx.apiTokens.holderOf(token, ctx.now())
  if (!holder) throw new ApiError(401, 'unauthorized')
  const organisationId = organisation ?? holder.organisationId
  if (!organisationsOf(ctx.config, holder.organisationId).includes(organisationId)) {
    throw new ApiError(403, 'forbidden')
  }
  if (!isAllowed(needs, holder.may)) throw new ApiError(403, 'not-allowed', `It needs ${needs}`)
  // The context's own members stay reachable, whatever it is made of.
  const db = ctx.operatorDb(organisationId)
  return Object.assign(Object.create(ctx) as Context, { db, organisationId, actor: holder.name, token: holder })
}

function send<E extends Endpoint>(reply: FastifyReply, { status, body, revision, location }: Answer<E>): void {
  if (revision !== undefined) reply.header('etag', entityTag(revision))
  if (location !== undefined) reply.header('location', location)
  reply.code(status)
  if (body === null) reply.send()
  else reply.type('application/json; charset=utf-8').send(textOf(body))
}

/** Of an answer that many share it is made once. */
const texts = new WeakMap<object, string>()
const textOf = (body: object): string => texts.getOrInsertComputed(body, JSON.stringify)

/** The request's parts, checked; throws 404 for a path no such thing can have, 422 with every mistake for the rest. */
export function reader<E extends Endpoint>(endpoint: E): (request: FastifyRequest) => Input<E> {
  const params = part(endpoint.params)
  const query = part(endpoint.query)
  const body = endpoint.body && checkOf(endpoint.body)
  return (request) => {
    const input = {
      params: params?.(request.params),
      query: query?.(request.query),
      body: endpoint.body && request.body === undefined && endpoint.bodyOptional ? {} : request.body,
      condition: readCondition(request.headers),
    }
    const wrongParams = input.params?.mistakes ?? []
    if (wrongParams.length > 0 && endpoint.method !== 'PUT') throw new ApiError(404, 'not-found')
    const wrong = [...wrongParams, ...(input.query?.mistakes ?? [])].map((m) => ({ ...m, path: m.path.slice(1) }))
    if (body) wrong.push(...body(input.body))
    else if (request.body !== undefined) wrong.push({ path: '', message: 'takes no body' })
    if (wrong.length > 0) throw invalid(wrong)
    return { ...input, params: input.params?.value, query: input.query?.value } as Input<E>
  }
}

function part(schema: TSchema | undefined) {
  if (!schema) return undefined
  const check: Check = checkOf(schema)
  return (texts: unknown) => {
    const value = readTexts(schema, texts as Record<string, unknown>)
    return { value, mistakes: check(value) }
  }
}
