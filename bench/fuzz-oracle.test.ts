import { expect, test } from 'vitest'
import { FrameMaker } from './fuzz-frames.ts'
import { Oracle } from './fuzz-oracle.ts'
import { Random } from './random.ts'

const ask = (version: 'ocpp1.6' | 'ocpp2.0.1' | 'ocpp2.1', data: string) => {
  const { result, error, silence, close } = new Oracle(version).expectationOf({ data, binary: false, made: 'by hand' })
  return { result: result !== undefined, codes: error?.codes ?? [], silence: silence === true, close: close ?? [] }
}

test.each([
  ['ocpp1.6', '[2,"a","Heartbeat",{}]', { result: true }],
  ['ocpp1.6', '[2,"a","Heartbeat",null]', { result: true }],
  ['ocpp1.6', '[9,"a","Heartbeat",{}]', { silence: true }],
  ['ocpp2.0.1', '[9,"a","Heartbeat",{}]', { codes: ['MessageTypeNotSupported'] }],
  ['ocpp2.0.1', '[6,"a","NotifyPeriodicEventStream",{}]', { codes: ['MessageTypeNotSupported'] }],
  ['ocpp2.1', '[6,"a","NotifyPeriodicEventStream",{}]', { silence: true }],
  ['ocpp2.1', '[3,"a",{}]', { silence: true }],
  ['ocpp2.1', '{', { codes: ['RpcFrameworkError', 'FormatViolation'] }],
  ['ocpp1.6', '[2,"a","Nonsense",{}]', { codes: ['NotImplemented'] }],
  ['ocpp1.6', '[2,"a","Reset",{"type":"Hard"}]', { codes: ['NotSupported'] }],
  [
    'ocpp1.6',
    '[2,"a","StopTransaction",{}]',
    { result: true, codes: ['OccurenceConstraintViolation', 'ProtocolError'] },
  ],
  ['ocpp1.6', '[2,"a","Authorize",{}]', { codes: ['OccurenceConstraintViolation', 'ProtocolError'] }],
  ['ocpp2.0.1', '[2,"a","Authorize",{}]', { codes: ['OccurrenceConstraintViolation'] }],
  ['ocpp1.6', '[2,"a","Authorize",{"idTag":5}]', { codes: ['TypeConstraintViolation'] }],
  ['ocpp1.6', '[2,"a","Authorize",{"idTag":"123456789012345678901"}]', { codes: ['PropertyConstraintViolation'] }],
] as const)('%s: %s', (version, text, expected) => {
  expect(ask(version, text)).toEqual({ result: false, codes: [], silence: false, close: [], ...expected })
})

test.each(['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const)(
  'what %s starts from is valid before it is mutated',
  (version) => {
    const oracle = new Oracle(version)
    const maker = new FrameMaker(version, new Random(1))
    for (let count = 0; count < 200; count += 1) {
      const frame = maker.valid()
      expect(oracle.expectationOf(frame), String(frame.data)).toHaveProperty('result')
    }
  },
)

test('the same seed makes the same frames, another seed others', () => {
  const frames = (seed: number) => {
    const maker = new FrameMaker('ocpp2.1', new Random(seed))
    return Array.from({ length: 300 }, () => maker.next().data.toString())
  }
  expect(frames(5)).toEqual(frames(5))
  expect(frames(5)).not.toEqual(frames(6))
})
