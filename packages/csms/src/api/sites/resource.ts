import Type, { type Static } from 'typebox'
import { Nullable, OwnId, paging, Revision, Strict, Text } from '../../http/common.ts'

const members = {
  timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA name', examples: ['Asia/Kolkata'] }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217', examples: ['INR'] }),
  address: Nullable(Text(200)),
  city: Nullable(Text(100)),
  postalCode: Nullable(Text(20)),
  country: Nullable(Type.String({ pattern: '^[A-Z]{2}$' }), { description: 'ISO 3166-1 alpha-2' }),
  latitude: Nullable(Type.Number({ minimum: -90, maximum: 90 })),
  longitude: Nullable(Type.Number({ minimum: -180, maximum: 180 })),
  gridLimitA: Nullable(Type.Number({ minimum: 0, maximum: 100_000 }), { description: 'Per phase' }),
  gridLimitW: Nullable(Type.Number({ minimum: 0, maximum: 1_000_000_000 })),
  gridPhases: Nullable(Type.Integer({ minimum: 1, maximum: 3 })),
}

export const Site = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    ...members,
    stations: Type.Integer(),
    online: Type.Integer(),
    powerW: Type.Number({ description: 'Sum of the open transactions' }),
    revision: Revision,
  },
  { $id: 'Site', description: 'One grid connection' },
)
export type Site = Static<typeof Site>

export const SitePut = Strict(
  {
    name: Type.Optional(Text(100, { minLength: 1 })),
    timeZone: Type.Optional(members.timeZone),
    currency: Type.Optional(members.currency),
    address: Type.Optional(members.address),
    city: Type.Optional(members.city),
    postalCode: Type.Optional(members.postalCode),
    country: Type.Optional(members.country),
    latitude: Type.Optional(members.latitude),
    longitude: Type.Optional(members.longitude),
    gridLimitA: Type.Optional(members.gridLimitA),
    gridLimitW: Type.Optional(members.gridLimitW),
    gridPhases: Type.Optional(members.gridPhases),
  },
  {
    $id: 'SitePut',
    description:
      'Creates the site (timeZone and currency are then taken from the default site when absent, the name from the id), or changes the members that are given; others stay.',
  },
)
export type SitePut = Static<typeof SitePut>

export const siteParams = Strict({ id: OwnId })
export const SiteFilter = Strict({ ...paging, q: Type.Optional(Text(100, { description: 'In id, name, city' })) })
