/** Commands by their name in OCPP, translated (`runCommand`) or raw. */
import { runCommand as run } from '../../commands/run-command.ts'
import type { Handler } from '../../http/endpoint.ts'
import type { endpoints } from '../endpoints.ts'
import { commandAnswer } from './answer.ts'

type Endpoints = typeof endpoints

export const runCommand: Handler<Endpoints['runCommand']> = async (ctx, { params, body }) => {
  const { organisationId, actor } = ctx
  return commandAnswer(await run(ctx, { organisationId, actor, stationId: params.id, command: params.name, body }))
}

export const callStation: Handler<Endpoints['callStation']> = async (ctx, { params, body }) => {
  const { organisationId, actor } = ctx
  return commandAnswer(await ctx.owner.send({ organisationId, actor, stationId: params.id, ...body, raw: true }))
}
