import { expect, test } from 'vitest'
import { budgetOf, clientAddress, isLoopback, plainAddress, readNetworks } from './client-address.ts'

test.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7', '192.0.2.7'],
  ['2001:db8::1', '2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:0:ffff:1:2:3', '2001:db8:0:0:ffff:1:2:3', '2001:db8:0:0::/64'],
  ['2001:db8:0:1::1', '2001:db8:0:1::1', '2001:db8:0:1::/64'],
  ['fe80::1%eth0', 'fe80::1', 'fe80:0:0:0::/64'],
  ['::1', '::1', '0:0:0:0::/64'],
  ['', '', ''],
])('%s is %s, and counts with %s', (text, plain, budget) => {
  expect(plainAddress(text)).toBe(plain)
  expect(budgetOf(plainAddress(text))).toBe(budget)
})

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['192.0.2.1', false],
])('%s is this machine: %s', (address, is) => {
  expect(isLoopback(address)).toBe(is)
})

test.each([['10.0.0.0/33'], ['10.0.0/8'], ['example.com'], ['10.0.0.1/'], ['::/x']])('%s are no networks', (list) => {
  expect(readNetworks(list)).toBe(null)
})

const proxies = readNetworks('10.0.0.0/8, 2001:db8::/32, 127.0.0.1')

test.each([
  ['nobody between us', '198.51.100.1', undefined, '198.51.100.1'],
  ['one who is no proxy of ours says what it likes', '198.51.100.1', '203.0.113.5', '198.51.100.1'],
  ['our proxy tells who', '10.1.2.3', '203.0.113.5', '203.0.113.5'],
  ['written as IPv6', '::ffff:10.1.2.3', '203.0.113.5', '203.0.113.5'],
  ['what the client made up stands before', '10.1.2.3', '1.2.3.4, 203.0.113.5', '203.0.113.5'],
  ['a chain of ours', '127.0.0.1', '203.0.113.5, 10.9.9.9', '203.0.113.5'],
  ['over IPv6', '2001:db8::9', '2001:db9::7', '2001:db9::7'],
  ['our proxy does not tell', '10.1.2.3', undefined, '10.1.2.3'],
  ['nonsense', '10.1.2.3', 'unknown', '10.1.2.3'],
])('%s', (_what, remote, forwardedFor, client) => {
  expect(clientAddress(remote, forwardedFor, proxies)).toBe(client)
})

test('without proxies of ours nobody is believed', () => {
  expect(clientAddress('10.1.2.3', '203.0.113.5', null)).toBe('10.1.2.3')
})
