import { afterEach, beforeEach, expect, test } from 'vitest'
import { ManualClock } from '../src/clock.ts'
import { type Fleet, startFleet } from '../src/fleet/fleet.ts'
import { TestCsms } from './csms.ts'

let csms: TestCsms
let fleet: Fleet | undefined

beforeEach(async () => {
  csms = await TestCsms.listen()
})
afterEach(async () => {
  fleet?.stop()
  await csms.close()
})

async function day(seed: number): Promise<string[]> {
  const clock = new ManualClock()
  csms.now = () => clock.now()
  csms.received.length = 0
  fleet = startFleet({
    url: csms.url,
    stations: 6,
    seed,
    clock,
    idTokens: ['ALICE', 'BOB'],
    arrivalsPerHour: 2,
    strangersPercent: 0,
    busyPercent: 100,
    bootWithinS: 3,
  })
  const { stations } = fleet
  for (let s = 0; s < 3; s++) await clock.advance(1_000)
  await Promise.all(stations.map((station) => station.waitFor(({ online }) => online)))
  for (let minute = 0; minute < 90; minute++) {
    await clock.advance(60_000)
    await Promise.all(stations.map((station) => station.waitFor(({ outbox }) => outbox.length === 0)))
  }
  const energy = stations.flatMap(({ id, evses }) => evses.map((evse) => `${id}/${evse.id}: ${evse.registerWh} Wh`))
  fleet.stop()
  return energy
}

test('a fleet boots in turn, people charge and leave, and the same seed plays the same day', async () => {
  const first = await day(11)
  const started = csms.received.filter(
    ({ action, payload }) => action === 'StartTransaction' || payload.eventType === 'Started',
  )
  const ended = csms.received.filter(
    ({ action, payload }) => action === 'StopTransaction' || payload.eventType === 'Ended',
  )
  expect(csms.of('BootNotification')).toHaveLength(6)
  expect(started.length).toBeGreaterThanOrEqual(6)
  expect(ended.length).toBeGreaterThan(0)
  expect(new Set(csms.received.map(({ station }) => station)).size).toBe(6)
  expect(await day(11)).toEqual(first)
  expect(await day(12)).not.toEqual(first)
}, 30_000)
