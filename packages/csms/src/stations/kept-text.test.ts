import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { keptJson } from '../db/kept-json.ts'
import { keptFrame } from './kept-text.ts'

test('what is short is kept as it is', () => {
  expect(keptFrame('[2,"1","Heartbeat",{}]', 100)).toEqual({
    text: '[2,"1","Heartbeat",{}]',
    bytes: null,
    sha256: null,
  })
})

test('of what is long the beginning is kept, and size and hash of the whole', () => {
  const frame = `[2,"1","DataTransfer",{"vendorId":"€","data":"${'x'.repeat(5000)}"}]`
  const sha256 = createHash('sha256').update(frame).digest('hex')
  expect(keptFrame(frame, 1000)).toEqual({ text: frame.slice(0, 1000), bytes: frame.length + 2, sha256 })
})

test('no half of a character is kept', () => {
  const { text } = keptFrame(`${'x'.repeat(9)}🔌${'x'.repeat(100)}`, 10)
  expect(text).toBe('x'.repeat(9))
})

test('a secret is not kept because it stands where the text is cut', () => {
  const frame = (data: string) =>
    `[2,"1","ChangeConfiguration",{"value":"SECRET-SECRET","x":"${data}","key":"AuthorizationKey"}]`
  for (const length of [0, 500, 2000, 4000])
    expect(keptFrame(frame('x'.repeat(length)), 40).text).not.toContain('SECRET')
})

test('JSON stays JSON', () => {
  expect(JSON.parse(keptJson(JSON.stringify({ data: 'x'.repeat(100_000) })))).toMatchObject({ cut: { bytes: 100_011 } })
  expect(keptJson('{"a":1}')).toBe('{"a":1}')
})
