/** What a command is made of. `routes/to-station.ts` pairs each action we may send with one. */
import type { Version } from '@busbar/ocpp/versions'
import type { Context } from '../context.ts'
import type { Writes } from '../db/writes.ts'
import type { StationAnswer } from '../stations/call-station.ts'
import type { LiveStation } from '../stations/live-station.ts'
import type { Operation } from './operation.ts'

export interface CommandContext extends Context {
  readonly station: LiveStation
  /** What the station speaks as this command goes out. */
  readonly version: Version
  /** Who asks: an API token's name, or the rule that wanted it. */
  readonly actor: string
  /** The action of the whole command, by its name in OCPP. */
  readonly action: string
  /** It is sent for this one again, rather than for a new one. */
  readonly operation?: Operation | undefined
  /** Effects of the answer; committed with the audit row before the caller hears of it. */
  readonly writes: Writes
}

/**
 * Sends, and sees to what the answer means for what we know of the station. What must be known before the station can react
 * (it may tell of its progress before its answer has been read) is committed before `send`.
 */
export type Command<Request, Response> = (
  ctx: CommandContext,
  request: Request,
  send: () => Promise<StationAnswer<Response>>,
) => Promise<StationAnswer<Response>>

/** Every action a CSMS may send in a version: a forgotten one does not compile. */
export type CommandsOf<Actions extends string, Requests, Responses> = {
  readonly [A in Actions & keyof Requests & keyof Responses]: Command<Requests[A], Responses[A]>
}

/** Looked up by version and action; the payload has passed that action's validator. */
export type CommandTable = Readonly<Record<Version, object>>

/** The answer is all there is to know. */
export const plain = <Response>(
  _ctx: CommandContext,
  _request: unknown,
  send: () => Promise<StationAnswer<Response>>,
): Promise<StationAnswer<Response>> => send()

/** A command whose Accepted (or other answer) changes what we know. */
export function afterAnswer<Request, Response>(
  effect: (ctx: CommandContext, request: Request, response: Response) => void | Promise<void>,
): Command<Request, Response> {
  return async (ctx, request, send) => {
    const answer = await send()
    if (answer.outcome === 'answered') await effect(ctx, request, answer.response)
    return answer
  }
}
