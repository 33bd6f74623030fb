import { describe, expect, test } from 'vitest'
import { defaultSettings, type Settings } from '../provisioning/settings.ts'
import type { AuthorizationStatus } from './id-token.ts'
import { LocalAuthorization, type LocalVerdict, planAuthorization } from './local-authorization.ts'

const settings = (changes: Partial<Settings> = {}): Settings => ({ ...defaultSettings(), ...changes })
const known = (from: 'list' | 'cache', status: AuthorizationStatus): LocalVerdict => ({ from, info: { status } })
const card = (idToken: string) => ({ idToken, type: 'ISO14443' })

describe('whether to ask the CSMS', () => {
  test.each<[string, Partial<Settings>, boolean, LocalVerdict, string]>([
    ['online, unknown', {}, true, undefined, 'ask'],
    ['online, known, without LocalPreAuthorize', {}, true, known('list', 'Accepted'), 'ask'],
    ['online, known, with LocalPreAuthorize', { localPreAuthorize: true }, true, known('cache', 'Accepted'), 'accept'],
    [
      'online, known as blocked: it may have changed',
      { localPreAuthorize: true },
      true,
      known('list', 'Blocked'),
      'ask',
    ],
    [
      'the same, with DisablePostAuthorize',
      { localListDisablePostAuthorize: true },
      true,
      known('list', 'Blocked'),
      'refuse',
    ],
    ['offline, in the list', {}, false, known('list', 'Accepted'), 'accept'],
    ['offline, blocked', { offlineTxForUnknownId: true }, false, known('list', 'Blocked'), 'refuse'],
    ['offline, unknown', {}, false, undefined, 'refuse'],
    ['offline, unknown ones allowed', { offlineTxForUnknownId: true }, false, undefined, 'accept'],
    [
      'offline, without LocalAuthorizeOffline',
      { localAuthorizeOffline: false },
      false,
      known('list', 'Accepted'),
      'refuse',
    ],
    ['authorization switched off', { authorizationEnabled: false }, true, undefined, 'accept'],
    ['remote authorization switched off', { disableRemoteAuthorization: true }, true, undefined, 'refuse'],
  ])('%s', (_, changes, online, local, decide) => {
    expect(planAuthorization(settings(changes), online, local).decide).toBe(decide)
  })
})

describe('what the station knows by itself', () => {
  test('the list comes before the cache, whatever the case of the letters', () => {
    const local = new LocalAuthorization(settings())
    local.remember(card('alice'), { status: 'Blocked' }, 0)
    expect(local.lookUp(card('ALICE'), 0)).toMatchObject({ from: 'cache', info: { status: 'Blocked' } })
    local.updateList(1, 'Full', [{ idToken: card('Alice'), info: { status: 'Accepted' } }])
    expect(local.lookUp(card('ALICE'), 0)).toMatchObject({ from: 'list', info: { status: 'Accepted' } })
  })

  test('the cache forgets by its life time and by an expiry of its own', () => {
    const local = new LocalAuthorization(settings({ cacheLifeTimeS: 60 }))
    local.remember(card('A'), { status: 'Accepted' }, 0)
    local.remember(card('B'), { status: 'Accepted', expiresAt: new Date(30_000) }, 0)
    expect(local.lookUp(card('B'), 29_000)).toBeDefined()
    expect(local.lookUp(card('B'), 30_000)).toBeUndefined()
    expect(local.lookUp(card('A'), 60_000)).toBeDefined()
    expect(local.lookUp(card('A'), 60_001)).toBeUndefined()
  })

  test('the cache stays bounded, the oldest go first', () => {
    const local = new LocalAuthorization(settings())
    for (let i = 0; i <= 1000; i++) local.remember(card(`T${i}`), { status: 'Accepted' }, 0)
    expect(local.lookUp(card('T0'), 0)).toBeUndefined()
    expect(local.lookUp(card('T1'), 0)).toBeDefined()
  })
})
