import { expect, test } from 'vitest'
import { readPath, readSubprotocols, versionNamed } from './door-reading.ts'

test.each([
  [undefined, []],
  ['', []],
  ['ocpp1.6', ['ocpp1.6']],
  ['ocpp1.6,ocpp2.0.1', ['ocpp1.6', 'ocpp2.0.1']],
  ['ocpp1.6, ocpp1.6', ['ocpp1.6']],
  ['OCPP1.6, ocpp2.1, ocpp1.6', ['OCPP1.6', 'ocpp2.1']],
  [',ocpp1.6,,', ['ocpp1.6']],
  ['ocpp1.6; ocpp2.0.1', ['ocpp1.6', 'ocpp2.0.1']],
  ['"ocpp1.6"', ['ocpp1.6']],
  ['ocpp1.6\u00e9, ocpp2.1', ['ocpp2.1']],
])('subprotocols %j are %j', (header, names) => {
  expect(readSubprotocols(header)).toEqual(names)
})

test.each([
  ['OCPP1.6', 'ocpp1.6'],
  ['ocpp2.0.1', 'ocpp2.0.1'],
  ['ocpp2.0', undefined],
  ['ocpp1.6x', undefined],
])('%s names %s', (name, version) => {
  expect(versionNamed(name)).toBe(version)
})

test.each([
  ['/ocpp/CS1', 'CS1'],
  ['///ocpp//CS1/', 'CS1'],
  ['/OCPP/CS1', 'CS1'],
  ['/ocpp/CS1?token=x', 'CS1'],
  ['/ocpp/CS1#x', 'CS1'],
  ['/ocpp/CS1/CS1', 'CS1'],
  ['/ocpp/CS%201/CS%201/CS%201', 'CS 1'],
  ['/ocpp/ocpp', 'ocpp'],
])('%s is the way of %s', (url, identity) => {
  expect(readPath(url, '/ocpp').identity).toBe(identity)
})

test.each([
  ['/', undefined],
  ['/ocpp', undefined],
  ['/ocpp/', undefined],
  ['/other/CS1', 'CS1'],
  ['/ocpp/CS1/CS2', 'CS2'],
  ['/ocpp/CS1/cs1', 'cs1'],
  ['/ocpp/%zz', undefined],
  ['/ocpp/%zz/%zz', undefined],
])('%s leads nowhere, and is perhaps %s', (url, guess) => {
  expect(readPath(url, '/ocpp')).toEqual({ identity: undefined, guess })
})
