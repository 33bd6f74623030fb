import { expect, test } from 'vitest'
import { judgeIdToken, type KnownIdToken } from './id-token-rule.ts'

const now = new Date('2026-03-01T08:00:00Z')
const card = (over: Partial<KnownIdToken> = {}): KnownIdToken => ({
  type: 'ISO14443',
  status: 'accepted',
  expiresAt: null,
  ...over,
})

test.each([
  ['an accepted token charges', card(), 'ISO14443', 'Accepted'],
  ['1.6 has no types', card(), null, 'Accepted'],
  ['a card is a card, whatever its reader calls it', card(), 'ISO15693', 'Accepted'],
  ['a blocked one does not', card({ status: 'blocked' }), 'ISO14443', 'Blocked'],
  ['blocked comes before expired', card({ status: 'blocked', expiresAt: new Date(0) }), null, 'Blocked'],
  ['an expiry in the past expires it', card({ expiresAt: new Date('2026-03-01T07:59:59Z') }), null, 'Expired'],
  ['it expires at the very moment', card({ expiresAt: now }), null, 'Expired'],
  ['an expiry in the future does not', card({ expiresAt: new Date('2026-03-01T08:00:01Z') }), null, 'Accepted'],
  ['an operator may call it expired', card({ status: 'expired' }), null, 'Expired'],
  ['or invalid', card({ status: 'invalid' }), null, 'Invalid'],
  ['a status we do not know opens nothing', card({ status: 'new' }), null, 'Invalid'],
  ['an unknown token is Unknown', null, 'ISO14443', 'Unknown'],
  ['also in 1.6, which says it in its own word', null, null, 'Unknown'],
  ['C02.FR.02: nobody to ask is accepted', null, 'NoAuthorization', 'Accepted'],
  ['Local needs no checking', null, 'Local', 'Accepted'],
  ['but is refused when an operator blocks it', card({ type: 'Local', status: 'blocked' }), 'Local', 'Blocked'],
  ['C18.FR.03: the terminal holds the money', null, 'DirectPayment', 'Accepted'],
  ['C04.FR.01: a wrong key code is Invalid', null, 'KeyCode', 'Invalid'],
  ['a card number typed in is no key code', card(), 'KeyCode', 'Invalid'],
  ['nor is a key code a card', card({ type: 'KeyCode' }), 'ISO14443', 'Unknown'],
  ['a key code that is known opens', card({ type: 'KeyCode' }), 'KeyCode', 'Accepted'],
  ['who only knows what a key code is called does not charge with that', card({ type: 'KeyCode' }), null, 'Unknown'],
  ['a MAC address in the air is no card', card(), 'MacAddress', 'Unknown'],
] as const)('%s', (_what, known, type, status) => {
  expect(judgeIdToken(known, type, now)).toBe(status)
})
