import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, onTestFinished, test, vi } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { clock, csms, RawStation } from '../test/csms.ts'
import { connect } from './client.ts'
import { OcppError } from './errors.ts'
import type { CallOutcome, IncomingCall } from './exchange.ts'
import type { Version } from './versions.ts'

const both: Version[] = ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1']

describe('answers', () => {
  test('a request is answered with what the handler gives, under its message id', async () => {
    const { url } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp1.6')
    assert.deepEqual(await station.ask([2, '19', 'Heartbeat', {}]), [3, '19', clock()])
  })

  test('null is another way to write an empty payload (OCPP-J 1.6 table 4, 2.x part 4, 4.1.5)', async () => {
    const { url } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp2.0.1')
    assert.deepEqual(await station.ask([2, '1', 'Heartbeat', null]), [3, '1', clock()])
  })

  test('an OcppError refuses with its code, in the spelling of the version', async () => {
    const refuse = () => {
      throw new OcppError('OccurrenceConstraintViolation', 'one too many', { limit: 1 })
    }
    const { url } = await csms(refuse)
    const spelled = async (version: Version) =>
      (await (await RawStation.connect(url, version)).ask([2, '1', 'Heartbeat', {}]))[2]
    assert.equal(await spelled('ocpp1.6'), 'OccurenceConstraintViolation')
    assert.equal(await spelled('ocpp2.0.1'), 'OccurrenceConstraintViolation')
  })

  test('anything else thrown is an InternalError outside, and the error itself inside', async () => {
    const { url, errors } = await csms(async () => {
      throw new Error('password of the database is 1234')
    })
    const station = await RawStation.connect(url, 'ocpp2.1')
    const answer = await station.ask([2, '1', 'Heartbeat', {}])
    assert.equal(answer[2], 'InternalError')
    assert.ok(!JSON.stringify(answer).includes('1234'))
    assert.equal(String(errors[0]), 'Error: password of the database is 1234')
  })

  test('an answer of ours that breaks the schema never leaves', async () => {
    const { url, problems } = await csms(() => ({ currentTime: 'noon' }))
    const station = await RawStation.connect(url, 'ocpp1.6')
    assert.deepEqual((await station.ask([2, '1', 'Heartbeat', {}])).slice(0, 3), [4, '1', 'InternalError'])
    assert.equal(problems[0]?.direction, 'out')
    assert.equal(problems[0]?.problem?.path, '/currentTime')
  })

  test('requests of one station are handled one at a time, in order', async () => {
    const log: string[] = []
    const { url } = await csms(async (call) => {
      log.push(`begin ${call.messageId}`)
      await sleep(call.messageId === '1' ? 20 : 1)
      log.push(`end ${call.messageId}`)
      return clock()
    })
    const station = await RawStation.connect(url, 'ocpp1.6')
    for (const id of ['1', '2', '3']) station.send([2, id, 'Heartbeat', {}])
    for (const id of ['1', '2', '3']) assert.equal((await station.next())[1], id)
    assert.deepEqual(log, ['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3'])
  })

  test('what arrived before the socket closed is handled to the end', async () => {
    const handled: string[] = []
    const { url } = await csms(async (call) => {
      await sleep(10)
      handled.push(call.messageId)
      return clock()
    })
    const station = await RawStation.connect(url, 'ocpp1.6')
    for (const id of ['1', '2']) station.send([2, id, 'Heartbeat', {}])
    station.socket.close()
    await sleep(60)
    assert.deepEqual(handled, ['1', '2'])
  })

  test('a task for after the answer may call the station', async () => {
    const done = Promise.withResolvers<CallOutcome | undefined>()
    const { url, sessions } = await csms((call) => {
      call.after(async () => done.resolve(await sessions[0]?.call('TriggerMessage', { requestedMessage: 'Heartbeat' })))
      return clock()
    })
    const station = await RawStation.connect(url, 'ocpp1.6')
    assert.equal((await station.ask([2, '1', 'Heartbeat', {}]))[0], 3)
    const [, id] = await station.next()
    station.send([3, id, { status: 'Accepted' }])
    assert.equal((await done.promise)?.outcome, 'answered')
  })
})

describe('the texts of a message', () => {
  const given = '"idTag":"A-1"'
  test.each<[string, readonly string[] | null]>([
    [`[2,"1","Authorize",{${given}}]`, ['A-1']],
    [`[ 2 , "1" , "Authorize" , { "idTag" : "A-1" } ]`, ['A-1']],
    [`[2,"1","Authorize",{"idTag":"another",${given}}]`, null],
    [`[2,"1","Authorize",{"idTag":5,${given}}]`, null],
    [`[2,"1","Authorize",{"id\\u0054ag":"A-1"}]`, null],
    [`[2,"1","Authorize",{"idTag":"A\\u002d1"}]`, null],
  ])('are told when there is nothing else in it: %s', async (text, texts) => {
    const calls: IncomingCall[] = []
    const { url } = await csms((call) => {
      calls.push(call)
      return { idTagInfo: { status: 'Accepted' } }
    })
    const station = await RawStation.connect(url, 'ocpp1.6')
    station.send(text)
    await station.next()
    assert.deepEqual(calls[0]?.texts, texts)
  })
})

describe('message ids', () => {
  const start = (id: string, meterStart: number) => [
    2,
    id,
    'StartTransaction',
    { connectorId: 1, idTag: 'A', meterStart, timestamp: '2026-03-01T08:00:00Z' },
  ]

  test('the same frame again gets the same answer, and is handled once', async () => {
    let handled = 0
    const { url } = await csms(() => ({ transactionId: ++handled, idTagInfo: { status: 'Accepted' } }))
    const station = await RawStation.connect(url, 'ocpp1.6')
    const first = await station.ask(start('a', 1))
    assert.deepEqual(await station.ask(start('a', 1)), first)
    assert.equal(handled, 1)
  })

  test('a message id for ever: the time of now is heard each time, and a token is judged anew', async () => {
    let handled = 0
    const { url } = await csms(({ action }) => {
      const currentTime = `2026-03-01T08:00:0${handled++}Z`
      if (action === 'Authorize') return { idTagInfo: { status: handled < 8 ? 'Accepted' : 'Blocked' } }
      return action === 'Heartbeat' ? { currentTime } : { currentTime, interval: 300, status: 'Accepted' }
    })
    const station = await RawStation.connect(url, 'ocpp1.6')
    const boot = [2, '1', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }]
    for (const frame of [boot, [2, '2', 'Heartbeat', {}], [2, '3', 'Authorize', { idTag: 'A' }]]) {
      const answers = [await station.ask(frame), await station.ask(frame), await station.ask(frame)]
      assert.deepEqual(
        answers.map(([type]) => type),
        [3, 3, 3],
      )
      assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size > 1, true, JSON.stringify(answers))
    }
  })

  test('only what follows directly on a message, and soon, is its repeat', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    let handled = 0
    const { url } = await csms(() => ({ transactionId: ++handled, idTagInfo: { status: 'Accepted' } }))
    const station = await RawStation.connect(url, 'ocpp1.6')
    await station.ask(start('a', 1))
    await station.ask(start('b', 2))
    await station.ask(start('a', 1))
    assert.equal(handled, 3, 'another message came between')
    vi.setSystemTime(Date.now() + 115_000)
    await station.ask(start('a', 1))
    assert.equal(handled, 3)
    vi.setSystemTime(Date.now() + 121_000)
    await station.ask(start('a', 1))
    assert.equal(handled, 4, 'no station waits so long for an answer')
  })

  test('a failure is not repeated: the same frame again is tried again', async () => {
    let handled = 0
    const { url } = await csms(() => {
      if (handled++ === 0) throw new Error('the database is away')
      return clock()
    })
    const station = await RawStation.connect(url, 'ocpp1.6')
    assert.equal((await station.ask([2, 'a', 'Heartbeat', {}]))[2], 'InternalError')
    assert.equal((await station.ask([2, 'a', 'Heartbeat', {}]))[0], 3)
  })

  test('an id used before for another message is refused, or forgiven when the station is known for it', async () => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp2.0.1')
    await station.ask([2, 'a', 'Heartbeat', {}])
    assert.equal((await station.ask([2, 'a', 'Heartbeat', { customData: { vendorId: 'x' } }]))[2], 'RpcFrameworkError')
    const [session] = sessions
    assert.ok(session)
    session.tolerate = ['loose-frames']
    assert.equal((await station.ask([2, 'a', 'Heartbeat', { customData: { vendorId: 'x' } }]))[0], 3)
  })
})

const deepTransfer = (depth: number) =>
  `[2,"1","DataTransfer",{"vendorId":"V","data":${'['.repeat(depth)}${']'.repeat(depth)}}]`

describe('what is not for the handler', () => {
  test('brackets in a text are no levels', async () => {
    const { url } = await csms(() => ({ status: 'Accepted' }))
    const station = await RawStation.connect(url, 'ocpp1.6')
    const data = `\\"${'[{'.repeat(1000)}\\`
    assert.deepEqual(await station.ask([2, '1', 'DataTransfer', { vendorId: 'V', data }]), [
      3,
      '1',
      { status: 'Accepted' },
    ])
    const list = Array.from({ length: 1000 }, () => [{}])
    const frame = [2, '2', 'DataTransfer', { vendorId: 'V', data: list }]
    const modern = await RawStation.connect(url, 'ocpp2.0.1')
    assert.equal((await modern.ask(frame))[0], 3)
  })

  const refusals: [version: Version, what: string, frame: unknown, id: string, code: string][] = [
    ['ocpp1.6', 'not JSON', '{"', '-1', 'FormationViolation'],
    ['ocpp2.0.1', 'not JSON, but with a message id to be read', '[2,"1","Heartbeat",{]', '1', 'RpcFrameworkError'],
    ['ocpp2.1', 'an empty frame', '', '-1', 'RpcFrameworkError'],
    ['ocpp2.1', 'no array', { a: 1 }, '-1', 'RpcFrameworkError'],
    ['ocpp2.1', 'an empty array', [], '-1', 'RpcFrameworkError'],
    ['ocpp2.1', 'a message type in quotes', ['2', 'x', 'Heartbeat', {}], 'x', 'RpcFrameworkError'],
    ['ocpp2.0.1', 'a message type of 2.1', [6, 'x', 'NotifyPeriodicEventStream', {}], 'x', 'MessageTypeNotSupported'],
    ['ocpp2.1', 'a message type of the future', [7, 'x'], 'x', 'MessageTypeNotSupported'],
    ['ocpp2.1', 'no message id', [2], '-1', 'RpcFrameworkError'],
    ['ocpp2.1', 'a message id that is a number', [2, 12, 'Heartbeat', {}], '-1', 'RpcFrameworkError'],
    ['ocpp2.1', 'an empty message id', [2, '', 'Heartbeat', {}], '-1', 'RpcFrameworkError'],
    [
      'ocpp1.6',
      'a message id of 37 characters',
      [2, 'x'.repeat(37), 'Heartbeat', {}],
      'x'.repeat(37),
      'FormationViolation',
    ],
    [
      'ocpp2.0.1',
      'a message id of 37 characters',
      [2, 'x'.repeat(37), 'Heartbeat', {}],
      'x'.repeat(37),
      'RpcFrameworkError',
    ],
    ['ocpp2.1', 'too few elements', [2, '1', 'Heartbeat'], '1', 'RpcFrameworkError'],
    ['ocpp1.6', 'too few elements', [2, '1', 'Heartbeat'], '1', 'FormationViolation'],
    ['ocpp2.1', 'too many elements', [2, '1', 'Heartbeat', {}, {}], '1', 'RpcFrameworkError'],
    ['ocpp2.1', 'an action that is no string', [2, '1', 7, {}], '1', 'RpcFrameworkError'],
    ['ocpp2.0.1', 'a payload nested without end', deepTransfer(401), '1', 'PropertyConstraintViolation'],
    ['ocpp2.1', 'a payload nested without end', deepTransfer(100_000), '1', 'PropertyConstraintViolation'],
    ['ocpp1.6', 'a list where a text belongs, nested without end', deepTransfer(401), '1', 'TypeConstraintViolation'],
    ['ocpp1.6', 'an action nobody knows', [2, '1', 'Teleport', {}], '1', 'NotImplemented'],
    ['ocpp1.6', 'an action of another version', [2, '1', 'TransactionEvent', {}], '1', 'NotImplemented'],
    ['ocpp2.0.1', 'an action named as a member of every object', [2, '1', 'constructor', {}], '1', 'NotImplemented'],
    ['ocpp1.6', 'an action of the other side', [2, '1', 'Reset', { type: 'Soft' }], '1', 'NotSupported'],
    ['ocpp2.1', 'a SEND action by CALL', [2, '1', 'NotifyPeriodicEventStream', {}], '1', 'NotSupported'],
    ['ocpp1.6', 'a payload that is a list', [2, '1', 'Heartbeat', []], '1', 'FormationViolation'],
    ['ocpp2.0.1', 'a payload that is a string', [2, '1', 'Heartbeat', '{}'], '1', 'FormatViolation'],
    ['ocpp1.6', 'a member too many', [2, '1', 'Heartbeat', { a: 1 }], '1', 'FormationViolation'],
    ['ocpp2.0.1', 'a member too many', [2, '1', 'Heartbeat', { a: 1 }], '1', 'FormatViolation'],
    ['ocpp1.6', 'a member missing', [2, '1', 'Authorize', {}], '1', 'OccurenceConstraintViolation'],
    ['ocpp2.1', 'a member missing', [2, '1', 'Authorize', {}], '1', 'OccurrenceConstraintViolation'],
    ['ocpp1.6', 'a wrong type', [2, '1', 'Authorize', { idTag: 5 }], '1', 'TypeConstraintViolation'],
    [
      'ocpp1.6',
      'a string too long',
      [2, '1', 'Authorize', { idTag: 'x'.repeat(21) }],
      '1',
      'PropertyConstraintViolation',
    ],
  ]
  test.each(refusals)('%s: %s', async (version, _what, frame, id, code) => {
    const { url, problems } = await csms(clock)
    const station = await RawStation.connect(url, version)
    const answer = await station.ask(frame)
    assert.deepEqual(answer.slice(0, 3), [4, id, code])
    assert.equal(answer.length, 5)
    assert.equal(problems[0]?.problem?.code, code)
    assert.deepEqual(JSON.parse(problems[0]?.answer ?? ''), answer)
    assert.ok(await station.silent(), 'the connection lives on')
  })

  const silences: [version: Version, what: string, frame: unknown][] = [
    ['ocpp1.6', 'an unknown message type (OCPP-J 1.6 §4.1.3)', [9, 'x', 'Heartbeat', {}]],
    ['ocpp1.6', 'an answer nobody waits for', [3, 'x', {}]],
    ['ocpp2.0.1', 'an error nobody waits for', [4, 'x', 'GenericError', '', {}]],
    ['ocpp2.1', 'an answer without its id', [3]],
    ['ocpp2.1', 'an error about a response of ours', [5, 'x', 'FormatViolation', '', {}]],
    ['ocpp2.1', 'a SEND that is malformed (part 4, 4.2.4)', [6, 'x']],
    ['ocpp2.1', 'an answer nested without end', deepTransfer(1000).replace('[2', '[3')],
    ['ocpp2.1', 'a SEND that breaks the schema', [6, 'x', 'NotifyPeriodicEventStream', {}]],
    ['ocpp2.1', 'a CALL action by SEND', [6, 'x', 'Heartbeat', {}]],
  ]
  test.each(silences)('%s: %s is reported, not answered', async (version, _what, frame) => {
    const { url, problems } = await csms(clock)
    const station = await RawStation.connect(url, version)
    station.send(frame)
    assert.ok(await station.silent())
    assert.equal(problems.length, 1)
    assert.equal(problems[0]?.answer, undefined)
  })

  test('a binary frame is refused under its message id', async () => {
    const { url } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp2.1')
    station.socket.send(Buffer.from('[2,"b1","Heartbeat",{}]'))
    assert.deepEqual((await station.next()).slice(0, 3), [4, 'b1', 'RpcFrameworkError'])
    assert.ok(await station.silent())
  })

  test('an oversize frame is refused unread; one beyond all limits closes the socket with 1009', async () => {
    const { url } = await csms(clock, { maxFrameBytes: 1000 }, { maxFrameBytes: 1000 })
    const station = await RawStation.connect(url, 'ocpp1.6')
    const answer = await station.ask([2, 'big', 'DataTransfer', { vendorId: 'x', data: 'y'.repeat(2000) }])
    assert.deepEqual(answer.slice(0, 3), [4, 'big', 'FormationViolation'])
    assert.ok(await station.silent())
    const closed = new Promise((resolve) => station.socket.once('close', resolve))
    station.send([2, 'big', 'DataTransfer', { vendorId: 'x', data: 'y'.repeat(5000) }])
    assert.equal(await closed, 1009)
  })

  test.each([
    '['.repeat(400_000),
    `[2,"deep","Heartbeat",${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}]`,
    `[2,"deep","DataTransfer",{"vendorId":"x","data":${'['.repeat(200_000)}${']'.repeat(200_000)}}]`,
  ])('a frame nested as deep as its size allows harms nobody', async (frame) => {
    const { url, errors } = await csms((call) => (call.action === 'Heartbeat' ? clock() : { status: 'Rejected' }))
    const station = await RawStation.connect(url, 'ocpp2.1')
    await station.ask(frame)
    assert.ok(await station.silent())
    assert.deepEqual(errors, [])
  })

  test('a SEND reaches the handler and is not answered', async () => {
    const seen: IncomingCall[] = []
    const { url } = await csms((call) => {
      seen.push(call)
      return call.send ? undefined : clock()
    })
    const station = await RawStation.connect(url, 'ocpp2.1')
    station.send([
      6,
      's',
      'NotifyPeriodicEventStream',
      { id: 1, pending: 0, basetime: '2026-03-01T08:00:00Z', data: [{ t: 0, v: '1' }] },
    ])
    assert.ok(await station.silent())
    assert.deepEqual(
      seen.map((call) => [call.action, call.send]),
      [
        ['NotifyPeriodicEventStream', true],
        ['Heartbeat', false],
      ],
    )
  })
})

describe('tolerance', () => {
  test('a tolerated deviation is handled, cleaned and recorded', async () => {
    const seen: IncomingCall[] = []
    const { url } = await csms(
      (call) => {
        seen.push(call)
        return {}
      },
      { tolerate: ['loose-containers', 'missing-members'] },
    )
    const station = await RawStation.connect(url, 'ocpp1.6')
    const payload = { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: '', vendorMood: 'fine' }
    assert.equal((await station.ask([2, '1', 'StatusNotification', payload]))[0], 3)
    assert.deepEqual(seen[0]?.payload, {
      connectorId: 1,
      errorCode: 'NoError',
      status: 'Available',
      vendorMood: 'fine',
    })
    assert.deepEqual(
      seen[0]?.deviations.map(({ path, rule }) => [path, rule]),
      [
        ['/timestamp', 'missing-members'],
        ['/vendorMood', 'loose-containers'],
      ],
    )
  })
})

describe('calls of ours', () => {
  test('one is open at a time, the others wait in order, beyond the bound they are refused', async () => {
    const { url, sessions } = await csms(clock, { maxQueue: 2 })
    const station = await RawStation.connect(url, 'ocpp1.6')
    const [session] = sessions
    assert.ok(session)
    const calls = ['Soft', 'Hard', 'Soft', 'Hard'].map((type) => session.call('Reset', { type }))
    assert.equal(session.waitingCalls, 2)
    assert.equal((await calls[3])?.outcome, 'busy')
    for (const type of ['Soft', 'Hard', 'Soft']) {
      const [, id, , payload] = await station.next()
      assert.deepEqual(payload, { type })
      assert.ok(await station.silent(), 'the next one waits')
      station.send([3, id, { status: 'Accepted' }])
    }
    for (const call of calls.slice(0, 3)) assert.equal((await call).outcome, 'answered')
  })

  test('one that has waited too long for those before it does not leave any more', async () => {
    const { url, sessions } = await csms(clock, { maxWaitMs: 30 })
    const station = await RawStation.connect(url, 'ocpp1.6')
    const [session] = sessions
    assert.ok(session)
    const open = session.call('Reset', { type: 'Soft' })
    assert.deepEqual(await session.call('Reset', { type: 'Hard' }), { outcome: 'busy' })
    const [, id] = await station.next()
    station.send([3, id, { status: 'Accepted' }])
    assert.equal((await open).outcome, 'answered')
    const next = session.call('ClearCache', {})
    const [, nextId, action] = await station.next()
    assert.equal(action, 'ClearCache')
    station.send([3, nextId, { status: 'Accepted' }])
    assert.equal((await next).outcome, 'answered')
  })

  test('a close of ours ends them at once, whether the peer takes part in it or not', async () => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp1.6')
    const [session] = sessions
    assert.ok(session)
    const calls = ['Soft', 'Hard'].map((type) => session.call('Reset', { type }))
    await station.next()
    station.socket.pause()
    session.close()
    const outcomes = await Promise.all(calls)
    assert.equal(station.socket.readyState, station.socket.OPEN)
    station.socket.resume()
    assert.deepEqual(
      outcomes.map((outcome) => [outcome.outcome, 'sent' in outcome]),
      [
        ['closed', true],
        ['closed', false],
      ],
    )
  })

  test.each([
    ['without a payload', (id: string) => [3, id]],
    ['with the action in it', (id: string) => [3, id, 'Reset', { status: 'Accepted' }]],
    ['that is an error without a code', (id: string) => [4, id]],
  ])('an answer %s ends the call it answers, and the next one leaves', async (_what, answer) => {
    for (const version of ['ocpp1.6', 'ocpp2.1'] as const) {
      const { url, sessions, problems } = await csms(clock)
      const station = await RawStation.connect(url, version)
      const [session] = sessions
      assert.ok(session)
      const broken = session.call('ClearCache', {})
      const next = session.call('ClearCache', {})
      const [, id] = await station.next()
      station.send(answer(String(id)))
      const outcome = await broken
      assert.equal(outcome.outcome, 'invalid-response')
      assert.equal(
        outcome.outcome === 'invalid-response' && outcome.code,
        version === 'ocpp1.6' ? 'FormationViolation' : 'RpcFrameworkError',
      )
      assert.deepEqual(problems, [])
      const [type, nextId] = await station.next()
      if (version === 'ocpp2.1') {
        // The next call leaves first: ending one is what lets it out.
        const complaint = await station.next()
        assert.deepEqual(complaint.slice(0, 3), [5, id, 'RpcFrameworkError'])
      }
      assert.equal(type, 2)
      station.send([3, nextId, { status: 'Accepted' }])
      assert.equal((await next).outcome, 'answered')
    }
  })

  test('an answer nested without end is none', async () => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp2.0.1')
    const outcome = sessions[0]?.call('ClearCache', {})
    const [, id] = await station.next()
    const deep = '['.repeat(1000) + ']'.repeat(1000)
    station.send(`[3,"${id}",{"status":"Accepted","customData":{"vendorId":"V","deep":${deep}}}]`)
    assert.equal((await outcome)?.outcome, 'invalid-response')
  })

  test('the directions are independent: a call goes out while the peer’s own is being handled', async () => {
    let finish: ((value: unknown) => void) | undefined
    const { url, sessions } = await csms(() => new Promise((resolve) => (finish = resolve)))
    const station = await RawStation.connect(url, 'ocpp1.6')
    station.send([2, '1', 'Heartbeat', {}])
    const call = sessions[0]?.call('ClearCache', {})
    const [, id] = await station.next()
    station.send([3, id, { status: 'Accepted' }])
    assert.equal((await call)?.outcome, 'answered')
    finish?.(clock())
    assert.equal((await station.next())[1], '1')
  })

  test('an answer that does not come in time is a timeout, and the next call leaves; late it is only reported', async () => {
    const { url, sessions, problems } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp1.6')
    const first = sessions[0]?.call('ClearCache', {}, { timeoutMs: 20 })
    const second = sessions[0]?.call('Reset', { type: 'Soft' })
    const [, firstId] = await station.next()
    assert.equal((await first)?.outcome, 'timeout')
    const [, secondId] = await station.next()
    station.send([3, firstId, { status: 'Accepted' }])
    assert.ok(await station.silent())
    assert.match(problems[0]?.problem?.message ?? '', /late/)
    station.send([3, secondId, { status: 'Accepted' }])
    assert.equal((await second)?.outcome, 'answered')
  })

  test('a CALLERROR is a refusal, whole or not', async () => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp1.6')
    const refused = async (...rest: unknown[]) => {
      const call = sessions[0]?.call('ClearCache', {})
      const [, id] = await station.next()
      station.send([4, id, ...rest])
      return call
    }
    const whole = await refused('NotSupported', 'no cache', { a: 1 })
    assert.ok(whole?.outcome === 'refused')
    assert.deepEqual([whole.code, whole.description, whole.details], ['NotSupported', 'no cache', { a: 1 }])
    assert.equal((await refused('GenericError'))?.outcome, 'refused')
  })

  test.each(both)('%s: an answer that breaks the schema', async (version) => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, version)
    const call = sessions[0]?.call('ClearCache', {})
    const [, id] = await station.next()
    station.send([3, id, { status: 'Perhaps' }])
    const outcome = await call
    assert.ok(outcome?.outcome === 'invalid-response')
    assert.deepEqual([outcome.code, outcome.path], ['PropertyConstraintViolation', '/status'])
    // OCPP 2.1 part 4, 4.2.3 tells the peer; the versions before have no word for it.
    if (version === 'ocpp2.1')
      assert.deepEqual((await station.next()).slice(0, 3), [5, id, 'PropertyConstraintViolation'])
    assert.ok(await station.silent())
  })

  test('what breaks the schema does not leave, unless sent raw', async () => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp1.6')
    const [session] = sessions
    assert.ok(session)
    const thrown = (action: string, payload: object) => session.call(action, payload).catch((error) => error.code)
    assert.equal(await thrown('Reset', {}), 'OccurrenceConstraintViolation')
    assert.equal(await thrown('Heartbeat', {}), 'NotSupported')
    assert.equal(await thrown('GetVariables', {}), 'NotImplemented')
    const raw = session.call('VendorMagic', { b: 1, a: 2 }, { validate: false, messageId: 'raw-1' })
    assert.deepEqual(await station.next(), [2, 'raw-1', 'VendorMagic', { b: 1, a: 2 }])
    station.send([3, 'raw-1', { anything: true }])
    const outcome = await raw
    assert.ok(outcome.outcome === 'answered')
    assert.deepEqual(outcome.response, { anything: true })
  })

  test('a closing socket ends them all, with what was sent', async () => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp1.6')
    const [session] = sessions
    assert.ok(session)
    const open = session.call('ClearCache', {}, { messageId: 'm' })
    const waiting = session.call('ClearCache', {})
    await station.next()
    station.socket.terminate()
    assert.deepEqual(await open, { outcome: 'closed', sent: '[2,"m","ClearCache",{}]' })
    assert.deepEqual(await waiting, { outcome: 'closed' })
    assert.deepEqual(await session.call('ClearCache', {}), { outcome: 'closed' })
  })

  test('who stops waiting is let go', async () => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp1.6')
    const [session] = sessions
    assert.ok(session)
    const sent = new AbortController()
    const unsent = new AbortController()
    const first = session.call('ClearCache', {}, { signal: sent.signal })
    const second = session.call('ClearCache', {}, { signal: unsent.signal })
    await station.next()
    unsent.abort()
    assert.deepEqual(await second, { outcome: 'closed' })
    sent.abort()
    assert.equal((await first).outcome, 'timeout')
    assert.ok(await station.silent())
  })

  test('a SEND does not wait for the open CALL', async () => {
    const seen: string[] = []
    const { url } = await csms((call) => {
      seen.push(call.action)
      return call.send ? undefined : new Promise(() => {})
    })
    const station = await connect({ url, identity: 'CS1', versions: ['ocpp2.1'], handle: () => ({}) })
    void station.call('Heartbeat', {})
    assert.equal(station.waitingCalls, 0)
    const stream = { id: 1, pending: 0, basetime: '2026-03-01T08:00:00Z', data: [{ t: 0, v: '1' }] }
    assert.ok(station.sendUnconfirmed('NotifyPeriodicEventStream', stream))
    assert.throws(() => station.sendUnconfirmed('Heartbeat', {}), OcppError)
    station.terminate()
  })
})

describe('life and death', () => {
  test('a silent peer is pinged and lives; one that does not pong is cut off', async () => {
    const { url, sessions } = await csms(clock, { pingIntervalMs: 20, deadAfterMs: 100 })
    const living = await RawStation.connect(url, 'ocpp1.6', 'LIVING')
    const dead = await RawStation.connect(url, 'ocpp1.6', 'DEAD')
    dead.socket.pause()
    await sleep(300)
    assert.ok(sessions.find((session) => session.identity === 'LIVING')?.open)
    assert.ok(!sessions.find((session) => session.identity === 'DEAD')?.open)
    assert.ok(await living.silent())
    dead.socket.terminate()
  })

  test('one that never answers a ping is judged by what it promised to send; one that did, by its pings', async () => {
    let promisedMs = 60_000
    const { url, sessions } = await csms(clock, { pingIntervalMs: 20, deadAfterMs: 100, deafAfterMs: () => promisedMs })
    const deaf = new WebSocket(`${url}/DEAF`, 'ocpp1.6', { autoPong: false } as ClientOptions)
    await once(deaf, 'open')
    const hung = await RawStation.connect(url, 'ocpp1.6', 'HUNG')
    await once(hung.socket, 'ping')
    await sleep(20)
    hung.socket.pause()
    const open = (identity: string) => sessions.find((session) => session.identity === identity)?.open
    await sleep(300)
    assert.ok(open('DEAF'))
    assert.ok(!open('HUNG'))
    promisedMs = 100
    await once(deaf, 'close')
    hung.socket.terminate()
  })

  test('asked whether it is there, a peer that is answers, and one that hangs does not', async () => {
    const { url, sessions } = await csms(clock)
    const there = await RawStation.connect(url, 'ocpp1.6', 'THERE')
    const hung = await RawStation.connect(url, 'ocpp1.6', 'HUNG')
    hung.socket.pause()
    const answers = await Promise.all(sessions.map((session) => session.answersPing(200)))
    assert.deepEqual(answers, [true, false])
    there.socket.terminate()
    hung.socket.terminate()
  })

  test('slowed down, a station is read later, and nothing is lost or refused', async () => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp1.6')
    const startedAt = performance.now()
    sessions[0]?.slowDown(80)
    for (let i = 0; i < 200; i++) station.send([2, String(i), 'Heartbeat', {}])
    for (let i = 0; i < 200; i++) assert.deepEqual((await station.next()).slice(0, 2), [3, String(i)])
    assert.ok(performance.now() - startedAt >= 75)
  })

  test('a peer that floods is held back in its own socket, and answered in full', async () => {
    const { url } = await csms(() => sleep(0, clock()))
    const station = await RawStation.connect(url, 'ocpp1.6')
    for (let i = 0; i < 300; i++) station.send([2, String(i), 'Heartbeat', {}])
    for (let i = 0; i < 300; i++) assert.equal((await station.next())[1], String(i))
  })

  test('close says why; after it nothing is handled', async () => {
    let handled = 0
    const { url, sessions } = await csms(() => {
      handled++
      return clock()
    })
    const station = await RawStation.connect(url, 'ocpp1.6')
    const closed = new Promise((resolve) =>
      station.socket.once('close', (code, reason) => resolve([code, reason.toString()])),
    )
    sessions[0]?.close(4001, 'replaced by a new connection')
    station.send([2, '1', 'Heartbeat', {}])
    assert.deepEqual(await closed, [4001, 'replaced by a new connection'])
    assert.equal(handled, 0)
  })
})
