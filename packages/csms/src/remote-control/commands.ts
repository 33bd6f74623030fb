/** What an operator, the console or a rule asks of a station by name. */
import { maySend } from '@busbar/ocpp/versions'
import type { Context } from '../context.ts'
import { actionNamed } from './command-name.ts'
import { payloadOf } from './own-ids.ts'
import { type CommandOutcome, sendCommand } from './send-command.ts'

export type RunOutcome =
  | CommandOutcome
  | { readonly outcome: 'unknown-station' }
  | { readonly outcome: 'unknown-command' }

interface Asked {
  readonly organisationId: string
  readonly stationId: string
  /** For the audit. */
  readonly actor: string
}

/** `command` is the action's name in kebab-case; `body` its payload, in which our own ids may stand (see `own-ids.ts`). */
export async function runCommand(
  ctx: Context,
  ask: Asked & { readonly command: string; readonly body: Readonly<Record<string, unknown>> },
): Promise<RunOutcome> {
  const action = actionNamed(ask.command)
  if (action === undefined) return { outcome: 'unknown-command' }
  const station = await stationOf(ctx, ask)
  if (!station) return { outcome: 'unknown-station' }
  const version = station.session?.version ?? station.version
  if (version === null) return { outcome: 'offline' }
  if (!maySend(version, 'csms', action)) return { outcome: 'unsupported', version, action }
  const translated = await payloadOf(ctx, { station, version, action, body: ask.body })
  if ('problems' in translated) return { outcome: 'invalid', errors: translated.problems }
  return sendCommand(ctx, { station, action, payload: translated.payload, actor: ask.actor })
}

/** Any action of the station's version, its payload untouched. */
export async function runCall(
  ctx: Context,
  ask: Asked & { readonly action: string; readonly payload: object },
): Promise<RunOutcome> {
  const station = await stationOf(ctx, ask)
  if (!station) return { outcome: 'unknown-station' }
  return sendCommand(ctx, { station, action: ask.action, payload: ask.payload, actor: ask.actor, raw: true })
}

export async function stationOf(ctx: Context, { organisationId, stationId }: Omit<Asked, 'actor'>) {
  const station = await ctx.stations.load(stationId)
  return station?.organisationId === organisationId ? station : null
}
