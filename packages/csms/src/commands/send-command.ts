/** One command to one station, from the payload on: checked, sent, its answer's meaning recorded. */
import { validateRequest } from '@busbar/ocpp/validation'
import { maySend, type Version } from '@busbar/ocpp/versions'
import { auditRow } from '../audit/audit-row.ts'
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Command, CommandContext, CommandTable } from '../operations/command.ts'
import type { Operation } from '../operations/operation.ts'
import { messageOf, type Problem } from '../operations/order.ts'
import { hideSecrets } from '../secrets/hide-secrets.ts'
import { callStation, type StationAnswer } from '../stations/call-station.ts'
import { keepWithinCaps } from '../stations/capped-rows.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { answerStatus } from './answer-status.ts'
import type { JoinedAnswer, Part } from './joined-answer.ts'
import { sendInParts } from './send-in-parts.ts'

export type CommandOutcome =
  | {
      readonly outcome: 'answered'
      /** The answer in one word, by `answerStatus`. */
      readonly status: string
      readonly response: Record<string, unknown>
      /** When a list was too long for the station to take at once. */
      readonly parts?: readonly Part[]
    }
  | Exclude<StationAnswer, { outcome: 'answered' }>
  | { readonly outcome: 'invalid'; readonly errors: readonly Problem[] }
  /** The station's version has no such action, or not in this direction. */
  | { readonly outcome: 'unsupported'; readonly version: Version; readonly action: string }

export interface Sending {
  readonly station: LiveStation
  readonly action: string
  readonly payload: object
  readonly actor: string
  /** The payload goes out as it is, also when it is more than the station takes. */
  readonly raw?: boolean
  /** It is sent for this one again. */
  readonly operation?: Operation
}

export async function sendCommand(ctx: Context, table: CommandTable, sending: Sending): Promise<CommandOutcome> {
  const { station, action, payload, actor, operation } = sending
  const version = station.link?.version ?? station.version
  if (version === null) return { outcome: 'offline' }
  if (!maySend(version, 'csms', action)) return { outcome: 'unsupported', version, action }
  const check = validateRequest(version, action, payload)
  if (!check.ok) return { outcome: 'invalid', errors: [{ path: check.path, message: messageOf(check) }] }

  const context = commandContext(ctx, { station, version, actor, action, operation })
  const outcome = outcomeOf(await answerTo(context, table, sending))
  record(context, action, payload, outcome)
  hideSecrets(context.writes, ctx.keyCodes.testOf(station.organisationId))
  await keepWithinCaps(context)?.catch(notStored(context, action))
  await ctx.writer.commit(context.writes).catch(notStored(context, action))
  return outcome
}

function answerTo(
  ctx: CommandContext,
  table: CommandTable,
  { action, payload, raw }: Sending,
): Promise<StationAnswer | JoinedAnswer> {
  const send = (each: string, part: object) => exchange(ctx, commandFor(table, ctx.version, each), each, part)
  return raw ? send(action, payload) : sendInParts(ctx, action, payload as Record<string, unknown>, send)
}

/** What the station has answered is told, also when what it means could not be stored: who hears of an error commands it again. */
async function exchange(
  ctx: CommandContext,
  command: Command<object, unknown>,
  action: string,
  payload: object,
): Promise<StationAnswer> {
  let answer: StationAnswer | undefined
  const send = async () => {
    // What was checked was checked for the version it spoke then.
    const isSame = ctx.station.link === null || ctx.station.link.version === ctx.version
    answer = isSame ? await callStation(ctx, ctx.station.id, action, payload) : { outcome: 'offline' }
    return answer
  }
  try {
    return await command(ctx, payload, send)
  } catch (error) {
    if (!answer) throw error
    notStored(ctx, action)(error)
    return answer
  }
}

const notStored =
  ({ station, log }: CommandContext, action: string) =>
  (error: unknown): void =>
    log.error({ err: error, stationId: station.id, action }, 'what came of a command was not stored, or not in time')

/** The tables are typed action by action; here the payload has passed the validator of this very action. */
const commandFor = (table: CommandTable, version: Version, action: string): Command<object, unknown> =>
  (table[version] as unknown as Readonly<Record<string, Command<object, unknown>>>)[action] as Command<object, unknown>

function commandContext(
  ctx: Context,
  of: Pick<CommandContext, 'station' | 'version' | 'actor' | 'action' | 'operation'>,
): CommandContext {
  // The context's own members stay reachable, whatever it is made of.
  return Object.assign(Object.create(ctx) as Context, { ...of, writes: new Writes() })
}

function outcomeOf(answer: StationAnswer | JoinedAnswer): CommandOutcome {
  if (answer.outcome !== 'answered' || 'parts' in answer) return answer
  const response = answer.response as Record<string, unknown>
  return { outcome: 'answered', status: answerStatus(response), response }
}

function record(ctx: CommandContext, action: string, payload: object, outcome: CommandOutcome): void {
  const { station, writes, actor } = ctx
  const status = outcome.outcome === 'answered' ? outcome.status : null
  writes.append(
    'audit',
    auditRow({
      organisationId: station.organisationId,
      actor,
      at: ctx.now(),
      action: 'command.sent',
      subjectType: 'station',
      subjectId: station.id,
      detail: {
        action,
        request: payload,
        outcome: outcome.outcome,
        status,
        ...('parts' in outcome && { parts: outcome.parts?.length }),
      },
    }),
  )
  writes.event('command.answered', {
    organisationId: station.organisationId,
    stationId: station.id,
    subject: action,
    at: ctx.now(),
    data: { action, outcome: outcome.outcome, status, actor },
  })
}
