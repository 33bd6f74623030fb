import { expect, test } from 'vitest'
import type { ConnectorStatus } from '../api/types.ts'
import { shownStatus } from './shown-status.ts'

test.each<[ConnectorStatus, number | null, number, string | null | undefined, string]>([
  ['Available', null, 0, undefined, 'Available'],
  ['Charging', 7, 7000, undefined, 'Charging'],
  ['Faulted', 7, 7000, 'Charging', 'Faulted'],
  ['Occupied', null, 0, undefined, 'Occupied'],
  ['Occupied', 7, 0, 'SuspendedEV', 'SuspendedEV'],
  ['Occupied', 7, 0, 'Charging', 'Charging'],
  ['Occupied', 7, 0, 'EVConnected', 'Occupied'],
  ['Occupied', 7, 7000, undefined, 'Charging'],
  ['Occupied', 7, 0, undefined, 'Occupied'],
])('%s, transaction %s, %s W, %s: %s', (status, transaction, powerW, chargingState, shown) =>
  expect(shownStatus({ status }, { transaction, powerW, probablyOver: false }, chargingState)).toBe(shown),
)

test('a transaction that is probably over says nothing of its connector', () =>
  expect(shownStatus({ status: 'Occupied' }, { transaction: 7, powerW: 7000, probablyOver: true }, 'Charging')).toBe(
    'Occupied',
  ))
