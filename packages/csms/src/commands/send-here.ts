/**
 * A command from whoever asks, at the node that owns the station: its live state translates the ids, its connection carries the CALL, and
 * what the answer means is recorded beside it. `ctx.owner.send` leads here.
 */
import { maySend } from '@busbar/ocpp/versions'
import type { Context } from '../context.ts'
import type { CommandTable } from '../operations/command.ts'
import { payloadOf } from './own-ids.ts'
import { type CommandOutcome, sendCommand } from './send-command.ts'

export interface Asked {
  readonly organisationId: string
  readonly stationId: string
  /** For the audit. */
  readonly actor: string
}

export interface Ask extends Asked {
  readonly action: string
  /** Our own ids may stand in it (`own-ids.ts`). */
  readonly payload: object
  /** It goes out as it is. */
  readonly raw?: boolean
}

export type SendOutcome = CommandOutcome | { readonly outcome: 'unknown-station' }

export async function sendHere(ctx: Context, table: CommandTable, ask: Ask): Promise<SendOutcome> {
  const { action, actor, raw = false } = ask
  const station = await stationOf(ctx, ask)
  if (!station) return { outcome: 'unknown-station' }
  if (raw) return sendCommand(ctx, table, { station, action, payload: ask.payload, actor, raw })
  const version = station.link?.version ?? station.version
  if (version === null) return { outcome: 'offline' }
  if (!maySend(version, 'csms', action)) return { outcome: 'unsupported', version, action }
  const body = ask.payload as Readonly<Record<string, unknown>>
  const translated = await payloadOf(ctx, { station, version, action, body })
  if ('problems' in translated) return { outcome: 'invalid', errors: translated.problems }
  return sendCommand(ctx, table, { station, action, payload: translated.payload, actor })
}

export async function stationOf(ctx: Context, { organisationId, stationId }: Omit<Asked, 'actor'>) {
  const station = await ctx.stations.load(stationId)
  return station?.organisationId === organisationId ? station : null
}
