/** `chargingProfile: 7` in a command's body: our stored profile 7, in the shape and under the name the version has for it. */
import { traits } from '@busbar/ocpp/traits'
import type { Context } from '../context.ts'
import type { Order, Substitution } from '../operations/order.ts'
import type { ChargingProfile } from '../smart-charging/charging-profile.ts'
import { chargingProfileOf } from '../smart-charging/charging-profile-store.ts'
import { profileOnWire } from '../smart-charging/translate-profile.ts'
import { noTransaction, transactionOnWire } from './own-transaction.ts'

export function isProfileMember({ action }: Order, name: string, value: unknown): boolean {
  if (name !== 'chargingProfile' && name !== 'csChargingProfiles') return false
  return typeof value === 'number' || action === 'SetChargingProfile'
}

export async function chargingProfileMembers(
  ctx: Context,
  order: Order,
  takes: ReadonlySet<string>,
  name: string,
  value: unknown,
): Promise<Substitution> {
  if (typeof value !== 'number') return withTransaction(ctx, order, name, value)
  switch (order.action) {
    case 'SetChargingProfile':
    case 'RemoteStartTransaction':
    case 'RequestStartTransaction':
      return storedProfile(ctx, order, name, value)
    case 'ClearChargingProfile':
      // Our number is the one on the wire; an unknown one is for the station to refuse.
      return { members: [[takes.has('chargingProfileId') ? 'chargingProfileId' : 'id', value]] }
    case 'UpdateDynamicSchedule':
      return { members: [['chargingProfileId', value]] }
    case 'GetChargingProfiles':
      return { members: [['chargingProfile', { chargingProfileId: [value] }]] }
    default:
      return { members: [[name, value]] }
  }
}

async function storedProfile(ctx: Context, order: Order, name: string, id: number): Promise<Substitution> {
  const row = await chargingProfileOf(ctx.db, order.station.organisationId, id)
  if (!row) return { problems: [{ path: `/${name}`, message: `there is no charging profile ${id}` }] }
  const { transactionId, ...stored } = row.profile as unknown as ChargingProfile
  const isSet = order.action === 'SetChargingProfile'
  // OCPP 1.6 §5.16.2, OCPP 2.0.1 part 2 F01.FR.11: a profile that comes with a remote start names no transaction.
  const named = isSet ? await transactionFor(ctx, order, stored, transactionId) : undefined
  if (named === null) return { problems: [noTransaction] }
  const onWire = profileOnWire(order.version, id, { ...stored, ...(named !== undefined && { transactionId: named }) })
  if ('problems' in onWire) {
    return { problems: onWire.problems.map(({ path, message }) => ({ path: `/${name}${path}`, message })) }
  }
  const wireName = isSet && traits[order.version].wording === '1.x' ? 'csChargingProfiles' : 'chargingProfile'
  return { members: [[wireName, onWire.profile]] }
}

/** What the caller names, else what is stored, else (2.x must have one) what runs there. null: there is no such transaction. */
async function transactionFor(
  ctx: Context,
  order: Order,
  profile: Omit<ChargingProfile, 'transactionId'>,
  stored: string | undefined,
): Promise<string | null | undefined> {
  if ('transaction' in order.body) {
    const wireId = await transactionOnWire(ctx, order, order.body.transaction)
    return wireId === undefined ? null : String(wireId)
  }
  const mustName = profile.chargingProfilePurpose === 'TxProfile' && traits[order.version].txProfileNamesTransaction
  if (stored !== undefined || !mustName) return stored
  // OCPP 2.0.1 part 2, K01.FR.03: a TxProfile names its transaction.
  const running = [...order.station.transactions.values()].find(
    (transaction) => transaction.state === 'open' && transaction.evseId === order.body.evseId,
  )
  return running?.wireId
}

/** A profile in the wire's own shape stays as it is, but for the transaction the caller names beside it. */
async function withTransaction(ctx: Context, order: Order, name: string, value: unknown): Promise<Substitution> {
  const { transaction } = order.body
  if (transaction === undefined || typeof value !== 'object' || value === null) return { members: [[name, value]] }
  const wireId = await transactionOnWire(ctx, order, transaction)
  return wireId === undefined
    ? { problems: [noTransaction] }
    : { members: [[name, { ...value, transactionId: wireId }]] }
}
