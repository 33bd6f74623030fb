/** What the console asks of any station, whatever its version. */

import type { OperatorContext } from '../../context.ts'
import type { Handler } from '../../http/endpoint.ts'
import { ApiError, notFound } from '../../http/problem.ts'
import type { Doubt } from '../../http/problem-resource.ts'
import type { StartDoubt } from '../../remote-control/start-doubts.ts'
import type { endpoints } from '../endpoints.ts'
import { commandAnswer } from './answer.ts'

type Endpoints = typeof endpoints

export const startAtEvse: Handler<Endpoints['startAtEvse']> = async (ctx, { params, body }) => {
  const { idToken, idTokenType, chargingProfile, anyway } = body
  const ask = { ...atEvse(ctx, params.id), idToken, idTokenType, chargingProfile, anyway }
  const outcome = await ctx.owner.startOnEvse(ask)
  if (outcome.outcome !== 'doubtful') return commandAnswer(outcome)
  const doubts = outcome.doubts.map(toDoubt)
  throw new ApiError(409, 'doubtful', doubts.map(({ message }) => message).join('; '), { doubts })
}

export const checkStart: Handler<Endpoints['checkStart']> = async (ctx, { params, body }) => {
  const doubts = await ctx.owner.checkStart({ ...atEvse(ctx, params.id), ...body })
  if (doubts === null) throw notFound('such charging station')
  return { status: 200, body: { doubts: doubts.map(toDoubt) } }
}

const toDoubt = ({ code, message, transaction, station }: StartDoubt): Doubt => ({
  code,
  message,
  transaction: transaction ?? null,
  station: station ?? null,
})

export const unlockEvse: Handler<Endpoints['unlockEvse']> = async (ctx, { params, body }) =>
  commandAnswer(await ctx.owner.unlockEvse({ ...atEvse(ctx, params.id), ...body }))

export const changeEvseAvailability: Handler<Endpoints['changeEvseAvailability']> = async (ctx, { params, body }) =>
  commandAnswer(await ctx.owner.changeAvailability({ ...atEvse(ctx, params.id), ...body }))

export const stopTransaction: Handler<Endpoints['stopTransaction']> = async (ctx, { params: { id } }) => {
  const outcome = await ctx.owner.stopTransaction({
    organisationId: ctx.organisationId,
    actor: ctx.actor,
    transactionId: id,
  })
  if (outcome.outcome === 'unknown-transaction') throw notFound(`transaction ${id}`)
  return commandAnswer(outcome)
}

/** `CP1:2` is EVSE 2 of CP1. */
function atEvse({ organisationId, actor }: OperatorContext, id: string) {
  const colon = id.lastIndexOf(':')
  return { organisationId, actor, stationId: id.slice(0, colon), evseId: Number(id.slice(colon + 1)) }
}
