import { StillWaiting } from '../db/write-error.ts'
import type { Writes } from '../db/writes.ts'
import { hideSecrets } from '../secrets/hide-secrets.ts'
import type { CommandContext } from './command.ts'

/**
 * Makes durable what must be known before a command leaves. When that takes too long the command does not leave, yet the rows are
 * stored later all the same; `unsent` follows them.
 */
export async function commitBeforeSending(ctx: CommandContext, writes: Writes, unsent: Writes): Promise<void> {
  const isKeyCode = ctx.keyCodes.testOf(ctx.station.organisationId)
  for (const kept of [writes, unsent]) hideSecrets(kept, isKeyCode)
  try {
    await ctx.writer.commit(writes)
  } catch (error) {
    if (error instanceof StillWaiting) {
      ctx.writer.commit(unsent).catch((late: unknown) => {
        ctx.log.warn({ err: late }, 'a command that was not sent is noted as that later')
      })
    }
    throw error
  }
}
