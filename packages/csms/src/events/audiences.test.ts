import { expect, test } from 'vitest'
import { Audiences, type Interest } from './audiences.ts'

const interest = (stationId: string | null, kinds: Interest['kinds'], organisationId = 'default'): Interest => ({
  organisationId,
  stationId,
  kinds,
})
const everything = interest(null, null)
const readingsOfA = interest('A', new Set(['meter'] as const))
const allOfA = interest('A', null)

test('an event finds those who want it, and those who asked for the same are one audience', () => {
  const audiences = new Audiences<string>()
  audiences.join(interest(null, new Set(['site.changed', 'meter'] as const)), 'one')
  audiences.join(interest(null, new Set(['meter', 'site.changed'] as const)), 'two')
  audiences.join(readingsOfA, 'three')
  audiences.join(interest(null, null, 'other'), 'stranger')
  const followersOf = (kind: 'meter' | 'site.changed' | 'station.online', stationId: string | null) =>
    audiences.of({ kind, organisationId: 'default', stationId }).map(({ followers }) => [...followers])
  expect(followersOf('meter', 'A')).toEqual([['one', 'two'], ['three']])
  expect(followersOf('meter', 'B')).toEqual([['one', 'two']])
  expect(followersOf('site.changed', null)).toEqual([['one', 'two']])
  expect(followersOf('station.online', 'A')).toEqual([])
})

test('what nobody wants is known, and known anew when somebody comes or goes', () => {
  const audiences = new Audiences<string>()
  const hears = (kind: 'meter' | 'message' | 'station.online', stationId: string | null) =>
    audiences.hears(kind, 'default', stationId)
  expect(hears('meter', 'A')).toBe(false)
  audiences.join(readingsOfA, 'one')
  expect([hears('meter', 'A'), hears('meter', 'B'), hears('message', 'A')]).toEqual([true, false, false])
  audiences.join(allOfA, 'two')
  expect([hears('message', 'A'), hears('station.online', 'A'), hears('message', 'B')]).toEqual([true, true, false])
  audiences.join(everything, 'three')
  expect([hears('meter', 'B'), hears('message', 'B'), hears('meter', null)]).toEqual([true, false, true])
  audiences.leave(everything, 'three')
  audiences.leave(allOfA, 'two')
  expect([hears('meter', 'A'), hears('meter', 'B'), hears('message', 'A')]).toEqual([true, false, false])
  audiences.leave(readingsOfA, 'one')
  expect(hears('meter', 'A')).toBe(false)
  expect(audiences.of({ kind: 'meter', organisationId: 'default', stationId: 'A' })).toEqual([])
})
