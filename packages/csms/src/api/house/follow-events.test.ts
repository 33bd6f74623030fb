import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { bucketOf } from '../../db/bucket.ts'
import { lanes } from '../../db/writes.ts'

let house: ApiHouse
let url: string
beforeAll(async () => {
  house = await apiHouse()
  url = `${await house.app.listen({ port: 0, host: '127.0.0.1' })}/api/v1/events`
}, startMs)
afterAll(() => house.close())

interface Frame {
  id?: string
  event?: string
  data?: string
}

/** Follows the stream until `enough` frames came. */
async function follow(query: string, headers: Record<string, string> = {}) {
  const abort = new AbortController()
  const response = await fetch(`${url}${query}`, {
    signal: abort.signal,
    headers: { authorization: `Bearer ${house.token}`, ...headers },
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    response,
    async next(count: number): Promise<Frame[]> {
      for (;;) {
        const frames = framesOf(text)
        if (frames.length >= count) return frames
        const { value, done } = (await reader?.read()) ?? { done: true, value: '' }
        if (done) throw new Error(`the stream ended after ${text}`)
        text += value
      }
    },
    close: () => abort.abort(),
  }
}

const framesOf = (text: string): Frame[] =>
  text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))) as Frame)
    .filter((frame) => frame.event !== undefined)

test('changes arrive as they are committed, and a follower goes on where it was', async () => {
  const first = await follow('')
  expect(first.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  await settle()
  await house.call('PUT', '/stations/CP1', {})
  const [created] = await first.next(1)
  expect(created?.event).toBe('station.changed')
  expect(JSON.parse(created?.data ?? '')).toMatchObject({
    kind: 'station.changed',
    station: 'CP1',
    subject: 'CP1',
    data: { change: 'created' },
  })
  first.close()

  await house.call('PUT', '/stations/CP1', { note: 'while nobody looked' })
  await house.call('PUT', '/sites/depot', {})
  const second = await follow('', { 'last-event-id': created?.id ?? '' })
  expect((await second.next(2)).map((f) => f.event)).toEqual(['station.changed', 'site.changed'])
  second.close()
})

test('an id that is not of here is answered with reset', async () => {
  const stream = await follow('', { 'last-event-id': '999999999-1' })
  expect((await stream.next(1))[0]?.event).toBe('reset')
  stream.close()
})

test('station and kinds narrow the stream; telemetry has no id', async () => {
  const stream = await follow('?station=CP2&kinds=station,meter')
  await settle()
  await house.call('PUT', '/stations/CP1', { note: 'other' })
  await house.call('PUT', '/stations/CP2', {})
  await stream.next(1)
  house.ctx.feed.reading({
    kind: 'meter',
    organisationId: 'default',
    stationId: 'CP2',
    evseId: 1,
    subject: null,
    at: house.clock.now,
    data: { powerW: 7000 },
  })
  const frames = await stream.next(2)
  expect(frames.map((f) => f.event)).toEqual(['station.changed', 'meter'])
  expect(frames[1]?.id).toBeUndefined()
  expect(JSON.parse(frames[1]?.data ?? '').data).toEqual({ powerW: 7000 })
  stream.close()
  expect((await fetch(`${url}?kinds=weather`, { headers: { authorization: `Bearer ${house.token}` } })).status).toBe(
    422,
  )
})

test('an event is written once, however many are told of it', async () => {
  const many = await Promise.all(['', '', '?kinds=site', '?kinds=site'].map((query) => follow(query)))
  await settle()
  let written = 0
  const data = { toJSON: () => ({ written: ++written }) }
  const of = { organisationId: 'default', stationId: null, subject: null, at: house.clock.now }
  house.ctx.feed.reading({ kind: 'meter', evseId: 1, ...of, data })
  const readers = await Promise.all([follow('?kinds=meter'), follow('?kinds=meter'), ...many.slice(0, 2)])
  const frames = await Promise.all(readers.map((stream) => stream.next(1)))
  expect(frames.map(([frame]) => JSON.parse(frame?.data ?? '').data)).toEqual(readers.map(() => ({ written: 1 })))
  for (const stream of [...many, ...readers]) stream.close()
})

test('beside the events of all, the readings of one station', async () => {
  const stream = await follow('?kinds=station&readingsOf=CP2')
  await settle()
  for (const stationId of ['CP1', 'CP2']) {
    const of = { organisationId: 'default', stationId, subject: null, at: house.clock.now }
    house.ctx.feed.reading({ kind: 'meter', evseId: 1, ...of, data: { powerW: 7000 } })
  }
  await house.call('PUT', '/stations/CP1', { note: 'of another' })
  const frames = await stream.next(2)
  expect(frames.map((frame) => [frame.event, JSON.parse(frame.data ?? '').station])).toEqual([
    ['station.changed', 'CP1'],
    ['meter', 'CP2'],
  ])
  stream.close()
})

test('the message log of a station is followed row by row, as a list would show it', async () => {
  const stream = await follow('?station=CP2&kinds=message')
  await settle()
  const row = {
    organisation_id: 'default',
    station_id: 'CP2',
    version: 'ocpp1.6',
    bucket: bucketOf('CP2'),
    direction: 'in' as const,
    action: 'Heartbeat',
    message_id: 'm1',
    at: house.clock.now,
    answered_at: house.clock.now,
    outcome: 'answered',
    request: '[2,"m1","Heartbeat",{}]',
    response: '[3,"m1",{}]',
  }
  await house.db
    .insertInto('message')
    .values([row, { ...row, bucket: bucketOf('CP1'), station_id: 'CP1' }, { ...row, message_id: 'm2' }])
    .execute()
  house.ctx.feed.frame({
    kind: 'message',
    organisationId: 'default',
    stationId: 'CP2',
    subject: 'Heartbeat',
    at: house.clock.now,
    data: row,
  })
  const frames = await stream.next(2)
  stream.close()
  const listed = (await house.call('GET', '/stations/CP2/messages')).body.items
  expect(frames.map((frame) => JSON.parse(frame.data ?? '').data)).toEqual(listed.toReversed())
  const noStation = await fetch(`${url}?kinds=message`, { headers: { authorization: `Bearer ${house.token}` } })
  expect(noStation.status).toBe(422)
})

test('EventSource may give the token in the address; without one there is a 401; others’ events stay theirs', async () => {
  expect((await fetch(url)).status).toBe(401)
  const stream = await follow(`?access_token=${house.strangerToken}`, { authorization: '' })
  expect(stream.response.status).toBe(200)
  await settle()
  await house.call('PUT', '/stations/CP3', {})
  await house.call('PUT', '/stations/THEIRS', {}, { authorization: `Bearer ${house.strangerToken}` })
  const [frame] = await stream.next(1)
  expect(JSON.parse(frame?.data ?? '').station).toBe('THEIRS')
  stream.close()
})

test('a follower that does not read is dropped, not waited for', async () => {
  const { connect } = await import('node:net')
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => {})
  socket.write(`GET /api/v1/events?kinds=meter HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${house.token}\r\n\r\n`)
  await new Promise((resolve) => socket.once('data', resolve))
  socket.pause()
  await settle()
  const before = house.ctx.feed.followed
  for (let i = 0; i < 10 && house.ctx.feed.followed; i++) await tellReadings(100, { filler: 'x'.repeat(100_000) })
  expect(before).toBe(true)
  expect(house.ctx.feed.followed).toBe(false)
  socket.resume()
  await closed
})

test.each([
  ['reads', true],
  ['does not read', false],
])('a follower whose token is revoked is told nothing more, and is gone soon: one that %s', async (_, reads) => {
  const { body } = await house.call('POST', '/api-tokens', { name: `follower ${reads}` })
  const { connect } = await import('node:net')
  const { hostname, port } = new URL(url)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const connected = once(house.app.server, 'connection')
  const socket = connect(Number(port), hostname)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => {})
  const head = `host: x\r\nconnection: close\r\nauthorization: Bearer ${body.token}\r\n`
  socket.write(`GET /api/v1/events?kinds=meter HTTP/1.1\r\n${head}\r\n`)
  await once(socket, 'data')
  if (reads) socket.resume()
  else socket.pause()
  await settle()
  const [ours] = (await connected) as [Socket]
  // What its machine takes for it is not for us to take back.
  while (!reads && ours.writableLength === 0) await tellReadings(100, { filler: 'x'.repeat(100_000) })
  await house.call('DELETE', `/api-tokens/${body.id}`)
  vi.advanceTimersByTime(15_000)
  await tellReadings(1, { powerW: 7000 })
  vi.advanceTimersByTime(15_000)
  await tellReadings(1, { powerW: 7000 })
  expect(house.ctx.feed.followed).toBe(false)
  socket.resume()
  await closed
})

test('a follower that comes back is told what it missed no faster than it reads, however much that is', async () => {
  const first = await follow('')
  await settle()
  await house.call('PUT', '/stations/CP1', { note: 'seen' })
  const [seen] = await first.next(1)
  first.close()
  const count = 3000
  const filler = 'x'.repeat(20_000)
  const row = {
    lane: lanes.people,
    organisation_id: 'default',
    at: house.clock.now,
    kind: 'site.changed' as const,
    station_id: null,
  }
  for (let i = 0; i < count; i += 100) {
    const rows = Array.from({ length: 100 }, (_, n) => ({
      ...row,
      subject: String(i + n),
      data: JSON.stringify({ filler }),
    }))
    await house.db.insertInto('event').values(rows).execute()
  }
  const { connect } = await import('node:net')
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const head = `host: x\r\nauthorization: Bearer ${house.token}\r\nlast-event-id: ${seen?.id}\r\n`
  socket.write(`GET /api/v1/events HTTP/1.1\r\n${head}\r\n`)
  const told: number[] = []
  let text = ''
  for await (const piece of socket.setEncoding('utf8')) {
    text += piece
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    text = text.slice(whole.length)
    for (const [, subject] of whole.matchAll(/"subject":"(\d+)"/g)) told.push(Number(subject))
    if (told.length >= count) break
    // Slower than the server could write.
    await new Promise(setImmediate)
  }
  expect(told).toEqual(Array.from({ length: count }, (_, i) => i))
  // 60 MB through a database take their time beside other tests.
}, 30_000)

/** Of so many EVSEs one each; returns when they were told. */
async function tellReadings(count: number, data: object): Promise<void> {
  const of = { organisationId: 'default', stationId: 'CP1', subject: null, at: house.clock.now }
  for (let evseId = 1; evseId <= count; evseId++) house.ctx.feed.reading({ kind: 'meter', evseId, ...of, data })
  await new Promise((resolve) => setTimeout(resolve, 1050))
}

/** The feed takes its place in the event table before the change is made. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 100))
