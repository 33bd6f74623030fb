import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { clock, csms, RawStation } from '../test/csms.ts'
import { strangerLimits } from './limits.ts'

const kibibyte = 1024
const mebibyte = 1024 * kibibyte

/** A CALL of exactly so many bytes. */
function callOf(bytes: number, { id = 'big', action = 'DataTransfer' } = {}): string {
  const empty = JSON.stringify([2, id, action, { vendorId: 'V', data: '' }])
  return empty.replace('"data":""', `"data":"${'d'.repeat(bytes - empty.length)}"`)
}

const closed = async (station: RawStation): Promise<number> => (await once(station.socket, 'close'))[0] as number

describe('a message that is too large', () => {
  test('is refused by its beginning, wherever its bytes are cut, and what follows is read', async () => {
    const { url, problems } = await csms(clock, { limits: { maxFrameBytes: 2000 } })
    const station = await RawStation.connect(url, 'ocpp1.6')
    for (const bytes of [2001, 8000]) {
      // Wherever the beginning ends, it ends within a character sooner or later.
      const data = '€'.repeat(Math.floor(bytes / 3) - 30)
      const text = `[2,"of ${bytes}","DataTransfer",{"vendorId":"V","data":"${data}"}]`
      station.send(text + ' '.repeat(bytes - Buffer.byteLength(text)))
      assert.deepEqual((await station.next()).slice(0, 3), [4, `of ${bytes}`, 'FormationViolation'])
      assert.ok(await station.silent())
    }
    assert.ok(problems.every(({ text }) => text.length <= 1000))
    station.send(callOf(8001))
    assert.equal(await closed(station), 1009)
  })

  test('is too large as well in pieces of which none is', async () => {
    const { url } = await csms(clock, { limits: { maxFrameBytes: 2000 } })
    const station = await RawStation.connect(url, 'ocpp2.0.1')
    const text = callOf(3000)
    for (let at = 0; at < text.length; at += 500) station.socket.send(text.slice(at, at + 500), { fin: false })
    assert.equal(await closed(station), 1009)
  })

  test('may be larger where it is about money, and for nothing else', async () => {
    const handled: number[] = []
    const { url } = await csms(
      (call) => {
        handled.push(call.thinned?.bytes ?? call.text.length)
        return {}
      },
      { limits: { maxFrameBytes: 20_000 } },
    )
    const station = await RawStation.connect(url, 'ocpp1.6')
    const value = { timestamp: '2026-03-01T08:00:00Z', sampledValue: [{ value: '1' }] }
    const stop = (id: string, values: number) =>
      JSON.stringify([
        2,
        id,
        'StopTransaction',
        {
          transactionId: 1,
          meterStop: 1,
          timestamp: '2026-03-01T09:00:00Z',
          transactionData: Array.from({ length: values }, () => value),
        },
      ])
    // Thinned it still has thousands of values: more than is read of anything.
    station.send(stop('refused', 100_000))
    assert.deepEqual((await station.next()).slice(0, 2), [4, 'refused'])
    station.send(callOf(30_000))
    assert.deepEqual((await station.next()).slice(0, 2), [4, 'big'])
    assert.equal(handled.length, 0)
    const text = stop('taken', 100_000)
    for (const pieceBytes of [text.length, 1_000_000]) {
      const { url } = await csms((call) => {
        handled.push(call.thinned?.bytes ?? 0)
        return {}
      })
      const other = await RawStation.connect(url, 'ocpp1.6')
      for (let at = 0; at < text.length; at += pieceBytes)
        other.socket.send(text.slice(at, at + pieceBytes), { fin: at + pieceBytes >= text.length })
      assert.deepEqual((await other.next()).slice(0, 2), [3, 'taken'])
      assert.equal(handled.at(-1), text.length)
    }
  })
})

describe('a message that is not finished', () => {
  test.each([
    [
      'a frame whose rest does not come',
      (station: RawStation) => rawSocketOf(station).write(Buffer.from('81fe0100aabb', 'hex')),
    ],
    ['half a header', (station: RawStation) => rawSocketOf(station).write(Buffer.from('81', 'hex'))],
    ['pieces of which none is the last', (station: RawStation) => station.socket.send('[2,"1",', { fin: false })],
  ])('ends its connection: %s', async (what, begin) => {
    const { url, problems } = await csms(clock, { limits: { messageTimeoutMs: 100 }, pingIntervalMs: 0 })
    const [unfinished, other] = [
      await RawStation.connect(url, 'ocpp1.6', 'UNFINISHED'),
      await RawStation.connect(url, 'ocpp1.6', 'OTHER'),
    ]
    begin(unfinished)
    // A ping between two pieces is no progress.
    const pinging = setInterval(() => {
      if (what.startsWith('pieces')) unfinished.socket.ping()
    }, 20)
    await closed(unfinished)
    clearInterval(pinging)
    assert.match(problems[0]?.problem?.message ?? '', /not finished/)
    assert.ok(await other.silent())
  })

  test('is waited for while it comes, however slowly', async () => {
    const { url } = await csms(clock, { limits: { messageTimeoutMs: 200 } })
    const station = await RawStation.connect(url, 'ocpp1.6')
    const text = callOf(4000)
    for (let at = 0; at < text.length; at += 200) {
      station.socket.send(text.slice(at, at + 200), { fin: at + 200 >= text.length })
      await sleep(20)
    }
    assert.equal((await station.next())[1], 'big')
  })
})

describe('large messages', () => {
  test('wait in the network for those of others, and small ones wait for none', async () => {
    const open: (() => void)[] = []
    let most = 0
    const { url } = await csms((call) => {
      if (call.action === 'Heartbeat') return clock()
      most = Math.max(most, open.length + 1)
      return new Promise((resolve) => open.push(() => resolve({ status: 'Accepted' })))
    })
    const stations = await Promise.all(
      Array.from({ length: 12 }, (_, i) => RawStation.connect(url, 'ocpp1.6', `LARGE${i}`)),
    )
    for (const station of stations) station.send(callOf(mebibyte))
    const small = await RawStation.connect(url, 'ocpp1.6', 'SMALL')
    await until(() => open.length === 8)
    assert.ok(await small.silent())
    await sleep(50)
    assert.equal(open.length, 8)
    for (let answered = 0; answered < 12; answered++) {
      await until(() => open.length > 0)
      open.shift()?.()
    }
    for (const station of stations) assert.deepEqual((await station.next()).slice(0, 2), [3, 'big'])
    assert.equal(most, 8)
  }, 20_000)

  test('of one station come one after the other', async () => {
    let inHand = 0
    let most = 0
    const { url } = await csms(async () => {
      most = Math.max(most, ++inHand)
      await sleep(5)
      inHand--
      return { status: 'Accepted' }
    })
    const station = await RawStation.connect(url, 'ocpp1.6')
    for (let i = 0; i < 6; i++) station.send(callOf(200 * kibibyte, { id: `n${i}` }))
    for (let i = 0; i < 6; i++) assert.equal((await station.next())[1], `n${i}`)
    assert.equal(most, 1)
  })

  test('of a station that is gone leave their room to others', async () => {
    const { url } = await csms((call) => (call.action === 'Heartbeat' ? clock() : { status: 'Accepted' }))
    for (let i = 0; i < 20; i++) {
      const station = await RawStation.connect(url, 'ocpp1.6', `GONE${i}`)
      // The header of a mebibyte, and a little of it.
      rawSocketOf(station).write(
        Buffer.concat([Buffer.from('81ff000000000010000000000000', 'hex'), Buffer.alloc(1000)]),
      )
      await sleep(2)
      station.socket.terminate()
    }
    const station = await RawStation.connect(url, 'ocpp1.6')
    station.send(callOf(mebibyte))
    assert.equal((await station.next())[1], 'big')
  })
})

describe('a peer that floods', () => {
  test('with pings is read at fifty a second, and answered when it has something to say', async () => {
    const { url } = await csms(clock)
    const [pinging, other] = [
      await RawStation.connect(url, 'ocpp1.6', 'PINGING'),
      await RawStation.connect(url, 'ocpp1.6', 'OTHER'),
    ]
    let pongs = 0
    pinging.socket.on('pong', () => pongs++)
    for (let i = 0; i < 120; i++) pinging.socket.ping()
    await sleep(300)
    assert.ok(pongs > 0 && pongs <= 50, `${pongs} pongs`)
    assert.ok(await other.silent())
    await until(() => pongs === 120, 5000)
    assert.ok(await pinging.silent())
  }, 10_000)

  test('with what is malformed has the next one read when the last one is kept', async () => {
    const kept: (() => void)[] = []
    const { url, sessions } = await csms(clock, {
      onProblem: () => new Promise<void>((resolve) => kept.push(resolve)),
    })
    const station = await RawStation.connect(url, 'ocpp2.0.1')
    for (let i = 0; i < 5; i++) station.send(`{${i}`)
    station.send([2, 'after', 'Heartbeat', {}])
    for (let i = 0; i < 5; i++) {
      await until(() => kept.length === i + 1)
      await sleep(10)
      assert.equal(kept.length, i + 1)
      assert.equal((await station.next())[0], 4)
      kept[i]?.()
    }
    assert.equal((await station.next())[1], 'after')
    assert.ok(sessions[0]?.idle)
  })

  test('with answers that nobody asked for likewise', async () => {
    let reports = 0
    const kept = Promise.withResolvers<void>()
    const { url } = await csms(clock, {
      onProblem: () => {
        reports++
        return kept.promise
      },
    })
    const station = await RawStation.connect(url, 'ocpp2.0.1')
    for (let i = 0; i < 100; i++) station.send([3, `late ${i}`, {}])
    await sleep(50)
    assert.equal(reports, 1)
    kept.resolve()
    await until(() => reports === 100)
  })
})

describe('slowed down', () => {
  test('a station still answers what we ask, behind all that it sends', async () => {
    const { url, sessions } = await csms(clock)
    const station = await RawStation.connect(url, 'ocpp1.6')
    sessions[0]?.slowDown(60_000)
    for (let i = 0; i < 600; i++) station.send([2, `m${i}`, 'Heartbeat', {}])
    const outcome = sessions[0]?.call('ClearCache', {}, { timeoutMs: 5000 })
    const [, id] = await station.next()
    station.send([3, id, { status: 'Accepted' }])
    assert.equal((await outcome)?.outcome, 'answered')
    sessions[0]?.slowDown(0)
    for (let i = 0; i < 600; i++) assert.equal((await station.next())[1], `m${i}`)
  })

  test('a transaction message passes what only measures, and no other; their own order stays', async () => {
    const { url, sessions } = await csms((call) => (call.action === 'Heartbeat' ? clock() : answers[call.action]))
    const station = await RawStation.connect(url, 'ocpp1.6')
    sessions[0]?.slowDown(60_000)
    const send = (id: string, action: string, payload: object) => station.send([2, id, action, payload])
    const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: '2026-03-01T08:00:00Z' }
    const values = {
      connectorId: 1,
      meterValue: [{ timestamp: '2026-03-01T08:00:00Z', sampledValue: [{ value: '1' }] }],
    }
    for (let i = 0; i < 20; i++) send(`v${i}`, 'MeterValues', values)
    send('start', 'StartTransaction', start)
    for (let i = 20; i < 40; i++) send(`v${i}`, 'MeterValues', values)
    send('stop', 'StopTransaction', { transactionId: 1, meterStop: 1, timestamp: '2026-03-01T09:00:00Z' })
    send('status', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' })
    send('next', 'StartTransaction', start)
    await until(() => (sessions[0] as unknown as { idle: boolean }).idle === false)
    await sleep(100)
    sessions[0]?.slowDown(0)
    const order: string[] = []
    for (let i = 0; i < 44; i++) order.push(String((await station.next())[1]))
    const at = (id: string) => order.indexOf(id)
    assert.deepEqual(order.slice(0, 2), ['start', 'stop'])
    assert.ok(at('status') < at('next') && at('status') > at('v39'))
    assert.deepEqual(
      order.filter((id) => id.startsWith('v')),
      Array.from({ length: 40 }, (_, i) => `v${i}`),
    )
  })
})

const answers: Record<string, object> = {
  StartTransaction: { transactionId: 1, idTagInfo: { status: 'Accepted' } },
  StopTransaction: {},
  MeterValues: {},
  StatusNotification: {},
}

describe('the limits of a session', () => {
  test('a stranger is turned away after ten refusals, and hears each of them', async () => {
    const { url } = await csms(clock, { limits: strangerLimits })
    const station = await RawStation.connect(url, 'ocpp1.6')
    for (let i = 0; i < 20; i++) station.send([2, `n${i}`, 'Teleport', {}])
    const ended = closed(station)
    for (let i = 0; i < 10; i++) assert.deepEqual((await station.next()).slice(0, 3), [4, `n${i}`, 'NotImplemented'])
    assert.equal(await ended, 1008)
  })

  test('can be changed while it is open, from the next frame on', async () => {
    const { url, sessions } = await csms(() => ({ status: 'Accepted' }), { limits: strangerLimits })
    const station = await RawStation.connect(url, 'ocpp1.6')
    const [session] = sessions
    assert.ok(session)
    const text = callOf(20 * kibibyte)
    assert.equal((await station.ask(text))[0], 4)
    session.limits = { ...strangerLimits, maxFrameBytes: 32 * kibibyte }
    assert.equal((await station.ask(text))[0], 3)
    session.limits = strangerLimits
    assert.equal((await station.ask(text))[0], 4)
  })
})

/** The socket under a WebSocket, for half of a frame. */
function rawSocketOf({ socket }: RawStation): { write(bytes: Buffer): void } {
  return (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket
}

async function until(seen: () => boolean, withinMs = 2000): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!seen()) {
    if (performance.now() > deadline) throw new Error(`not seen within ${withinMs} ms: ${seen}`)
    await sleep(5)
  }
}
