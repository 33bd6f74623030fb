import { expect, test } from 'vitest'
import type { Station } from '../api/types.ts'
import { stationState } from './tones.ts'

test.each<[Station['admission'], Station['status'], boolean, string]>([
  ['accepted', 'online', true, 'online'],
  ['accepted', 'online', false, 'notConnected'],
  ['accepted', 'offline', false, 'offline'],
  ['accepted', 'offline', true, 'offline'],
  ['accepted', 'never', false, 'never'],
  ['pending', 'online', false, 'pending'],
  ['rejected', 'online', true, 'rejected'],
])('%s, %s, connected %s: %s', (admission, status, connected, word) =>
  expect(stationState({ admission, status, connected }).word).toBe(word),
)
