import { expect, test } from 'vitest'
import { duration, energy, energyAxis, energyExact, power, rating } from './quantities.ts'
import { ago, timeText, zoneMark } from './times.ts'

test.each([
  [null, '–'],
  [0, '0 W'],
  [999, '999 W'],
  [7360, '7.36 kW'],
  [22_080, '22.1 kW'],
  [1_240_000, '1.24 MW'],
])('a power of %s W is %s', (powerW, text) => expect(power(powerW)).toBe(text))

test.each([
  [22_000, '22 kW'],
  [350_000, '350 kW'],
  [-500, '-500 W'],
])('a rating of %s W is %s', (powerW, text) => expect(rating(powerW)).toBe(text))

test('energy is rounded for the eye and exact where money hangs on it', () => {
  expect(energy(12_345)).toBe('12.35 kWh')
  expect(energyExact(12_345)).toBe('12.345 kWh')
  expect(energy(1_834_210)).toBe('1.83 MWh')
})

test.each([
  [0, '0 kWh'],
  [50, '0.05 kWh'],
  [25, '0.025 kWh'],
  [12_500, '12.5 kWh'],
  [1_250_000, '1,250 kWh'],
])('on an axis %s Wh are %s, which no other step is', (energyWh, text) => expect(energyAxis(energyWh)).toBe(text))

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [3_599, '59 min'],
  [11_100, '3 h 05 min'],
  [187_200, '2 d 4 h'],
])('%s seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text))

test('times are told in the zone of the site', () => {
  const at = '2026-03-01T20:00:00Z'
  expect(timeText(at, 'minute', 'Asia/Kolkata')).toBe('01:30')
  expect(timeText(at, 'dateTime', 'Europe/Berlin')).toBe('01 Mar, 21:00')
  expect(timeText('nonsense', 'time')).toBe('–')
})

test.each([
  ['Europe/Berlin', 'America/New_York', 'CET'],
  ['Asia/Kolkata', 'UTC', 'GMT+5:30'],
  ['Europe/Berlin', 'Europe/Paris', ''],
  ['Europe/Berlin', 'Africa/Lagos', ''],
  ['UTC', 'UTC', ''],
])('a time in %s, read in %s, is marked “%s”', (timeZone, readers, mark) =>
  expect(zoneMark('2026-03-01T20:00:00Z', timeZone, readers)).toBe(mark),
)

test('what is long ago is told by its date', () => {
  const now = Date.parse('2026-03-03T20:00:00Z')
  expect(ago('2026-03-03T19:59:58Z', now)).toBe('now')
  expect(ago('2026-03-03T19:57:00Z', now)).toBe('3 min ago')
  expect(ago('2026-03-01T20:00:00Z', now)).toMatch(/01 Mar/)
})
