import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { formatEntry, type LogEntry } from './log.ts'

const frame: LogEntry = {
  at: new Date('2026-03-02T08:00:00.120Z'),
  station: 'CP1',
  kind: 'frame',
  direction: 'out',
  type: 'call',
  action: 'StatusNotification',
  payload: { connectorId: 1, errorCode: 'NoError', status: 'Available' },
}

test('a frame is one line, with its direction', () => {
  expect(formatEntry(frame, { colours: false })).toBe(
    '08:00:00.120 → StatusNotification {connectorId: 1, errorCode: "NoError", status: "Available"}',
  )
})

test('a line never grows wider than the terminal, in colours or without', () => {
  for (const colours of [true, false]) {
    for (const width of [40, 60, 200]) {
      const line = stripVTControlCharacters(formatEntry(frame, { colours, width, withStation: true }))
      expect(line.length).toBeLessThanOrEqual(width)
    }
  }
})
