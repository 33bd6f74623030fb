/** What the protocol says of its messages: for command forms and explained frames. */
import { fieldsOf } from '@busbar/ocpp/validation'
import { isAction, isSend, maySend } from '@busbar/ocpp/versions'
import { commandsOf } from '../../commands/command-name.ts'
import type { Handler } from '../../http/endpoint.ts'
import { conflict, notFound } from '../../http/problem.ts'
import { protocolOf, versionName } from '../../http/wire.ts'
import { lastVersionOf } from '../../stations/station-store.ts'
import type { endpoints } from '../endpoints.ts'
import { mustSee } from '../stations/station-records.ts'

type Endpoints = typeof endpoints

export const listCommands: Handler<Endpoints['listCommands']> = async (ctx, { params: { id } }) => {
  await mustSee(ctx, id)
  const version = await lastVersionOf(ctx.db, id)
  if (version === null) throw conflict('The station has not connected yet, so its version is not known')
  const items = commandsOf(version)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ action, name }) => ({ action, command: name, fields: fieldsOf(version, action, 'request') }))
  return { status: 200, body: { version: versionName(version), items } }
}

export const describeAction: Handler<Endpoints['describeAction']> = async (_ctx, { params }) => {
  const version = protocolOf(params.version)
  const { action } = params
  if (!isAction(version, action)) throw notFound(`action ${action} in OCPP ${params.version}`)
  return {
    status: 200,
    body: {
      version: params.version,
      action,
      fromStation: maySend(version, 'station', action),
      fromCsms: maySend(version, 'csms', action),
      request: fieldsOf(version, action, 'request'),
      response: isSend(version, action) ? null : fieldsOf(version, action, 'response'),
    },
  }
}
