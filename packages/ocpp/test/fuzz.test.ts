import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { connect } from '../src/client.ts'
import { spell } from '../src/errors.ts'
import { actionsFrom, isSend, type Side, type Version, versions } from '../src/versions.ts'
import { csms } from './csms.ts'

const seed = Number(process.env.BUSBAR_SEED ?? Math.trunc(Math.random() * 2 ** 31))
console.log(`fuzzed frames: seed ${seed} (BUSBAR_SEED=${seed} repeats it)`)

/** A frame, and what must come back: an error with this id and code, or nothing. */
interface Malformed {
  text: string
  id: string
  code: string | undefined
}

/** Every way to be wrong that a peer can hear of, made of random parts. The n-th frame has an id of its own. */
function malformedFrame(version: Version, from: Side): fc.Arbitrary<(n: number) => Malformed> {
  const to: Side = from === 'station' ? 'csms' : 'station'
  const unanswered = version === 'ocpp2.1' ? [3, 4, 5, 6] : [3, 4]
  // A stop is taken as it can be read (OCPP 1.6 §4.10); everything else is refused.
  const known = actionsFrom(version, from).filter((name) => !isSend(version, name) && name !== 'StopTransaction')
  const foreign = actionsFrom(version, to).filter((action) => !actionsFrom(version, from).includes(action))
  const json = fc.jsonValue()
  const action = fc.constantFrom(...known)
  const notString = json.filter((value) => typeof value !== 'string')
  const frame =
    (elements: (id: string) => unknown, code: string, idOf: (id: string) => string = (id) => id) =>
    (n: number) => {
      const id = `fuzz-${n}`
      return { text: JSON.stringify(elements(id)), id: idOf(id), code: spell(version, code as 'GenericError') }
    }
  const noId = () => '-1'
  return fc.oneof(
    // Cut anywhere before its end, JSON that began with a bracket is none.
    fc.tuple(action, fc.nat()).map(([name, at]) => (n: number) => {
      const whole = JSON.stringify([2, `fuzz-${n}`, name, { a: 1 }])
      const text = whole.slice(0, at % whole.length)
      return {
        text,
        id: text.startsWith(`[2,"fuzz-${n}"`) ? `fuzz-${n}` : '-1',
        code: spell(version, 'RpcFrameworkError'),
      }
    }),
    json.filter((value) => !Array.isArray(value)).map((value) => frame(() => value, 'RpcFrameworkError', noId)),
    notString
      .filter((id) => id !== undefined)
      .map((id) => frame(() => [2, id, 'Heartbeat', {}], 'RpcFrameworkError', noId)),
    fc.integer({ min: 37, max: 500 }).map((length) =>
      frame(
        (id) => [2, id.padEnd(length, 'x'), 'Heartbeat', {}],
        'RpcFrameworkError',
        // Nobody's id is echoed at any length.
        (id) => (length > 255 ? '-1' : id.padEnd(length, 'x')),
      ),
    ),
    fc
      .tuple(action, fc.array(json, { minLength: 2, maxLength: 5 }))
      .map(([name, rest]) => frame((id) => [2, id, name, {}, ...rest], 'RpcFrameworkError')),
    action.map((name) => frame((id) => [2, id, name], 'RpcFrameworkError')),
    notString.map((name) => frame((id) => [2, id, name, {}], 'RpcFrameworkError')),
    fc.string().map((name) => frame((id) => [2, id, `${name}?`, {}], 'NotImplemented')),
    fc
      .tuple(fc.constantFrom(...foreign), json)
      .map(([name, payload]) => frame((id) => [2, id, name, payload], 'NotSupported')),
    fc
      .tuple(
        action,
        json.filter((value) => value !== null && (typeof value !== 'object' || Array.isArray(value))),
      )
      .map(([name, payload]) => frame((id) => [2, id, name, payload], 'FormatViolation')),
    fc
      .tuple(action, fc.string({ minLength: 1 }))
      .map(([name, key]) =>
        frame((id) => [2, id, name, JSON.parse(`{${JSON.stringify(`${key}?`)}:1}`)], 'FormatViolation'),
      ),
    fc
      .integer()
      .filter((type) => type !== 2 && !unanswered.includes(type))
      .map((type) => (n: number) => ({
        text: JSON.stringify([type, `fuzz-${n}`, 'Heartbeat', {}]),
        id: `fuzz-${n}`,
        code: version === 'ocpp1.6' ? undefined : 'MessageTypeNotSupported',
      })),
    fc.tuple(fc.constantFrom(...unanswered), fc.array(json)).map(([type, rest]) => (n: number) => ({
      text: JSON.stringify([type, ...rest]),
      id: `fuzz-${n}`,
      code: undefined,
    })),
  )
}

/** Sends each frame, and after it one that must be answered: by then the answer to the first has come, or never will. */
async function fuzz(socket: WebSocket, version: Version, from: Side, ping: (id: string) => unknown): Promise<void> {
  const answers: unknown[][] = []
  let wake: (() => void) | undefined
  socket.on('message', (data) => {
    answers.push(JSON.parse(data.toString()))
    wake?.()
  })
  const frames = fc.sample(malformedFrame(version, from), { seed, numRuns: 1500 })
  for (const [n, make] of frames.entries()) {
    const { text, id, code } = make(n)
    socket.send(text)
    socket.send(JSON.stringify(ping(`ping-${n}`)))
    const seen: unknown[][] = []
    while (seen.at(-1)?.[1] !== `ping-${n}`) {
      if (answers.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      seen.push(...answers.splice(0))
    }
    assert.equal(seen.at(-1)?.[0], 3, `${text} must not harm what comes next`)
    const expected = code === undefined ? [] : [[4, id, code]]
    assert.deepEqual(
      seen.slice(0, -1).map((answer) => answer.slice(0, 3)),
      expected,
      `answer to ${text}`,
    )
  }
}

describe.each(versions)('malformed frames get the right code and harm nobody: %s', (version) => {
  test('at the CSMS', async () => {
    const { url, errors } = await csms(() => ({ currentTime: '2026-03-01T08:00:00Z' }))
    const socket = new WebSocket(`${url}/CS1`, version)
    await new Promise((resolve) => socket.once('open', resolve))
    await fuzz(socket, version, 'station', (id) => [2, id, 'Heartbeat', {}])
    assert.deepEqual(errors, [])
    socket.terminate()
  }, 20_000)

  test('at the station', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const joined = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
    const { port } = server.address() as { port: number }
    const session = await connect({
      url: `ws://127.0.0.1:${port}/ocpp`,
      identity: 'CS1',
      versions: [version],
      handle: () => ({ status: 'Accepted' }),
    })
    await fuzz(await joined, version, 'csms', (id) => [2, id, 'ClearCache', {}])
    assert.ok(session.open)
    session.terminate()
  }, 20_000)
})
