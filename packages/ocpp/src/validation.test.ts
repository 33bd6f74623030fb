import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { fieldsOf, type Tolerance, validateRequest, validateResponse } from './validation.ts'
import type { Version } from './versions.ts'

const meterValues = () => ({
  connectorId: 1,
  meterValue: [
    {
      timestamp: '2026-03-01T08:00:00Z',
      sampledValue: [
        { value: '12.5', unit: 'kWh' },
        { value: '7', unit: 'Celcius' },
      ],
    },
  ] as Record<string, unknown>[],
})
const profile = (limit: unknown) => ({
  connectorId: 1,
  csChargingProfiles: {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  },
})

test('a valid message passes, and costs no memory', () => {
  const result = validateRequest('ocpp1.6', 'MeterValues', meterValues())
  assert.ok(result.ok)
  assert.equal(result, validateRequest('ocpp1.6', 'MeterValues', meterValues()))
})

test('limits in tenths pass as they are written, whatever binary makes of them', () => {
  for (const limit of [0.3, 0.7, 8.7, 16.1, 32])
    assert.ok(validateRequest('ocpp1.6', 'SetChargingProfile', profile(limit)).ok, `${limit}`)
  assert.ok(!validateRequest('ocpp1.6', 'SetChargingProfile', profile(8.75)).ok)
})

test('a member that JSON leaves out is not there', () => {
  assert.ok(
    validateRequest('ocpp1.6', 'RemoteStartTransaction', { idTag: 'A', connectorId: undefined, note: undefined }).ok,
  )
  assert.ok(!validateRequest('ocpp1.6', 'RemoteStartTransaction', { idTag: undefined }).ok)
})

const violations: [version: Version, action: string, payload: unknown, code: string, path: string][] = [
  ['ocpp1.6', 'MeterValues', { meterValue: [] }, 'OccurrenceConstraintViolation', '/connectorId'],
  ['ocpp2.0.1', 'MeterValues', { evseId: 1, meterValue: [] }, 'OccurrenceConstraintViolation', '/meterValue'],
  ['ocpp2.0.1', 'MeterValues', { evseId: 1, meterValue: {} }, 'TypeConstraintViolation', '/meterValue'],
  [
    'ocpp1.6',
    'MeterValues',
    { connectorId: 1, meterValue: [{ timestamp: 'now', sampledValue: [] }] },
    'TypeConstraintViolation',
    '/meterValue/0/timestamp',
  ],
  ['ocpp1.6', 'MeterValues', { connectorId: 1.5, meterValue: [] }, 'TypeConstraintViolation', '/connectorId'],
  ['ocpp1.6', 'MeterValues', { connectorId: null, meterValue: [] }, 'TypeConstraintViolation', '/connectorId'],
  ['ocpp1.6', 'Heartbeat', { 'a/b~c': 1 }, 'FormatViolation', '/a~1b~0c'],
  ['ocpp1.6', 'Heartbeat', [], 'FormatViolation', ''],
  ['ocpp1.6', 'Heartbeat', null, 'FormatViolation', ''],
  [
    'ocpp1.6',
    'StatusNotification',
    { connectorId: 1, errorCode: 'Broken', status: 'Available' },
    'PropertyConstraintViolation',
    '/errorCode',
  ],
  [
    'ocpp2.1',
    'Authorize',
    { idToken: { idToken: 'x'.repeat(256), type: 'Central' } },
    'PropertyConstraintViolation',
    '/idToken/idToken',
  ],
  ['ocpp2.1', 'MeterValues', { evseId: -1, meterValue: [] }, 'PropertyConstraintViolation', '/evseId'],
  ['ocpp1.6', 'Teleport', {}, 'NotImplemented', ''],
]
test.each(violations)('%s %s %j is a %s at %j', (version, action, payload, code, path) => {
  const result = validateRequest(version, action, payload)
  assert.ok(!result.ok)
  assert.deepEqual([result.code, result.path], [code, path])
})

test('a SEND has no response', () => {
  assert.ok(!validateResponse('ocpp2.1', 'NotifyPeriodicEventStream', {}).ok)
})

describe('tolerance', () => {
  const status = (more: object) => ({ connectorId: 1, errorCode: 'NoError', status: 'Available', ...more })
  const cases: [tolerance: Tolerance, action: string, payload: object, path: string, cleaned: object][] = [
    ['unknown-properties', 'StatusNotification', status({ mood: 1 }), '/mood', status({ mood: 1 })],
    ['empty-strings', 'StatusNotification', status({ timestamp: '' }), '/timestamp', status({})],
    ['null-values', 'StatusNotification', status({ info: null }), '/info', status({})],
    [
      'unknown-enum-values',
      'StatusNotification',
      status({ errorCode: 'Rain' }),
      '/errorCode',
      status({ errorCode: 'Rain' }),
    ],
    [
      'too-long-strings',
      'StatusNotification',
      status({ info: 'x'.repeat(51) }),
      '/info',
      status({ info: 'x'.repeat(51) }),
    ],
    ['number-strings', 'StatusNotification', status({ connectorId: '2' }), '/connectorId', status({ connectorId: 2 })],
    ['number-strings', 'Authorize', { idTag: 123 }, '/idTag', { idTag: '123' }],
    [
      'fractional-integers',
      'StatusNotification',
      status({ connectorId: 1.2 }),
      '/connectorId',
      status({ connectorId: 1 }),
    ],
    [
      'loose-date-times',
      'StatusNotification',
      status({ timestamp: '2026-03-01 08:00:00' }),
      '/timestamp',
      status({ timestamp: '2026-03-01T08:00:00Z' }),
    ],
  ]
  test.each(cases)('%s in %s', (tolerance, action, payload, path, cleaned) => {
    const strict = validateRequest('ocpp1.6', action, structuredClone(payload))
    assert.ok(!strict.ok)
    assert.equal(strict.tolerable, tolerance, 'the refusal names what would have let it through')
    const result = validateRequest('ocpp1.6', action, payload, [tolerance])
    assert.ok(result.ok)
    assert.deepEqual(
      result.deviations.map((deviation) => deviation.path),
      [path],
    )
    assert.deepEqual(payload, cleaned)
  })

  test('empty lists and bounds, in 2.1', () => {
    const event = { idToken: { idToken: 'A', type: 'Central', additionalInfo: [] } }
    assert.ok(validateRequest('ocpp2.1', 'Authorize', event, ['empty-lists']).ok)
    assert.ok(!('additionalInfo' in event.idToken))
    assert.ok(validateRequest('ocpp2.1', 'StatusNotification', { ...status21, evseId: -1 }, ['out-of-bounds']).ok)
  })
  const status21 = { timestamp: '2026-03-01T08:00:00Z', connectorStatus: 'Available', evseId: 1, connectorId: 1 }

  test('what is required cannot be taken as absent', () => {
    const payload = status({ status: '' })
    assert.ok(!validateRequest('ocpp1.6', 'StatusNotification', payload, ['empty-strings', 'null-values']).ok)
    assert.ok(!validateRequest('ocpp1.6', 'StatusNotification', status({ connectorId: null }), ['null-values']).ok)
  })

  test('a payload that is refused tells what was forgiven before', () => {
    const result = validateRequest('ocpp1.6', 'StatusNotification', { mood: 1, connectorId: {} }, [
      'unknown-properties',
    ])
    assert.ok(!result.ok)
    assert.deepEqual([result.path, result.deviations.length], ['/connectorId', 1])
  })
})

test('messages describe their members, all levels of them', () => {
  assert.deepEqual(fieldsOf('ocpp1.6', 'Authorize', 'request'), [
    { name: 'idTag', type: 'string', required: true, maxLength: 20 },
  ])
  const [evseId, meterValue] = fieldsOf('ocpp2.1', 'MeterValues', 'request')
  assert.deepEqual(evseId, { name: 'evseId', type: 'integer', required: true, min: 0 })
  assert.deepEqual(meterValue?.array, { min: 1 })
  const context = meterValue?.fields
    ?.find(({ name }) => name === 'sampledValue')
    ?.fields?.find(({ name }) => name === 'context')
  assert.ok(context?.enum?.includes('Sample.Periodic'))
  assert.deepEqual(fieldsOf('ocpp1.6', 'TransactionEvent', 'request'), [])
})
