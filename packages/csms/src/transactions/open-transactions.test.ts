import { expect, test } from 'vitest'
import { mostOpen, mostOpenPerEvse, withoutRoom } from './open-transactions.ts'

const open = (id: number, evseId: number | null) => ({ id, evseId, state: 'open' as const })

test('on one EVSE, or on none that was told, the oldest beyond a few are over', () => {
  for (const evseId of [1, null]) {
    const there = [1, 2, 3, 4].map((id) => open(id, evseId))
    expect(withoutRoom(there.slice(0, mostOpenPerEvse - 1), open(9, evseId))).toEqual([])
    expect(withoutRoom(there, open(9, evseId)).map(({ id }) => id)).toEqual([1])
    expect(withoutRoom(there, open(9, 2))).toEqual([])
  }
})

test('a station that names a new EVSE each time has no more of them than any station has', () => {
  const there = Array.from({ length: mostOpen + 2 }, (_, id) => open(id, id))
  expect(withoutRoom(there, open(9999, 9999)).map(({ id }) => id)).toEqual([0, 1, 2])
})

test('what is closed, and the newcomer itself, take no room', () => {
  const there = [1, 2, 3, 4, 5].map((id) => ({ id, evseId: 1, state: 'closed' as const }))
  expect(withoutRoom([...there, open(9, 1)], open(9, 1))).toEqual([])
})
