import { expect, test } from 'vitest'
import { isFor, isUsable, type Reservation } from './reservation.ts'

const until = new Date('2026-03-01T08:00:00Z')
const at = new Date('2026-03-01T07:50:00Z')
const later = new Date('2026-03-01T08:00:01Z')

const reservation = (of: Partial<Reservation>) =>
  ({ evseId: 1, idToken: 'ALICE', groupToken: null, expiresAt: until, ...of }) as Reservation
const use = { reservationId: null, evseId: 1, idToken: 'ALICE', groupToken: null, transactionId: 7, at }

test.each([
  ['who reserved, where', reservation({}), use, true],
  ['spelt otherwise', reservation({}), { ...use, idToken: 'alice' }, true],
  ['on any EVSE', reservation({ evseId: null }), { ...use, evseId: 2 }, true],
  ['on another EVSE', reservation({}), { ...use, evseId: 2 }, false],
  ['somebody else', reservation({}), { ...use, idToken: 'BOB' }, false],
  [
    'somebody of the group',
    reservation({ groupToken: 'FAMILY' }),
    { ...use, idToken: 'BOB', groupToken: 'Family' },
    true,
  ],
  ['somebody of no group', reservation({}), { ...use, idToken: 'BOB', groupToken: 'FAMILY' }, false],
  ['who comes too late', reservation({}), { ...use, at: later }, false],
  ['nobody', reservation({}), { ...use, idToken: null }, false],
])('%s', (_, reserved, used, expected) => {
  expect(isFor(reserved, used)).toBe(expected)
})

test.each([
  ['active', at, true, 'active'],
  ['requested, and used before the answer came', at, true, 'requested'],
  ['given up, but the station says that it was used in time', at, true, 'expired'],
  ['given up, and rightly', later, false, 'expired'],
  ['cancelled', at, false, 'cancelled'],
  ['used once', at, false, 'used'],
] as const)('%s', (_, when, expected, state) => {
  expect(isUsable({ state, expiresAt: until }, when)).toBe(expected)
})
