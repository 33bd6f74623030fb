/** Commands by their name in OCPP, translated (`runCommand`) or raw (`callStation`). */
import { runCommand as run, runCall } from '../remote-control/commands.ts'
import { commandAnswer } from './command-answer.ts'
import type { Handler } from './endpoint.ts'
import type { endpoints } from './endpoints.ts'

type Endpoints = typeof endpoints

export const runCommand: Handler<Endpoints['runCommand']> = async (ctx, { params, body }) => {
  const { organisationId, actor } = ctx
  return commandAnswer(await run(ctx, { organisationId, actor, stationId: params.id, command: params.name, body }))
}

export const callStation: Handler<Endpoints['callStation']> = async (ctx, { params, body }) => {
  const { organisationId, actor } = ctx
  return commandAnswer(
    await runCall(ctx, { organisationId, actor, stationId: params.id, action: body.action, payload: body.payload }),
  )
}
