/** What strangers and guests of the HTTP door try, on real sockets. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../test/api-house.ts'
import { isTooDeep, limitSilence } from './http-limits.ts'

let house: ApiHouse
let port: number
beforeAll(async () => {
  const timeouts = { headersMs: 300, requestMs: 600, keepAliveMs: 5_000, checkEveryMs: 50 }
  house = await apiHouse({ timeouts })
  await house.app.listen({ port: 0, host: '127.0.0.1' })
  port = (house.app.server.address() as AddressInfo).port
}, startMs)
afterAll(() => house.close())

/** Says this, and hears until the other side closes. */
async function say(text: string, of = port): Promise<{ socket: Socket; heard: Promise<string> }> {
  const socket = connect(of, '127.0.0.1')
  let all = ''
  socket.on('data', (data) => {
    all += data
  })
  socket.on('error', () => {})
  const heard = new Promise<string>((resolve) => socket.once('close', () => resolve(all)))
  await once(socket, 'connect')
  socket.write(text)
  return { socket, heard }
}

const head = (line: string, headers: Record<string, string> = {}) =>
  `${line} HTTP/1.1\r\nHost: x\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

const json = { 'content-type': 'application/json' }

test.each([
  ['without a token', '/api/v1/stations/X', {}, 401],
  ['with a wrong one', '/api/v1/stations/X', { authorization: 'Bearer busbar_wrong' }, 401],
  ['for what is not there', '/nothing', {}, 404],
])('a body %s is not waited for: answered at once, and closed', async (_what, path, headers, status) => {
  const { heard } = await say(`${head(`PUT ${path}`, { ...json, ...headers, 'content-length': '1000000' })}{"note":"`)
  expect(await heard).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*connection: close`, 'i'))
})

test('a body that says it is too large is refused by its size', async () => {
  const headers = { ...json, authorization: `Bearer ${house.token}`, 'content-length': '2000000' }
  const { heard } = await say(head('PUT /api/v1/stations/X', headers))
  expect(await heard).toMatch(/^HTTP\/1.1 413 /)
})

test('headers that never end, and a body that never ends, have their time', async () => {
  const headers = await say('GET /api/v1/overview HTTP/1.1\r\nX-a: b\r\n')
  const body = await say(
    `${head('PUT /api/v1/stations/X', { ...json, authorization: `Bearer ${house.token}`, 'content-length': '100' })}{`,
  )
  expect(await headers.heard).toMatch(/^(HTTP\/1.1 408 |$)/)
  expect(await body.heard).toMatch(/^(HTTP\/1.1 408 |$)/)
})

test('headers beyond 16 KiB are refused', async () => {
  const { heard } = await say(head('GET /health/live', { 'x-long': 'a'.repeat(20_000) }))
  expect(await heard).toMatch(/^HTTP\/1.1 431 /)
})

test.each([
  ['lists', '['.repeat(500_000)],
  ['objects', '{"a":'.repeat(100_000)],
  ['and closed again', `${'['.repeat(1000)}${']'.repeat(1000)}`],
])('JSON that is nested deeply (%s) is refused before it is read', async (_what, body) => {
  const { status, body: problem } = await house.call('PUT', '/stations/X', body)
  expect([status, problem.detail]).toEqual([400, 'It is nested too deeply'])
})

test('brackets in texts are not depth', () => {
  expect(isTooDeep(JSON.stringify({ a: '['.repeat(1000), b: '\\"[[['.repeat(100) }))).toBe(false)
})

test('of too many who say nothing, the one that has for longest gives its place', async () => {
  const server = createServer((_request, response) => response.end('here'))
  limitSilence(server, 3)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: of } = server.address() as AddressInfo
  const silent = [await say('', of), await say('', of), await say('', of)]
  const talking = await say(head('GET /'), of)
  expect(await silent[0]?.heard).toBe('')
  await vi.waitFor(() => expect(talking.socket.bytesRead).toBeGreaterThan(0))
  await say('', of)
  expect(await silent[1]?.heard).toBe('')
  expect(silent[2]?.socket.destroyed).toBe(false)
  server.closeAllConnections()
  server.close()
})

test('however often readiness is asked for, the database is asked once a second', async () => {
  const asked = vi.spyOn(house.ctx.db.getExecutor(), 'executeQuery')
  const answers = await Promise.all(Array.from({ length: 50 }, () => house.app.inject('/health/ready')))
  expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true)
  expect(asked.mock.calls.length).toBeLessThanOrEqual(1)
  asked.mockRestore()
})

test('who has no token costs no query', async () => {
  const asked = vi.spyOn(house.ctx.db.getExecutor(), 'executeQuery')
  for (let i = 0; i < 50; i++) {
    await house.app.inject({ url: '/api/v1/overview', headers: { authorization: `Bearer busbar_${i}` } })
  }
  expect(asked).not.toHaveBeenCalled()
  asked.mockRestore()
})

test('a token follows events a hundred times and no more; a place that is left is free', async () => {
  const url = `http://127.0.0.1:${port}/api/v1/events`
  const headers = { authorization: `Bearer ${house.token}` }
  const stops: AbortController[] = []
  // What nobody holds is closed by the garbage collector.
  const held: Response[] = []
  const follow = async () => {
    const stop = new AbortController()
    const response = await fetch(url, { headers, signal: stop.signal })
    held.push(response)
    if (response.status === 200) stops.push(stop)
    else await response.body?.cancel()
    return response.status
  }
  const statuses: number[] = []
  for (let i = 0; i < 110; i++) statuses.push(await follow())
  expect(statuses.filter((status) => status === 200)).toHaveLength(100)
  expect(statuses.slice(100)).toEqual(Array(10).fill(429))
  stops.pop()?.abort()
  await vi.waitFor(async () => expect(await follow()).toBe(200))
  for (const stop of stops) stop.abort()
})
