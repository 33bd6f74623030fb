import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { clock, csms, RawStation } from '../test/csms.ts'
import type { IncomingCall } from './exchange.ts'
import { readBytes } from './read-bytes.ts'

/** A station in 1.6, forgiven what is named, and what its CSMS got of it. */
async function house(tolerate: 'all' | 'nothing', answer: (call: IncomingCall) => unknown = clock) {
  const seen: IncomingCall[] = []
  const handle = (call: IncomingCall) => {
    seen.push(call)
    return call.action === 'Heartbeat' ? clock() : call.action === 'StopTransaction' ? {} : answer(call)
  }
  const it = await csms(handle, { tolerate: tolerate === 'all' ? ['loose-frames'] : [] })
  return { ...it, seen, station: await RawStation.connect(it.url, 'ocpp1.6') }
}

const longId = '{5F3C1B6E-AB12-4C1D-9E77-0123456789AB}'
const heartbeats: [what: string, frame: string | Buffer, id: unknown][] = [
  ['an id of 38 characters', `[2,"${longId}","Heartbeat",{}]`, longId],
  ['an id of 255 characters', `[2,"${'x'.repeat(255)}","Heartbeat",{}]`, 'x'.repeat(255)],
  ['a number for an id', '[2,4711,"Heartbeat",{}]', 4711],
  ['an empty id', '[2,"","Heartbeat",{}]', ''],
  ['the message type as text', '["2","7","Heartbeat",{}]', '7'],
  ['no payload', '[2,"7","Heartbeat"]', '7'],
  ['an element too many', '[2,"7","Heartbeat",{},null]', '7'],
  ['NUL behind it', '[2,"7","Heartbeat",{}]\0\0', '7'],
  ['a binary frame', Buffer.from('[2,"7","Heartbeat",{}]'), '7'],
]

describe('loose frames', () => {
  test.each(heartbeats)('%s', async (_what, frame, id) => {
    const { station, seen, problems } = await house('all')
    station.socket.send(frame)
    assert.deepEqual(await station.next(), [3, id, clock()])
    assert.deepEqual(
      seen[0]?.deviations.map(({ path, rule }) => [path, rule]),
      [['', 'loose-frames']],
    )
    assert.deepEqual(problems, [])

    const strict = await house('nothing')
    strict.station.socket.send(frame)
    assert.equal((await strict.station.next())[0], 4)
    assert.deepEqual(strict.problems[0]?.problem?.tolerable, ['loose-frames'], 'what would let it through')
  })

  test('a number for an id comes back as it was written, in an error too', async () => {
    const { station } = await house('all')
    station.send('[2,12345678901234567890123,"Heartbeat",{}]')
    station.send('[2,5,"Authorize",{"idTag":7}]')
    await station.next()
    assert.deepEqual((await station.next()).slice(0, 2), [4, 5])
  })

  test.each([
    ['beyond what is echoed', `[2,"${'x'.repeat(256)}","Heartbeat",{}]`],
    ['an id that is an object', '[2,{"id":1},"Heartbeat",{}]'],
    ['no id', '[2]'],
    ['a fraction', '[2,4.5,"Heartbeat",{}]'],
  ])('not: %s', async (_what, frame) => {
    const { station, seen } = await house('all')
    station.send(frame)
    assert.equal((await station.next())[0], 4)
    assert.deepEqual(seen, [])
  })

  test('what would help names also what the payload needs', async () => {
    const { station, problems } = await house('nothing')
    await station.ask('[2,9,"Authorize",{"idTag":7,}]')
    assert.deepEqual(problems[0]?.problem?.tolerable, ['loose-types', 'loose-frames'])
    await station.ask('[2,10,"Authorize",{}]')
    assert.equal(problems[1]?.problem?.tolerable, undefined, 'nothing would')
  })

  test('an answer of a station, too', async () => {
    const { station, sessions } = await house('all')
    const call = sessions[0]?.call('ClearCache', {})
    const [, id] = await station.next()
    station.send(`[3,"${id}","ClearCache",{"status":"Accepted",}]\0`)
    const outcome = await call
    assert.ok(outcome?.outcome === 'answered')
    assert.deepEqual([outcome.response, outcome.deviations.length], [{ status: 'Accepted' }, 3])
  })

  const latin1 = (text: string) => Buffer.from(text, 'latin1')

  test('bytes that are no UTF-8 are letters of a text, and cost no connection', async () => {
    const { station, seen } = await house('all', () => ({}))
    const frame = latin1('[2,"1","SecurityEventNotification",{"type":"d\xe9faut","timestamp":"2026-03-01T08:00:00Z"}]')
    station.socket.send(frame, { binary: false })
    assert.equal((await station.next())[0], 3)
    assert.deepEqual(seen[0]?.payload, { type: 'défaut', timestamp: '2026-03-01T08:00:00Z' })
    assert.ok(await station.silent())
  })

  test('strict, they end the connection (RFC 6455 §8.1), and the hint is there', async () => {
    const { station, problems } = await house('nothing')
    const closed = new Promise((resolve) => station.socket.once('close', resolve))
    station.socket.send(latin1('[2,"1","Heartbeat",{"x":"\xe9"}]'), { binary: false })
    assert.equal(await closed, 1007)
    assert.match(problems[0]?.problem?.message ?? '', /UTF-8/)
  })

  test('UTF-8 between them is read as that, and what is no text is not read', () => {
    assert.equal(readBytes(Buffer.concat([Buffer.from('é€🔌'), latin1('\xe9'), Buffer.from('z')])), 'é€🔌éz')
    assert.equal(readBytes(Buffer.from([0xe2, 0x82])), 'â\x82')
    assert.equal(readBytes(Buffer.alloc(2000, 0xff)), undefined)
  })
})

describe('OCPP 1.6 §4.10: a stop is taken as it can be read, also from a station that is forgiven nothing', () => {
  const stop = '"transactionId":7,"meterStop":2000,"timestamp":"2026-03-01T08:00:00Z"'
  test.each([
    ['a reason of its own', `[2,"1","StopTransaction",{${stop},"reason":"Stopped by user at screen"}]`],
    ['no time', '[2,"1","StopTransaction",{"transactionId":7,"meterStop":2000}]'],
    ['no transaction', '[2,"1","StopTransaction",{"meterStop":2000,"timestamp":"2026-03-01T08:00:00Z"}]'],
    ['nothing at all', '[2,"1","StopTransaction",{}]'],
    ['a tag too long', `[2,"1","StopTransaction",{${stop},"idTag":"${'x'.repeat(21)}"}]`],
    ['readings of another shape', `[2,"1","StopTransaction",{${stop},"transactionData":{"sampledValue":[{}]}}]`],
    ['a comma too many', `[2,"1","StopTransaction",{${stop},}]`],
    ['a number for an id', `[2,1,"StopTransaction",{${stop}}]`],
    ['a binary frame', Buffer.from(`[2,"1","StopTransaction",{${stop}}]`)],
    ['bytes that are no UTF-8', Buffer.from(`[2,"1","StopTransaction",{${stop},"reason":"\xe9"}]`, 'latin1')],
  ])('with %s', async (_what, frame) => {
    const { station, seen, problems } = await house('nothing')
    station.socket.send(frame, {
      binary: typeof frame !== 'string' && frame.toString().includes('"2026') && !frame.includes(0xe9),
    })
    assert.equal((await station.next())[0], 3)
    assert.ok((seen[0]?.deviations.length ?? 0) > 0, 'and recorded')
    assert.deepEqual(problems, [])
  })

  test('with a message id of another message', async () => {
    const { station, seen } = await house('nothing')
    await station.ask([2, '1', 'Heartbeat', {}])
    assert.equal((await station.ask(`[2,"1","StopTransaction",{${stop}}]`))[0], 3)
    assert.equal(seen[1]?.deviations.length, 1)
  })

  test('2.x: what ends a transaction, and only that', async () => {
    const seen: IncomingCall[] = []
    const { url } = await csms((call) => {
      seen.push(call)
      return call.action === 'Heartbeat' ? clock() : {}
    })
    const station = await RawStation.connect(url, 'ocpp2.0.1')
    const event = (eventType: string) => [
      2,
      crypto.randomUUID(),
      'TransactionEvent',
      {
        eventType,
        timestamp: '2026-03-01 08:00',
        triggerReason: 'Own',
        seqNo: '3',
        transactionInfo: { transactionId: 4 },
      },
    ]
    assert.equal((await station.ask(event('Updated')))[0], 4)
    assert.equal((await station.ask(event('Ended')))[0], 3)
    assert.equal((await station.ask(event('ended')))[0], 3)
    assert.deepEqual(seen[0]?.payload, {
      eventType: 'Ended',
      timestamp: '2026-03-01T08:00:00-00:00',
      triggerReason: 'Own',
      seqNo: 3,
      transactionInfo: { transactionId: '4' },
    })
  })
})
