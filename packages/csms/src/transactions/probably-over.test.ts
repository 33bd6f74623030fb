import { expect, test } from 'vitest'
import type { LiveConnector } from '../stations/live-station.ts'
import { isOverByAbsence, isOverByBoot, isOverByStatus, markOver, takeSign } from './probably-over.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute))
const running = (over: object = {}) => ({
  state: 'open' as const,
  evseId: 1,
  startedAt: at(0),
  heardAt: at(10),
  lastSignAt: at(10),
  overSince: null as Date | null,
  overBy: null,
  ...over,
})
const connector = (told: string, minute: number | null, statusMinute = minute) =>
  ({
    told,
    heardAt: minute === null ? null : at(minute),
    statusAt: statusMinute === null ? null : at(statusMinute),
  }) as LiveConnector
const evse = (...connectors: LiveConnector[]) => ({ connectors: new Map(connectors.map((one, i) => [i, one])) })

test('a boot says so of what was not heard of since the connection began', () => {
  expect(isOverByBoot(running(), at(20))).toBe(true)
  // Asked for by TriggerMessage, or sent out of habit: no reboot keeps its socket.
  expect(isOverByBoot(running(), at(5))).toBe(false)
  expect(isOverByBoot(running({ state: 'closed' }), at(20))).toBe(false)
})

test.each([
  ['free since', evse(connector('Available', 11)), true],
  ['both free', evse(connector('Available', 11), connector('Available', 12)), true],
  ['one of two', evse(connector('Available', 11), connector('Occupied', 12)), false],
  ['free, but before its last word', evse(connector('Available', 9)), false],
  ['heard after, and of before: from a queue', evse(connector('Available', 11, 5)), false],
  ['waiting for the driver to leave', evse(connector('Finishing', 11)), false],
  ['no connector known', evse(), false],
])('a connector: %s', (_, place, over) => {
  expect(isOverByStatus(running(), place)).toBe(over)
})

test('absence: after its time, and not time in which we were not there to hear', () => {
  const rule = { afterS: 3600, listeningSince: at(0), now: at(70) }
  expect(isOverByAbsence({ link: null, lastHeardAt: at(10).getTime() }, rule)).toBe(true)
  expect(isOverByAbsence({ link: null, lastHeardAt: at(11).getTime() }, rule)).toBe(false)
  expect(isOverByAbsence({ link: null, lastHeardAt: at(-500).getTime() }, { ...rule, listeningSince: at(30) })).toBe(
    false,
  )
  expect(isOverByAbsence({ link: {}, lastHeardAt: at(10).getTime() }, rule)).toBe(false)
})

test('a sign of after it proves that it goes on; what waited in a queue does not', () => {
  const of = running()
  expect(markOver(of, 'boot', at(20))).toBe(true)
  expect(markOver(of, 'available', at(21))).toBe(false)
  expect(takeSign(of, at(15))).toBe(false)
  expect(of).toMatchObject({ overSince: at(20), overBy: 'boot', lastSignAt: at(15) })
  expect(takeSign(of, at(22))).toBe(true)
  expect(of).toMatchObject({ overSince: null, overBy: null, lastSignAt: at(22) })
})
