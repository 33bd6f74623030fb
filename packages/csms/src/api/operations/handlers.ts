import type { Handler } from '../../http/endpoint.ts'
import { ApiError, invalid, notFound } from '../../http/problem.ts'
import { isoOrNull } from '../../http/wire.ts'
import { cancelOperation as cancel, retryOperation as retry, type Steered } from '../../operations/steer-operation.ts'
import type { endpoints } from '../endpoints.ts'
import type { OperationState } from '../stations/operation-resource.ts'

type Endpoints = typeof endpoints

const usualMs = 3_600_000
const longestMs = 31 * 24 * 3_600_000

export const cancelOperation: Handler<Endpoints['cancelOperation']> = async (ctx, { params }) => ({
  status: 200,
  body: stateOf(await cancel(ctx, params.id), params.id),
})

export const retryOperation: Handler<Endpoints['retryOperation']> = async (ctx, { params, body }) => {
  const nowMs = ctx.now().getTime()
  const until = body.until === undefined ? new Date(nowMs + usualMs) : new Date(body.until)
  if (until.getTime() <= nowMs || until.getTime() > nowMs + longestMs)
    throw invalid([{ path: '/until', message: 'must lie ahead, by a month at most' }])
  return { status: 200, body: stateOf(await retry(ctx, params.id, until), params.id) }
}

function stateOf(steered: Steered, id: number): OperationState {
  if (steered.outcome === 'unknown') throw notFound(`operation ${id}`)
  if (steered.outcome === 'refused') throw new ApiError(409, 'conflict', steered.why)
  const { job, status, attempts, tryUntil } = steered.operation
  return {
    id,
    state: job.state,
    status,
    attempts,
    nextTryAt: isoOrNull('nextTryAt' in job ? job.nextTryAt : null),
    tryUntil: isoOrNull(tryUntil),
  }
}
