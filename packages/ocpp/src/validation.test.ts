import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { fieldsOf, type Refusal, type Tolerance, tolerances, validateRequest, validateResponse } from './validation.ts'
import { definitions, type Version } from './versions.ts'
import { fold } from './words.ts'

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

test('a valid message passes, and what of it stands in no schema is told', () => {
  const result = validateRequest('ocpp1.6', 'MeterValues', meterValues())
  assert.ok(result.ok)
  const { meterValue } = meterValues() as unknown as { meterValue: { sampledValue: { value: string }[] }[] }
  assert.deepEqual(
    result.texts,
    meterValue.flatMap(({ sampledValue }) => sampledValue.map(({ value }) => value)),
  )
})

test('words that name secrets are told, too; where more may stand, nothing is', () => {
  const authorize = (idToken: object) => {
    const result = validateRequest('ocpp2.0.1', 'Authorize', { idToken }, ['loose-containers'])
    return result.ok ? result.texts : undefined
  }
  assert.deepEqual(authorize({ idToken: '1234', type: 'KeyCode' }), ['1234', 'KeyCode'])
  assert.equal(authorize({ idToken: '1234', type: 'KeyCode', customData: { vendorId: 'V', pin: '1' } }), null)
  assert.equal(authorize({ idToken: '1234', type: 'KeyCode', pin: '1' }), null)
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
  const receivedAt = new Date('2026-03-01T08:00:00Z')
  const now = receivedAt.toISOString()
  const sampled = (...sampledValue: unknown[]) => ({ connectorId: 1, meterValue: [{ timestamp: now, sampledValue }] })
  const stop = (more: object) => ({ transactionId: 7, meterStop: 2000, timestamp: now, ...more })
  const cases: [tolerance: Tolerance, action: string, payload: object, path: string, mended: object][] = [
    ['loose-types', 'StatusNotification', status({ connectorId: '2' }), '/connectorId', status({ connectorId: 2 })],
    ['loose-types', 'StatusNotification', status({ connectorId: '2.0 ' }), '/connectorId', status({ connectorId: 2 })],
    ['loose-types', 'StatusNotification', status({ connectorId: 1.2 }), '/connectorId', status({ connectorId: 1 })],
    ['loose-types', 'Authorize', { idTag: 123 }, '/idTag', { idTag: '123' }],
    ['loose-types', 'StatusNotification', status({ errorCode: 'Rain' }), '/errorCode', status({ errorCode: 'Rain' })],
    ['loose-types', 'StatusNotification', status({ status: 'charging' }), '/status', status({ status: 'Charging' })],
    [
      'loose-types',
      'StatusNotification',
      status({ status: 'Suspended_EVSE' }),
      '/status',
      status({ status: 'SuspendedEVSE' }),
    ],
    ['loose-types', 'StatusNotification', status({ info: 'x'.repeat(51) }), '/info', status({ info: 'x'.repeat(51) })],
    [
      'loose-types',
      'StatusNotification',
      status({ timestamp: '2026-03-01 08:00:00' }),
      '/timestamp',
      status({ timestamp: '2026-03-01T08:00:00-00:00' }),
    ],
    [
      'loose-types',
      'StatusNotification',
      status({ timestamp: 1772352000 }),
      '/timestamp',
      status({ timestamp: '2026-03-01T08:00:00.000Z' }),
    ],
    ['loose-containers', 'StatusNotification', status({ mood: 1 }), '/mood', status({ mood: 1 })],
    [
      'loose-containers',
      'StatusNotification',
      { ConnectorID: 1, errorCode: 'NoError', status: 'Available' },
      '/ConnectorID',
      status({}),
    ],
    [
      'loose-containers',
      'DataTransfer',
      { vendorId: 'V', data: { mode: 'pay', slots: [1, 2] } },
      '/data',
      { vendorId: 'V', data: '{"mode":"pay","slots":[1,2]}' },
    ],
    [
      'loose-containers',
      'MeterValues',
      { connectorId: 1, meterValue: { timestamp: now, sampledValue: [{ value: '1' }] } },
      '/meterValue',
      sampled({ value: '1' }),
    ],
    ['loose-containers', 'StatusNotification', status({ info: ['x'] }), '/info', status({ info: '["x"]' })],
    [
      'loose-containers',
      'StatusNotification',
      status({ connectorId: [3] }),
      '/connectorId',
      status({ connectorId: 3 }),
    ],
    [
      'loose-containers',
      'MeterValues',
      sampled({ unit: 'Wh' }, { value: '5' }),
      '/meterValue/0/sampledValue/0',
      sampled({ value: '5' }),
    ],
    ['missing-members', 'StatusNotification', status({ info: null }), '/info', status({})],
    ['missing-members', 'StatusNotification', status({ timestamp: '' }), '/timestamp', status({})],
    ['missing-members', 'StatusNotification', { connectorId: 1, status: 'Available' }, '/errorCode', status({})],
    ['missing-members', 'StatusNotification', status({ errorCode: '' }), '/errorCode', status({})],
    ['missing-members', 'StatusNotification', status({ timestamp: 'noon' }), '/timestamp', status({})],
    ['missing-members', 'SecurityEventNotification', { type: 'X' }, '/timestamp', { type: 'X', timestamp: now }],
    [
      'missing-members',
      'MeterValues',
      { connectorId: 1, meterValue: [{ sampledValue: [] }] },
      '/meterValue/0/timestamp',
      sampled(),
    ],
    ['missing-members', 'StopTransaction', { transactionId: 7, meterStop: 2000 }, '/timestamp', stop({})],
    [
      'missing-members',
      'StopTransaction',
      { meterStop: 2000, timestamp: now },
      '/transactionId',
      stop({ transactionId: -1 }),
    ],
    ['missing-members', 'StopTransaction', stop({ meterStop: null }), '/meterStop', stop({ meterStop: -1 })],
  ]
  test.each(cases)('%s in %s %j', (tolerance, action, payload, path, mended) => {
    const strict = validateRequest('ocpp1.6', action, structuredClone(payload))
    assert.ok(!strict.ok)
    assert.deepEqual(strict.tolerable, [tolerance], 'the refusal names what would have let it through')
    const untouched = structuredClone(payload)
    void (validateRequest('ocpp1.6', action, untouched) as Refusal).tolerable
    assert.deepEqual(untouched, payload, 'to look for help mends nothing')
    const others = tolerances.filter((other) => other !== tolerance)
    assert.ok(!validateRequest('ocpp1.6', action, structuredClone(payload), others).ok, 'no other tolerance does')
    const result = validateRequest('ocpp1.6', action, payload, [tolerance], receivedAt)
    assert.ok(result.ok)
    assert.deepEqual(
      result.deviations.map((deviation) => deviation.path),
      [path],
    )
    assert.deepEqual(payload, mended)
  })

  const cases2: [action: string, payload: object, mended: object][] = [
    [
      'Authorize',
      { idToken: { idToken: 'A', type: 'Central', additionalInfo: [] } },
      { idToken: { idToken: 'A', type: 'Central' } },
    ],
    ['Authorize', { idToken: 'A' }, { idToken: { idToken: 'A', type: 'ISO14443' } }],
    [
      'StatusNotification',
      { evseId: 2, connectorStatus: 'occupied', evse: 7 },
      { evseId: 2, connectorStatus: 'Occupied', evse: 7, connectorId: 1, timestamp: now },
    ],
    ['StatusNotification', { ...status21(), evseId: -1 }, { ...status21(), evseId: -1 }],
    [
      'MeterValues',
      { evseId: '1', meterValue: [{ timestamp: now, sampledValue: { value: '1.5', unitOfMeasure: 'kWh' } }] },
      { evseId: 1, meterValue: [{ timestamp: now, sampledValue: [{ value: 1.5, unitOfMeasure: { unit: 'kWh' } }] }] },
    ],
    [
      'TransactionEvent',
      { eventType: 'ended', timestamp: now, transactionInfo: 'T1', seqNo: 'x', costDetails: 'none' },
      { eventType: 'Ended', timestamp: now, transactionInfo: { transactionId: 'T1' } },
    ],
  ]
  test.each(cases2)('2.1: all together, in %s %j', (action, payload, mended) => {
    const strict = validateRequest('ocpp2.1', action, structuredClone(payload))
    assert.ok(!strict.ok)
    assert.ok(validateRequest('ocpp2.1', action, structuredClone(payload), strict.tolerable).ok, 'what helps, helps')
    assert.ok(validateRequest('ocpp2.1', action, payload, tolerances, receivedAt).ok)
    assert.deepEqual(payload, mended)
  })
  function status21() {
    return { timestamp: now, connectorStatus: 'Available', evseId: 1, connectorId: 1 }
  }

  test('of a list of reports the odd one is left out, and no alert is lost', () => {
    const event = (eventId: number, more: object) => ({
      eventId,
      timestamp: now,
      trigger: 'Alerting',
      actualValue: 'true',
      eventNotificationType: 'CustomMonitor',
      component: { name: 'EVSE' },
      variable: { name: 'Problem' },
      ...more,
    })
    const eventData = [event(1, {}), event(2, { component: 7.5, variable: null }), event(3, {})]
    const payload = { generatedAt: now, seqNo: 0, eventData }
    assert.ok(!validateRequest('ocpp2.0.1', 'NotifyEvent', structuredClone(payload)).ok)
    const result = validateRequest('ocpp2.0.1', 'NotifyEvent', payload, tolerances)
    assert.ok(result.ok)
    assert.deepEqual(
      payload.eventData.map(({ eventId }) => eventId),
      [1, 3],
    )
    assert.match(result.deviations.at(-1)?.message ?? '', /left out/)
  })

  const refused: [what: string, version: Version, action: string, payload: object][] = [
    ['a status there is no default for', 'ocpp1.6', 'StatusNotification', { connectorId: 1, errorCode: 'NoError' }],
    ['a connector nobody named', 'ocpp1.6', 'StatusNotification', status({ connectorId: null })],
    ['a transaction nobody named', 'ocpp2.1', 'TransactionEvent', { eventType: 'Ended', timestamp: now }],
    ['a kind of event nobody knows', 'ocpp2.1', 'TransactionEvent', { eventType: 'Ends', transactionInfo: 'T' }],
    ['a number JSON has lost digits of', 'ocpp1.6', 'Authorize', { idTag: 2 ** 64 }],
    ['a number with thousands', 'ocpp1.6', 'StatusNotification', status({ connectorId: '1,000' })],
  ]
  test.each(refused)('what has no certain meaning stays refused: %s', (_what, version, action, payload) => {
    const result = validateRequest(version, action, payload, tolerances)
    assert.ok(!result.ok)
    assert.deepEqual(result.tolerable, [])
  })

  test('what says what a value is, is never left out: the reading goes with it', () => {
    const measured = { value: 5, unitOfMeasure: { unit: 'kWh', multiplier: 'many' } }
    const payload = { evseId: 1, meterValue: [{ timestamp: now, sampledValue: [measured, { value: 6 }] }] }
    assert.ok(validateRequest('ocpp2.1', 'MeterValues', payload, tolerances).ok)
    assert.deepEqual(payload.meterValue[0]?.sampledValue, [{ value: 6 }])
  })

  test('what a tolerance could read is not taken as missing, or left out, because another one is on', () => {
    const stopped = stop({ meterStop: '2000' })
    assert.ok(!validateRequest('ocpp1.6', 'StopTransaction', stopped, ['missing-members', 'loose-containers']).ok)
    assert.ok(
      !validateRequest('ocpp1.6', 'MeterValues', sampled({ value: 5 }, { value: '6' }), ['loose-containers']).ok,
    )
  })

  test('a payload that is refused tells what was forgiven before', () => {
    const result = validateRequest('ocpp1.6', 'StatusNotification', { mood: 1, connectorId: {} }, ['loose-containers'])
    assert.ok(!result.ok)
    assert.deepEqual([result.path, result.deviations.length], ['/connectorId', 1])
  })

  test('a message of many deviations lists some of them', () => {
    const payload = sampled(...Array.from({ length: 10_000 }, () => ({ value: 1 })))
    const result = validateRequest('ocpp1.6', 'MeterValues', payload, tolerances)
    assert.ok(result.ok)
    assert.equal(result.deviations.length, 31)
    assert.match(result.deviations.at(-1)?.message ?? '', /9970 more/)
  })

  test('the answers of stations get the same', () => {
    const answer = { configurationKey: { key: 'A', readonly: 'false', value: 5 }, unknownKey: null }
    assert.ok(validateResponse('ocpp1.6', 'GetConfiguration', answer, tolerances).ok)
    assert.deepEqual(answer, { configurationKey: [{ key: 'A', readonly: false, value: '5' }] })
    const word = { status: 'accepted' }
    assert.ok(validateResponse('ocpp1.6', 'TriggerMessage', word, ['loose-types']).ok)
    assert.deepEqual(word, { status: 'Accepted' })
  })

  test('no list of words has two that differ in letters only', () => {
    for (const { version, enums } of Object.values(definitions))
      for (const [name, words] of Object.entries(enums))
        assert.equal(new Set(words.map(fold)).size, words.length, `${version} ${name}`)
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
