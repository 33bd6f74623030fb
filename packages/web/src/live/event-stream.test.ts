import { expect, test } from 'vitest'
import { eventStreamReader } from './event-stream.ts'

test('events are read whatever the chunks are', () => {
  const text = ': hello\n\nid: 7-1\nevent: a\ndata: {"n":1}\n\ndata: {"n":2}\r\n\r\nid: 7-3\ndata: x\ndata:y\n\n'
  const expected = [
    { id: '7-1', kind: 'a', data: '{"n":1}' },
    { id: null, kind: 'message', data: '{"n":2}' },
    { id: '7-3', kind: 'message', data: 'x\ny' },
  ]
  for (let size = 1; size <= text.length; size++) {
    const read = eventStreamReader()
    const events = []
    for (let at = 0; at < text.length; at += size) events.push(...read(text.slice(at, at + size)))
    expect(events, `in chunks of ${size}`).toEqual(expected)
  }
})

test('a comment is a sign of life and no event', () => {
  expect(eventStreamReader()(':\n\n: still here\n\n')).toEqual([])
})
