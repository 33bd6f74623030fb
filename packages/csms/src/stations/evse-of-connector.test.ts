import { expect, test } from 'vitest'
import { connectorOfEvse, evseOfConnector } from './evse-of-connector.ts'

const station = { id: 'CP1' }

test.each([
  [1, { evseId: 1, connectorId: 1 }],
  [7, { evseId: 7, connectorId: 1 }],
  [0, { evseId: 0, connectorId: null }],
])('connector %i of 1.6 is EVSE n with one connector; 0 is the station (§3.8)', (sent, place) => {
  expect(evseOfConnector(station, sent)).toEqual(place)
  expect(connectorOfEvse(station, place.evseId)).toBe(sent)
})

test.each([-1, 2 ** 40])('%i is no connector of anybody, and stays as it was sent', (sent) => {
  expect(evseOfConnector(station, sent).evseId).toBe(sent)
})
