/** What an operator or the console asks of a station by the command's name. */
import type { Context } from '../context.ts'
import { actionNamed } from './command-name.ts'
import type { Asked, SendOutcome } from './send-here.ts'

export type RunOutcome = SendOutcome | { readonly outcome: 'unknown-command' }

/** `command` is the action's name in kebab-case; `body` its payload, in which our own ids may stand (see `own-ids.ts`). */
export async function runCommand(
  ctx: Context,
  ask: Asked & { readonly command: string; readonly body: Readonly<Record<string, unknown>> },
): Promise<RunOutcome> {
  const { organisationId, stationId, actor, command, body } = ask
  const action = actionNamed(command)
  if (action === undefined) return { outcome: 'unknown-command' }
  return ctx.owner.send({ organisationId, stationId, actor, action, payload: body })
}
