import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addTo,
  addToIntervals,
  claimBegin,
  claimEnd,
  newRegister,
  noteHeard,
  setFinal,
  setNext,
  setStart,
} from './energy-register.ts'
import { registerOf, storedRegister } from './stored-register.ts'

const ms = fc.integer({ min: 1_767_225_600_000, max: 1_767_225_600_000 + 48 * 3_600_000 })
const wh = fc.oneof(
  fc.integer({ min: 0, max: 2_000_000_000 }),
  fc.integer({ min: 0, max: 2_000_000_000_000 }).map((mwh) => mwh / 1000),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
)
const names = ['outlet', 'L1', 'L1+L2', 'elsewhere', 'net', 'export', 'beside', 'after'] as const

const register = fc
  .record({
    readings: fc.array(fc.tuple(fc.constantFrom(...names), ms, wh), { maxLength: 60 }),
    begin: fc.option(fc.tuple(ms, wh)),
    end: fc.option(fc.tuple(ms, wh)),
    start: fc.option(fc.tuple(ms, wh)),
    intervals: fc.array(fc.tuple(fc.boolean(), ms, wh), { maxLength: 5 }),
  })
  .map(({ readings, begin, end, start, intervals }) => {
    const of = newRegister()
    for (const [name, atMs, value] of readings) {
      addTo(of, name, atMs, value)
      noteHeard(of, atMs)
    }
    if (begin) claimBegin(of, 'outlet', [...begin, 0])
    if (end) claimEnd(of, 'outlet', [...end, 1])
    if (start) setStart(of, ...start)
    if (start && end) setFinal(of, ...end)
    if (end) setNext(of, ...end)
    for (const [isAligned, atMs, value] of intervals) addToIntervals(of, isAligned, atMs, value)
    return of
  })

describe('a register in its row', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(register, (of) => {
        expect(registerOf(storedRegister(of))).toEqual(of)
      }),
    )
  })

  it('is short: an hour of readings, a minute apart, in fewer than 400 characters', () => {
    const of = newRegister()
    setStart(of, 1_767_225_600_000, 12_345_678)
    for (let i = 1; i <= 60; i++) addTo(of, 'outlet', 1_767_225_600_000 + i * 60_000, 12_345_678 + i * 120)
    expect(storedRegister(of).length).toBeLessThan(400)
  })

  it('is read in the form of before, with whole times and empty members', () => {
    const of = newRegister()
    addTo(of, 'outlet', 1_767_225_600_000, 500)
    addTo(of, 'outlet', 1_767_225_660_000, 620)
    expect(registerOf(JSON.stringify(of))).toEqual(of)
    expect(registerOf('{}')).toEqual(newRegister())
  })
})
