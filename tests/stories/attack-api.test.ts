/** What no client should ask of the API, and some do. */
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house } from '../house.ts'

let it: House

beforeAll(async () => {
  it = await house({ idTokens: ['ALICE'], stations: ['P16'] })
})
afterAll(() => it.close())

/** The answer to these very bytes. */
function answerTo(request: string): Promise<string> {
  const { port, hostname } = new URL(it.csms.url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), hostname)
    socket.on('data', (data) => {
      answer += data
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    socket.write(request)
  })
}

test.each([
  ['PUT', '/stations/P16', { name: 'a\0b' }],
  ['PUT', '/id-tokens/A%00', {}],
  ['PUT', '/id-tokens/B', { groupToken: '\0' }],
  ['GET', '/id-tokens/A%00', undefined],
  ['GET', '/transactions?idTag=%00', undefined],
  ['GET', '/stations/P16/messages?action=%00', undefined],
  ['GET', '/charging-profiles?name=%00', undefined],
])('%s %s %j: the character zero is the caller’s mistake', async (method, path, body) => {
  const answer = await it.api(method, path, body)
  expect([404, 422]).toContain(answer.status)
  expect(answer.body.type).toMatch(/^urn:busbar:problem:(invalid|not-found)$/)
})

test.each(['/stations/%zz', '/stations/%ff', '/transactions/%', '/id-tokens/%c0%80'])(
  '%s cannot be decoded, and the answer is a problem like any other',
  async (path) => {
    const answer = await it.api('GET', path)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(answer.body).toMatchObject({ type: 'urn:busbar:problem:malformed', status: 400 })
  },
)

test.each(['0', '-1', '1e3', '99999999999', '9007199254740993', 'abc', '1;drop table station', '..', '%2e%2e%2f'])(
  'nothing is called %s',
  async (id) => {
    for (const list of ['transactions', 'reservations', 'charging-profiles'])
      expect((await it.api('GET', `/${list}/${encodeURIComponent(id)}`)).status).toBe(404)
  },
)

test('an HTTP client that offers HTTP/2 gets its answer in HTTP/1.1', async () => {
  const answer = await answerTo(
    'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n',
  )
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
})

test('a follower that never reads is dropped, and nobody else notices', async () => {
  const { port, hostname } = new URL(it.csms.url)
  const follower = connect(Number(port), hostname)
  await new Promise((resolve) => follower.once('connect', resolve))
  let ended = false
  follower.on('close', () => {
    ended = true
  })
  follower.on('error', () => {})
  follower.write(
    'GET /api/v1/events?station=P16 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-the-stories\r\n\r\n',
  )
  follower.pause()
  const station = await it.station('P16')
  // As much as is kept of one message.
  const data = 'x'.repeat(60_000)
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 200; i++) await station.call('DataTransfer', { vendorId: 'V', messageId: 'm', data })
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000)
  follower.resume()
  for (let i = 0; i < 100 && !ended; i++) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(ended).toBe(true)
})
