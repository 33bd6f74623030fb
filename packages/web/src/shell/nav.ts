import {
  IconBolt,
  IconCalendarClock,
  IconChargingPile,
  IconId,
  IconLayoutDashboard,
  IconMapPin,
  IconStairs,
} from '@tabler/icons-react'

/** The rooms of the console; the letter follows `g` on the keyboard. */
export const rooms = [
  { to: '/', text: 'nav.overview', icon: IconLayoutDashboard, key: 'o' },
  { to: '/stations', text: 'nav.stations', icon: IconChargingPile, key: 's' },
  { to: '/transactions', text: 'nav.transactions', icon: IconBolt, key: 't' },
  { to: '/sites', text: 'nav.sites', icon: IconMapPin, key: 'l' },
  { to: '/id-tokens', text: 'nav.idTokens', icon: IconId, key: 'i' },
  { to: '/reservations', text: 'nav.reservations', icon: IconCalendarClock, key: 'r' },
  { to: '/charging-profiles', text: 'nav.chargingProfiles', icon: IconStairs, key: 'p' },
] as const
