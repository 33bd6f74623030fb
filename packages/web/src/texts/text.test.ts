import { expect, test } from 'vitest'
import { en } from './en.ts'
import { counted, spaced, t, wordFor } from './text.ts'

test('names are filled in, numbers choose their plural', () => {
  expect(t('transaction.title', { id: 7 })).toBe('Transaction 7')
  expect(counted('stations.count', 1)).toBe('1 station')
  expect(counted('stations.count', 10_000)).toBe('10,000 stations')
})

test('a word of the protocol is translated, or shown as words', () => {
  expect(wordFor('connector', 'SuspendedEV')).toBe('Suspended by EV')
  expect(wordFor('connector', 'SomethingVendorsSay')).toBe('Something vendors say')
  expect(spaced('EVConnectTimeout')).toBe('EV connect timeout')
  expect(spaced('ocpp_version')).toBe('Ocpp version')
})

test('every plural has both forms', () => {
  const keys = Object.keys(en)
  const alone = keys.filter((key) => key.endsWith('.one') && !keys.includes(key.replace(/one$/, 'other')))
  expect(alone).toEqual([])
})
