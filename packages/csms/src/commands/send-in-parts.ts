/** A list longer than its station takes at once: sent in parts, one after the other, and answered as one. */

import type { CommandContext } from '../operations/command.ts'
import type { StationAnswer } from '../stations/call-station.ts'
import { type JoinedAnswer, joined, type Part } from './joined-answer.ts'
import { inParts, type LimitedList, type ListLimits, limitedList, listVersions, noLimits } from './limited-lists.ts'
import { knownLimits, limitsAnswered, limitsQuestion } from './list-limits.ts'

type Payload = Readonly<Record<string, unknown>>
type Exchange = (action: string, payload: object) => Promise<StationAnswer>

export async function sendInParts(
  ctx: CommandContext,
  action: string,
  payload: Payload,
  exchange: Exchange,
): Promise<StationAnswer | JoinedAnswer> {
  const list = limitedList(ctx.version, action)
  const items = list && payload[list.member]
  if (!list || !Array.isArray(items) || items.length < 2) return exchange(action, payload)
  const split = (limits: ListLimits) => inParts(items, limits, bytesOf(action, { ...payload, [list.member]: [] }))
  const limits = await knownLimits(ctx.db, ctx.station, list.source)
  const parts = split(limits)
  if (parts.length > 1) return sendEach(ctx, { action, payload, list, parts }, exchange)
  const answer = await exchange(action, payload)
  if (!isTooMuch(action, answer)) return answer
  // Of its limits it has told nothing yet, or others than it has now.
  const told = split(await askedLimits(list, exchange))
  return told.length > 1 ? sendEach(ctx, { action, payload, list, parts: told }, exchange) : answer
}

/** Of the CALL without elements, with a message id as long as ours are. */
const bytesOf = (action: string, payload: object): number =>
  Buffer.byteLength(JSON.stringify([2, '00000000-0000-0000-0000-000000000000', action, payload]))

/** OCPP 2.0.1 part 2, B06.FR.16, B06.FR.17, N06.FR.06, N06.FR.07; in 1.6's spelling, too. A local list may simply fail. */
function isTooMuch(action: string, answer: StationAnswer): boolean {
  if (answer.outcome === 'refused') return /^(Occur+enceConstraint|Format|Formation)Violation$/.test(answer.code)
  return action === 'SendLocalList' && answer.outcome === 'answered' && statusIn(answer.response) === 'Failed'
}

async function askedLimits({ source }: LimitedList, exchange: Exchange): Promise<ListLimits> {
  const { action, payload } = limitsQuestion(source)
  const answer = await exchange(action, payload)
  return answer.outcome === 'answered' ? limitsAnswered(answer.response) : noLimits
}

interface Splitting {
  readonly action: string
  readonly payload: Payload
  readonly list: LimitedList
  readonly parts: readonly (readonly unknown[])[]
}

async function sendEach(
  ctx: CommandContext,
  { action, payload, list, parts }: Splitting,
  exchange: Exchange,
): Promise<StationAnswer | JoinedAnswer> {
  const own = await ownMembers(ctx, action, payload, parts.length)
  const done: Part[] = []
  let goesOn = true
  for (const [i, part] of parts.entries()) {
    const more = own[i] ?? {}
    const answer: Part['answer'] = goesOn
      ? await exchange(action, { ...payload, ...more, [list.member]: part })
      : { outcome: 'not-sent' }
    done.push({ items: part.length, answer, own: more })
    goesOn &&= answer.outcome !== 'not-sent' && mayGoOn(action, answer)
  }
  return joined(done)
}

/** Who does not answer will not answer the next one either; and a list on top of one that failed would not be the list that was meant. */
function mayGoOn(action: string, answer: StationAnswer): boolean {
  if (answer.outcome === 'answered') return action !== 'SendLocalList' || statusIn(answer.response) === 'Accepted'
  return answer.outcome === 'refused' && action !== 'SendLocalList'
}

const statusIn = (response: unknown): unknown => (response as { status?: unknown }).status

/** What parts cannot share: a report's parts are told apart by their request id, a local list grows from version to version. */
async function ownMembers(ctx: CommandContext, action: string, payload: Payload, parts: number): Promise<Payload[]> {
  if (action === 'SendLocalList') {
    const name = 'listVersion' in payload ? 'listVersion' : 'versionNumber'
    const { updateType } = payload
    const present = ctx.station.state.localListVersion
    return listVersions(Number(payload[name]), parts, { updateType, present }).map((version, i) => ({
      [name]: version,
      // D01.FR.15: a full list that is too long for one message begins as a full one and goes on as a differential one.
      ...(i > 0 && { updateType: 'Differential' }),
    }))
  }
  if (!('requestId' in payload)) return []
  const own: Payload[] = [{ requestId: payload.requestId }]
  while (own.length < parts) own.push({ requestId: await ctx.numbers.next() })
  return own
}
