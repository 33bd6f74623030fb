import Type, { type Static } from 'typebox'
import { Nullable, Payload, paging, Revision, Strict, Text, Time, WireNumber } from '../../http/common.ts'

const Profile = Type.Unsafe<Record<string, unknown>>({
  ...Payload,
  description:
    "A charging profile in OCPP 2.1's shape, without its id. It is translated to the station's version when it is sent; what that version cannot say is refused then.",
  examples: [
    {
      stackLevel: 0,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
      chargingSchedule: [
        {
          id: 1,
          startSchedule: '2026-01-01T00:00:00Z',
          duration: 86400,
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 16 },
            { startPeriod: 64800, limit: 6 },
          ],
        },
      ],
    },
  ],
})

export const ChargingProfile = Type.Object(
  {
    id: Type.Integer({ description: 'Also the id on the wire' }),
    name: Type.String(),
    profile: Profile,
    createdAt: Time,
    updatedAt: Time,
    revision: Revision,
  },
  { $id: 'ChargingProfile' },
)
export type ChargingProfile = Static<typeof ChargingProfile>

const Name = Text(100, { minLength: 1 })
export const ChargingProfilePut = Strict(
  { name: Type.Optional(Name), profile: Type.Optional(Profile) },
  {
    $id: 'ChargingProfilePut',
    description:
      'Creates (then `profile` is needed; the name defaults to the id), or changes the members that are given.',
  },
)
export const ChargingProfilePost = Strict({ name: Name, profile: Profile }, { $id: 'ChargingProfilePost' })

export const chargingProfileParams = Strict({ id: WireNumber })
export const ChargingProfileFilter = Strict({
  ...paging,
  name: Type.Optional(Name),
  q: Type.Optional(Text(100, { description: 'In the name' })),
})

export const InstalledChargingProfile = Type.Object(
  {
    id: Type.Integer(),
    name: Nullable(Type.String(), { description: 'Of our stored profile with this id, when there is one' }),
    evseId: Type.Integer({ description: '0: the whole station' }),
    purpose: Type.String(),
    stackLevel: Type.Integer(),
    transaction: Nullable(Type.Integer()),
    profile: Payload,
    source: Type.String(),
    at: Time,
  },
  { $id: 'InstalledChargingProfile', description: 'A profile the station has accepted, as far as we know' },
)
export type InstalledChargingProfile = Static<typeof InstalledChargingProfile>
