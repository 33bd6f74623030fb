/**
 * What touches live state on somebody's word, wherever the station is. Questions and answers are plain values, so that they can travel to the
 * node that owns it; here that is this one (docs/decisions/owner.md).
 */
import type { Context } from '../context.ts'
import type { CommandTable } from '../operations/command.ts'
import { closeTransaction } from '../transactions/close-transaction.ts'
import { changeAvailability, checkStart, startOnEvse, stopTransaction, unlockEvse } from './intents.ts'
import { type Ask, sendHere } from './send-here.ts'

/** Of a function that runs at the owner, what is asked of it and answered. */
type AtOwner<Run> = Run extends (ctx: Context, ...asked: infer Asked) => infer Answer
  ? (...asked: Asked) => Answer
  : never

export interface StationOwner {
  /** One command. */
  readonly send: (ask: Ask) => ReturnType<typeof sendHere>
  readonly checkStart: AtOwner<typeof checkStart>
  readonly startOnEvse: AtOwner<typeof startOnEvse>
  readonly stopTransaction: AtOwner<typeof stopTransaction>
  readonly unlockEvse: AtOwner<typeof unlockEvse>
  readonly changeAvailability: AtOwner<typeof changeAvailability>
  readonly closeTransaction: AtOwner<typeof closeTransaction>
}

export const ownedHere = (ctx: () => Context, table: CommandTable): StationOwner => ({
  send: (ask) => sendHere(ctx(), table, ask),
  checkStart: (ask) => checkStart(ctx(), ask),
  startOnEvse: (ask) => startOnEvse(ctx(), ask),
  stopTransaction: (ask) => stopTransaction(ctx(), ask),
  unlockEvse: (ask) => unlockEvse(ctx(), ask),
  changeAvailability: (ask) => changeAvailability(ctx(), ask),
  closeTransaction: (id, why) => closeTransaction(ctx(), id, why),
})
