import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { follow, type LiveState } from './connection.ts'

interface Stream {
  readonly url: string
  readonly lastEventId: string | undefined
  readonly response: ServerResponse
}

let streams: Stream[]
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
  const lastEventId = request.headers['last-event-id']
  streams.push({ url: request.url ?? '', lastEventId: lastEventId?.toString(), response })
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
})
afterAll(() => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  streams = []
})

function followed() {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const told: string[] = []
  const states: LiveState[] = []
  const follower = follow({
    url: `${base}/a`,
    token: () => 'token',
    organisation: () => null,
    onEvent: ({ kind }) => told.push(kind),
    onState: (state) => states.push(state),
    onRefused: () => told.push('refused'),
    onForbidden: () => told.push('forbidden'),
    onReturn: () => told.push('returned'),
    onMoved: () => told.push('moved'),
  })
  onTestFinished(follower.stop)
  return { told, states, moveTo: (path: string) => follower.moveTo(`${base}${path}`) }
}

const streamed = (count: number) => vi.waitFor(() => expect(streams).toHaveLength(count), 10_000)

test('it moves after the last event it heard, and that is no interruption; what comes after one is', async () => {
  const { told, states, moveTo } = followed()
  await streamed(1)
  streams[0]?.response.write('id: 7-1\nevent: site.changed\ndata: {}\n\n')
  await vi.waitFor(() => expect(told).toEqual(['site.changed']))
  moveTo('/a')
  moveTo('/b')
  await streamed(2)
  await vi.waitFor(() => expect(told).toEqual(['site.changed', 'moved']))
  expect(states).not.toContain('reconnecting')
  streams[1]?.response.end()
  await streamed(3)
  await vi.waitFor(() => expect(told).toEqual(['site.changed', 'moved', 'returned']))
  expect(states).toContain('reconnecting')
  expect(streams.map(({ url, lastEventId }) => [url, lastEventId])).toEqual([
    ['/a', undefined],
    ['/b', '7-1'],
    ['/b', '7-1'],
  ])
})

test('moved before it was connected, it only begins elsewhere', async () => {
  const { told, moveTo } = followed()
  moveTo('/b')
  await vi.waitFor(() => expect(streams.at(-1)?.url).toBe('/b'), 10_000)
  streams.at(-1)?.response.write('event: site.changed\ndata: {}\n\n')
  await vi.waitFor(() => expect(told).toEqual(['site.changed']))
})
