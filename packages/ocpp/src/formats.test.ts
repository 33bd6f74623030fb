import assert from 'node:assert/strict'
import formatsModule from 'ajv-formats'
import { test } from 'vitest'
import { fitsLength, isDateTime, isUri, isZoneKnown, readLooseDateTime } from './formats.ts'

const ajvDateTime = formatsModule.default.get('date-time') as { validate(text: string): boolean }

test.each([
  '2026-03-01T08:00:00Z',
  '2026-03-01t08:00:00z',
  '2024-02-29T23:59:59.999999999+05:30',
  '2000-02-29T00:00:00-23:59',
  '2026-12-31T00:00:00.1Z',
])('%s is a date-time, and JavaScript can read it', (text) => {
  assert.ok(isDateTime(text))
  assert.ok(ajvDateTime.validate(text))
  assert.ok(!Number.isNaN(new Date(text).getTime()))
})

test.each([
  '',
  '2026-03-01',
  '2026-03-01T08:00:00',
  '2026-03-01T08:00Z',
  '2026-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-03-01T24:00:00Z',
  '2026-03-01T08:60:00Z',
  '2026-03-01T08:00:00+24:00',
  '2026-03-01T08:00:00.Z',
  '2026-03-01T08:00:00Z ',
  'Sun Mar 01 2026',
  '1772352000',
])('%s is none', (text) => {
  assert.ok(!isDateTime(text))
  assert.ok(!ajvDateTime.validate(text))
})

test.each([
  ['2026-12-31T23:59:60Z', 'a leap second: no Date can hold it'],
  ['2026-03-01 08:00:00Z', 'RFC 3339 lets applications use a space; OCPP does not'],
  ['2026-03-01T08:00:00+0100', 'ISO 8601 basic format'],
  ['2026-03-01T08:00:00+01', 'ISO 8601 hours only'],
])('%s passes ajv-formats, but not us: %s', (text) => {
  assert.ok(ajvDateTime.validate(text))
  assert.ok(!isDateTime(text))
})

test.each([
  ['2026-03-01T08:00:00', '2026-03-01T08:00:00-00:00'],
  ['2026-03-01 08:00', '2026-03-01T08:00:00-00:00'],
  [' 2026-03-01T08:00:00,25Z ', '2026-03-01T08:00:00.25Z'],
  ['2026-03-01 08:00:00.5 +0100', '2026-03-01T08:00:00.5+01:00'],
  ['2026-03-01T08:00:00-01', '2026-03-01T08:00:00-01:00'],
  ['2026-02-30T08:00:00', undefined],
  ['yesterday', undefined],
])('%s can be read as %s', (text, read) => {
  assert.equal(readLooseDateTime(text), read)
})

test('a time without a zone is read as UTC, and can be told from one that says so', () => {
  const read = readLooseDateTime('2026-03-01T08:00:00') ?? ''
  assert.ok(isDateTime(read))
  assert.equal(new Date(read).toISOString(), '2026-03-01T08:00:00.000Z')
  assert.ok(!isZoneKnown(read))
  for (const zone of ['Z', '+00:00', '-01:00']) assert.ok(isZoneKnown(`2026-03-01T08:00:00${zone}`))
})

test.each([
  ['ftp://user:pw@host:21/dir/fw.bin', true],
  ['https://[::1]/x?a=b#c', true],
  ['s3:bucket/key', true],
  ['fw.bin', false],
  ['/fw.bin', false],
  ['http://a b/', false],
  ['http://host/%2', false],
  ['1http://host', false],
])('%s as a URI: %s', (text, expected) => {
  assert.equal(isUri(text), expected)
})

test('length counts characters, not UTF-16 units', () => {
  assert.ok(fitsLength('🔌🔌', 2))
  assert.ok(!fitsLength('🔌🔌🔌', 2))
  assert.ok(!fitsLength('abc', 2))
})

test('a long near-URI is judged in no time', () => {
  const startedAt = performance.now()
  assert.ok(!isUri(`http://${'a'.repeat(50_000)}/${'%41/'.repeat(10_000)} `))
  assert.ok(!isUri(`x:${'/a'.repeat(50_000)}<`))
  assert.ok(performance.now() - startedAt < 200)
})
