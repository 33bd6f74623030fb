import { expect, test } from 'vitest'
import type { StationContext } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { LiveConnector, LiveStation } from './live-station.ts'
import { comesOnline, newClock } from './station-clock.ts'
import { messageTime, sampleTimes } from './station-time.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 2, 1, 8)
const behind = (ms: number) => new Date(ms - 3 * hour).toISOString()

/** A station whose clock is three hours behind; `at` says when we hear it. */
function station() {
  const clock = newClock()
  comesOnline(clock, start, 0)
  const live = {
    id: 'CP1',
    organisationId: 'o',
    known: true,
    version: 'ocpp1.6',
    timeZone: 'UTC',
    clock,
    state: {},
    evses: new Map(),
    problems: new Map(),
  } as unknown as LiveStation
  const at = (ms: number) =>
    ({ station: live, writes: new Writes(), now: () => new Date(ms) }) as unknown as StationContext
  const tells = (status: { sentMs: number; heardMs: number; connectorId: number }) => {
    const { sentMs, heardMs, connectorId } = status
    const connector = { connectorId, statusAt: new Date(sentMs), heardAt: new Date(heardMs), stamped: 'as-sent' }
    live.evses.set(connectorId, {
      evseId: connectorId,
      availability: 'Operative',
      connectors: new Map([[connectorId, connector as LiveConnector]]),
    })
    return connector
  }
  return { at, tells, clock }
}

test('a status that came at once is of when it came, once the clock is known to be wrong; one that waited stays', () => {
  const { at, tells, clock } = station()
  const atOnce = tells({ sentMs: start - 3 * hour, heardMs: start, connectorId: 1 })
  const waited = tells({ sentMs: start - 5 * hour, heardMs: start, connectorId: 2 })
  messageTime(at(start), behind(start))
  const later = at(start + 10_000)
  messageTime(later, behind(start + 10_000))
  expect(clock.skewMs).toBe(-3 * hour)
  expect(atOnce).toMatchObject({ statusAt: new Date(start), stamped: 'corrected' })
  expect(waited).toMatchObject({ statusAt: new Date(start - 5 * hour), stamped: 'as-sent' })
  expect(later.writes.states.filter(({ table }) => table === 'connector')).toHaveLength(1)
  // A second time there is nothing to correct.
  clock.skewMs = null
  messageTime(at(start + 30_000), behind(start + 30_000))
  expect(atOnce.statusAt).toEqual(new Date(start))
})

test('a value that bears the time of its message has that time, others their own', () => {
  const { at } = station()
  const [now, before] = [new Date(start).toISOString(), new Date(start - 60_000).toISOString()]
  const stamp = messageTime(at(start), now)
  const times = sampleTimes(at(start), [{ timestamp: before }, { timestamp: now }, {}], { stamp, text: now })
  expect(times).toEqual([new Date(start - 60_000), new Date(start), new Date(start)])
})
