/**
 * A command's body as the caller wrote it, made into the payload of the station's version: our own ids become those on the wire,
 * ids the protocol needs and the caller left out are filled in. Nothing else is touched; members keep the caller's order.
 */
import { fieldsOf } from '@busbar/ocpp/validation'
import type { Context } from '../context.ts'
import type { Order, Problem, Substitution } from '../operations/order.ts'
import { chargingProfileMembers, isProfileMember } from './own-profile.ts'
import { noTransaction, transactionOnWire } from './own-transaction.ts'

export type Payload = { readonly payload: Record<string, unknown> } | { readonly problems: readonly Problem[] }

export async function payloadOf(ctx: Context, order: Order): Promise<Payload> {
  const members: [string, unknown][] = []
  const takes = namesOf(order)
  for (const [name, value] of Object.entries(order.body)) {
    const substituted = await substitute(ctx, order, takes, name, value)
    if ('problems' in substituted) return substituted
    members.push(...substituted.members.map(([k, v]) => [k, v] as [string, unknown]))
  }
  members.push(...(await missingIds(ctx, order, new Set(members.map(([name]) => name)))))
  return { payload: Object.fromEntries(members) }
}

const namesOf = ({ version, action }: Order): ReadonlySet<string> =>
  new Set(fieldsOf(version, action, 'request').map(({ name }) => name))

async function substitute(
  ctx: Context,
  order: Order,
  takes: ReadonlySet<string>,
  name: string,
  value: unknown,
): Promise<Substitution> {
  const asItIs = { members: [[name, value]] as const }
  if (name === 'transaction' && order.action === 'SetChargingProfile') {
    // It goes into the profile, where 1.6 and 2.x look for it.
    return isProfileGiven(order.body) ? { members: [] } : asItIs
  }
  if (name === 'transaction' && takes.has('transactionId')) return transactionMember(ctx, order, value)
  if (name === 'reservation' && typeof value === 'number') {
    const wireName = ['reservationId', 'id'].find((candidate) => takes.has(candidate))
    // Our number is the one on the wire; an unknown one is for the station to refuse.
    return wireName ? { members: [[wireName, value]] } : asItIs
  }
  return isProfileMember(order, name, value) ? chargingProfileMembers(ctx, order, takes, name, value) : asItIs
}

const isProfileGiven = (body: Order['body']): boolean => 'chargingProfile' in body || 'csChargingProfiles' in body

async function transactionMember(ctx: Context, order: Order, value: unknown): Promise<Substitution> {
  const wireId = await transactionOnWire(ctx, order, value)
  return wireId === undefined ? { problems: [noTransaction] } : { members: [['transactionId', wireId]] }
}

async function missingIds(ctx: Context, order: Order, given: ReadonlySet<string>): Promise<[string, unknown][]> {
  const required = fieldsOf(order.version, order.action, 'request').filter(({ required }) => required)
  const missing = required.map(({ name }) => name).filter((name) => !given.has(name))
  const filled: [string, unknown][] = []
  for (const name of missing) {
    if (name === 'requestId' || name === 'remoteStartId') filled.push([name, await ctx.numbers.next()])
    if (order.action === 'ReserveNow' && (name === 'reservationId' || name === 'id')) {
      filled.push([name, await ctx.numbers.next()])
    }
    if (order.action === 'SendLocalList' && (name === 'listVersion' || name === 'versionNumber')) {
      // -1 tells that the station has no local list (OCPP 1.6 §5.10); it may still try the first.
      filled.push([name, Math.max(order.station.state.localListVersion ?? 0, 0) + 1])
    }
  }
  return filled
}
