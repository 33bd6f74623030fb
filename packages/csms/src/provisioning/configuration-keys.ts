/** OCPP 1.6's configuration, as the station last told it or took it from us. */
import type * as v16 from '@busbar/ocpp/v16'
import type { Command } from '../operations/command.ts'
import { afterAnswer, type CommandContext } from '../operations/command.ts'
import { takeNewPassword } from '../stations/new-password.ts'
import { tellVariablesChanged } from './variables.ts'

/** OCPP 1.6 §5.8. What it does not know any more is not kept. */
export const getConfiguration16: Command<v16.GetConfigurationRequest, v16.GetConfigurationResponse> = afterAnswer(
  (ctx, _request, { configurationKey = [], unknownKey = [] }) => {
    for (const { key, value, readonly } of configurationKey) putKey(ctx, key, value ?? null, readonly)
    for (const key of unknownKey) ctx.writes.remove('configuration_key', { station_id: ctx.station.id, key })
    if (configurationKey.length + unknownKey.length > 0) tellVariablesChanged(ctx.writes, ctx.station, ctx.now())
  },
)

/** OCPP 1.6 §5.3. RebootRequired has taken the value, too; it becomes effective later. */
export const changeConfiguration16: Command<v16.ChangeConfigurationRequest, v16.ChangeConfigurationResponse> =
  afterAnswer(async (ctx, { key, value }, { status }) => {
    if (status !== 'Accepted' && status !== 'RebootRequired') return
    if (isPassword(key) && status === 'Accepted') await takeNewPassword(ctx, ctx.station, value)
    putKey(ctx, key, value, false)
    tellVariablesChanged(ctx.writes, ctx.station, ctx.now())
  })

/** OCPP 1.6 security whitepaper, A01: the password travels as the value of this key. */
const isPassword = (key: string): boolean => key.toLowerCase() === 'authorizationkey'

function putKey(ctx: CommandContext, key: string, value: string | null, readonly: boolean): void {
  const { id, organisationId } = ctx.station
  ctx.writes.put('configuration_key', {
    station_id: id,
    organisation_id: organisationId,
    key,
    value,
    readonly,
    at: ctx.now(),
  })
}
