/** Whatever went wrong, as problem details. What we did not expect is a full log line here and says nothing outside. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StillWaiting } from '../db/write-error.ts'
import { ApiError, problemOf } from './problem.ts'

export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = apiErrorOf(error)
    if (problem.status >= 500 && !(error instanceof ApiError)) request.log.error({ err: error }, 'a request failed')
    return sendProblem(request, reply, problem)
  })
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: ApiError): FastifyReply {
  if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="busbar"')
  if (error.status === 503) reply.header('retry-after', '5')
  return reply
    .code(error.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemOf(error, String(request.id))))
}

export function apiErrorOf(error: Error & { code?: string; statusCode?: number }): ApiError {
  if (error instanceof ApiError) return error
  if (error.statusCode === 413) return new ApiError(413, 'too-large', error.message)
  if (error.statusCode === 415) return new ApiError(415, 'media-type', error.message)
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new ApiError(error.statusCode, 'malformed', error.message)
  }
  // Two requests created the same thing at once; the second one is told, as if it had come later.
  if (error.code === '23505') return new ApiError(409, 'conflict', 'Somebody else was creating it at the same time')
  // A row of this organisation still refers to it, or what it refers to has just gone.
  if (error.code === '23503') return new ApiError(409, 'conflict', 'Something else depends on it')
  // Class 22, data exception: U+0000, which PostgreSQL's text cannot hold, or a number beyond its column.
  if (/^22\w{3}$/.test(error.code ?? '')) return new ApiError(422, 'invalid', `It cannot be stored: ${error.message}`)
  // Cancelled: with the embedded database, stations were waiting behind it.
  if (error.code === '57014')
    return new ApiError(503, 'unavailable', 'It takes longer than others can wait: ask for less')
  return error instanceof StillWaiting || isDatabaseAway(error)
    ? new ApiError(503, 'unavailable')
    : new ApiError(500, 'internal')
}

/** Connection failures of `pg` and the operating system, and PostgreSQL's classes 08 and 57P (going down). */
const isDatabaseAway = (error: { code?: string; message: string }): boolean =>
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|08\w{3}|57P\d\d)$/.test(error.code ?? '') ||
  /^Connection terminated|^Query read timeout|timeout exceeded when trying to connect/.test(error.message)
