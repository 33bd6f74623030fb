import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test, vi } from 'vitest'
import { type Admittance, type Applicant, ByteBudget } from './byte-budget.ts'

const mebibyte = 1024 * 1024

/** Asks until it is let in. */
class Asking implements Applicant {
  admittance: Admittance | null = null
  readonly name: string
  readonly #ask: () => Admittance | null

  constructor(budget: ByteBudget, name: string, { bytes = mebibyte, huge = false } = {}) {
    this.name = name
    this.#ask = () => budget.admit(this, bytes, huge)
    this.admittance = this.#ask()
  }

  onRoom(): void {
    this.admittance ??= this.#ask()
  }
}

const inside = (all: readonly Asking[]) => all.filter(({ admittance }) => admittance).map(({ name }) => name)

describe('large messages', () => {
  test('come as long as there is room, then in the order in which they asked', async () => {
    const budget = new ByteBudget({ maxLargeBytes: 2 * mebibyte })
    const all = ['1', '2', '3', '4', '5'].map((name) => new Asking(budget, name))
    assert.deepEqual(inside(all), ['1', '2'])
    assert.ok(budget.wanted)
    all[1]?.admittance?.end()
    await sleep(5)
    assert.deepEqual(inside(all), ['1', '2', '3'])
    all[0]?.admittance?.end()
    all[2]?.admittance?.end()
    await sleep(5)
    assert.deepEqual(inside(all), ['1', '2', '3', '4', '5'])
    assert.ok(!budget.wanted)
  })

  test('alone, also one that is larger than all the room there is', () => {
    const budget = new ByteBudget({ maxLargeBytes: mebibyte })
    const all = [new Asking(budget, 'large', { bytes: 3 * mebibyte }), new Asking(budget, 'other')]
    assert.deepEqual(inside(all), ['large'])
  })

  test('leave others alone for three times as long as they took', async () => {
    const budget = new ByteBudget()
    const first = new Asking(budget, 'first')
    first.admittance?.takenUp()
    await sleep(40)
    first.admittance?.end()
    const startedAt = performance.now()
    const second = new Asking(budget, 'second')
    assert.equal(second.admittance, null)
    while (!second.admittance) await sleep(5)
    assert.ok(performance.now() - startedAt > 100)
  })

  test('who does not want to come any more makes room in the line', async () => {
    const budget = new ByteBudget({ maxLargeBytes: mebibyte })
    const [first, gone, last] = ['first', 'gone', 'last'].map((name) => new Asking(budget, name))
    budget.withdraw(gone as Asking)
    first?.admittance?.end()
    await sleep(5)
    assert.ok(last?.admittance)
    assert.equal(gone?.admittance, null)
  })
})

test('of huge ones there is one at a time, and large ones do not stand behind them', async () => {
  const budget = new ByteBudget()
  const huge = ['1', '2'].map((name) => new Asking(budget, name, { bytes: 10 * mebibyte, huge: true }))
  assert.deepEqual(inside(huge), ['1'])
  assert.ok(new Asking(budget, 'large').admittance)
  huge[0]?.admittance?.takenUp()
  await sleep(5)
  huge[0]?.admittance?.end()
  await sleep(100)
  assert.deepEqual(inside(huge), ['1'])
  await sleep(1000)
  assert.deepEqual(inside(huge), ['1', '2'])
})

test('it counts what is there', () => {
  const budget = new ByteBudget({ maxBytes: 2 * mebibyte })
  budget.take(1000)
  const { admittance } = new Asking(budget, 'large', { bytes: 2 * mebibyte })
  assert.equal(budget.bytes, 1000 + 2 * mebibyte)
  assert.ok(budget.crowded)
  admittance?.end()
  admittance?.end()
  budget.give(1000)
  assert.equal(budget.bytes, 0)
  assert.ok(!budget.crowded)
})

describe('who waits for a rest to end is woken', () => {
  test('also when it ends between two looks at the clock', async () => {
    const realNow = performance.now.bind(performance)
    for (let round = 0; round < 40; round++) {
      let looks = 0
      // A clock on which much happens between two looks.
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => realNow() + ++looks)
      const budget = new ByteBudget()
      const first = new Asking(budget, 'first')
      first.admittance?.takenUp()
      first.admittance?.end()
      looks += round / 10
      const second = new Asking(budget, 'second')
      for (let i = 0; i < 100 && !second.admittance; i++) await sleep(2)
      clock.mockRestore()
      assert.ok(second.admittance, `round ${round}`)
    }
  })

  test('also when somebody waits for a much longer one', async () => {
    const budget = new ByteBudget()
    const huge = new Asking(budget, 'huge', { huge: true })
    huge.admittance?.takenUp()
    await sleep(20)
    huge.admittance?.end()
    const nextHuge = new Asking(budget, 'next huge', { huge: true })
    const large = new Asking(budget, 'large')
    for (let i = 0; i < 100 && !large.admittance; i++) await sleep(5)
    assert.ok(large.admittance)
    assert.equal(nextHuge.admittance, null)
  })
})
