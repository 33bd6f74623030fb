import { describe, expect, test } from 'vitest'
import { type Evidence, match } from './bind-report.ts'
import type { Transaction } from './transaction.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute))

const running = (id: number, over: Partial<Transaction> = {}): Transaction =>
  ({
    id,
    evseId: id,
    idToken: `TOKEN-${id}`,
    groupToken: null,
    startedAt: at(0),
    meterStartWh: id * 100_000,
    meterLastWh: id * 100_000,
    meteredAt: at(0),
    ...over,
  }) as Transaction

const evidence = (over: Partial<Evidence>): Evidence => ({
  at: at(30),
  idToken: null,
  groupToken: null,
  evseId: null,
  registerWh: null,
  isNamed: false,
  ...over,
})

const one = running(1)
const two = running(2)

describe('a message that names none, with two running', () => {
  test.each([
    ['its driver', { idToken: 'token-2' }, 2, 'id-token'],
    ['its register', { registerWh: 203_000 }, 2, 'register'],
    ['driver and register', { idToken: 'TOKEN-1', registerWh: 104_000 }, 1, 'id-token'],
    ['its connector', { evseId: 2 }, 2, 'connector'],
    ['a driver, whose register was replaced', { idToken: 'TOKEN-2', registerWh: 5_000_000 }, 2, 'id-token'],
    ['nothing', {}, null, null],
    ['somebody else', { idToken: 'TOKEN-3' }, null, null],
    ['a register of neither', { registerWh: 900_000 }, null, null],
    ['a time before both', { idToken: 'TOKEN-1', at: at(-10) }, null, null],
    ['the driver of one at the connector of the other', { idToken: 'TOKEN-1', evseId: 2 }, null, null],
  ])('%s', (_, told, id, by) => {
    const found = match([one, two], evidence(told))
    expect([found?.of.id ?? null, found?.by ?? null]).toEqual([id, by])
  })
})

test('two of one driver: the register decides, or nobody', () => {
  const other = running(3, { idToken: 'TOKEN-1' })
  expect(match([one, other], evidence({ idToken: 'TOKEN-1', registerWh: 301_000 }))?.of.id).toBe(3)
  expect(match([one, other], evidence({ idToken: 'TOKEN-1' }))).toBeNull()
})

test('one of a group may stop what another began', () => {
  const family = running(1, { groupToken: 'FAMILY' })
  expect(match([family], evidence({ idToken: 'SISTER', groupToken: 'family' }))?.by).toBe('id-token')
  expect(match([family], evidence({ idToken: 'SISTER' }))).toBeNull()
})

test('the only one is enough for 0 and -1, and not for a name that another could have', () => {
  expect(match([one], evidence({}))?.by).toBe('only-one')
  expect(match([one], evidence({ isNamed: true }))).toBeNull()
  expect(match([one], evidence({ isNamed: true, registerWh: 100_500 }))?.by).toBe('register')
  expect(match([one], evidence({ isNamed: true, evseId: 1 }))).toBeNull()
})

test('a register that began anew says nothing; one that no hardware reaches contradicts', () => {
  expect(match([one], evidence({ registerWh: 300 }))?.by).toBe('only-one')
  expect(match([one], evidence({ registerWh: 100_000 + 700_000 }))).toBeNull()
})
