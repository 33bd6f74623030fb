import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SharedAnswers } from './shared-answers.ts'

let answers: SharedAnswers<number>
/** Computations that have begun, in their order. */
let begun: PromiseWithResolvers<number>[]
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-01T08:00:00Z') })
  begun = []
  answers = new SharedAnswers(() => new Date())
})
afterEach(() => void vi.useRealTimers())

const ask = (of: { name?: string; organisationId?: string; maxAgeMs?: number; isKept?: boolean } = {}) =>
  answers.answer({
    name: '/overview',
    organisationId: 'default',
    isKept: false,
    maxAgeMs: 0,
    ...of,
    compute() {
      const computation = Promise.withResolvers<number>()
      begun.push(computation)
      return computation.promise
    },
  })
async function finish(n: number): Promise<void> {
  begun[n]?.resolve(n)
  await settled()
}
const settled = () => vi.advanceTimersByTimeAsync(0)
const kept = { isKept: true, maxAgeMs: 10_000 }

test('five hundred who ask while one is computed share the next one, which begins after they asked', async () => {
  const first = ask()
  const many = Array.from({ length: 500 }, () => ask())
  await settled()
  expect(begun).toHaveLength(1)
  await finish(0)
  expect(await first).toBe(0)
  expect(begun).toHaveLength(2)
  const later = ask()
  await finish(1)
  expect(new Set(await Promise.all(many))).toEqual(new Set([1]))
  await finish(2)
  expect(await later).toBe(2)
})

test('an answer that is kept is told to all who take one of that age, and to those who wait for it', async () => {
  const many = Array.from({ length: 500 }, () => ask(kept))
  await finish(0)
  expect(new Set(await Promise.all(many))).toEqual(new Set([0]))
  await vi.advanceTimersByTimeAsync(9_900)
  expect(await ask(kept)).toBe(0)
  void ask({ ...kept, maxAgeMs: 1000 })
  await finish(1)
  expect(await ask(kept)).toBe(1)
  await vi.advanceTimersByTimeAsync(10_000)
  void ask(kept)
  expect(begun).toHaveLength(3)
})

test('who takes none that is old is told none, and does not wait for one that has begun', async () => {
  void ask(kept)
  const fresh = ask({ ...kept, maxAgeMs: 0 })
  await finish(0)
  expect(begun).toHaveLength(2)
  await finish(1)
  expect(await fresh).toBe(1)
  void ask({ ...kept, maxAgeMs: 0 })
  expect(begun).toHaveLength(3)
})

test('who asks after a change is not told what was computed before it, also when it was still being computed', async () => {
  void ask(kept)
  await finish(0)
  void ask({ name: '/sites' })
  answers.forget('default')
  const [overview, sites] = [ask(kept), ask({ name: '/sites' })]
  expect(begun).toHaveLength(4)
  await finish(1)
  await finish(2)
  await finish(3)
  expect(await Promise.all([overview, sites])).toEqual([2, 3])
})

test('another question, another organisation and a clock that was set are computed anew', async () => {
  void ask(kept)
  await finish(0)
  void ask({ ...kept, name: '/overview?site=depot' })
  void ask({ ...kept, organisationId: 'other' })
  expect(begun).toHaveLength(3)
  vi.setSystemTime(Date.parse('2026-03-01T07:00:00Z'))
  void ask(kept)
  expect(begun).toHaveLength(4)
})

test('a failure is told to those who waited for it, and the next one is computed', async () => {
  const failing = ask()
  const next = ask()
  begun[0]?.reject(new Error('away'))
  await expect(failing).rejects.toThrow('away')
  await finish(1)
  expect(await next).toBe(1)
})
