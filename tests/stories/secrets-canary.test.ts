/**
 * Marked secrets through every door: in all messages that stations may send, in commands and their answers, at the door, in settings. Then
 * everything that is stored, and everything that is said, is searched for the mark; what goes to a station and comes from it is untouched.
 */
import { request as httpRequest } from 'node:http'
import { newLog } from '@busbar/csms/log'
import type { CallOutcome } from '@busbar/ocpp/exchange'
import { actionsFrom, isSend, type Version, versions } from '@busbar/ocpp/versions'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpoints } from '../../packages/csms/src/api/endpoints.ts'
import { commandName } from '../../packages/csms/src/commands/command-name.ts'
import { kindNames } from '../../packages/csms/src/history/kinds.ts'
import type { Endpoint } from '../../packages/csms/src/http/endpoint.ts'
import { bareSocket } from '../bare-socket.ts'
import { canary, mark, markedIdTag, markedNumber } from '../canaries.ts'
import { type House, house, type RawStation, until } from '../house.ts'

let home: House
const said = { log: '', events: '' }
const stop = new AbortController()

const idOf = (version: Version) => `C-${version}`

beforeAll(async () => {
  const log = newLog('trace', {
    write(line: string) {
      said.log += line
    },
  })
  home = await house({ log, stations: versions.map(idOf) })
  for (const code of [markedIdTag, `${mark}-other`]) await home.addIdToken(code, { type: 'KeyCode', note: 'a code' })
  await home.addIdToken(`${mark}-other`, { type: 'KeyCode', status: 'blocked' })
  await follow('/events')
  for (const version of versions) await follow(`/events?station=${idOf(version)}`)
})
afterAll(async () => {
  stop.abort()
  await home.close()
})

async function follow(path: string): Promise<void> {
  const { body } = await fetch(`${home.csms.url}/api/v1${path}`, {
    headers: { authorization: 'Bearer token-of-the-stories' },
    signal: stop.signal,
  })
  if (!body) throw new Error('no events')
  const text = body.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>
  void (async () => {
    for await (const piece of text) said.events += piece
  })().catch(() => {})
}

/** Where the mark stands, with a little of what is around it. */
const found = (text: string): string[] =>
  [...text.matchAll(new RegExp(`.{0,60}(?:${mark}|${markedNumber}).{0,20}`, 'g'))].map(([hit]) => hit)

describe.each(versions)('a station of %s', (version: Version) => {
  let station: RawStation
  const id = idOf(version)
  const fromCsms = actionsFrom(version, 'csms')

  beforeAll(async () => {
    const answers = Object.fromEntries(fromCsms.map((action) => [action, () => canary(version, action, 'response')]))
    station = await home.station(id, { version, answers })
  })

  test('says them in every message', async () => {
    const outcomes: Record<string, CallOutcome> = {}
    for (const action of actionsFrom(version, 'station').filter((name) => name !== 'BootNotification')) {
      const payload = canary(version, action, 'request')
      if (isSend(version, action)) station.session.sendUnconfirmed(action, payload)
      else outcomes[action] = await station.tryCall(action, payload)
    }
    // Refused for what it says of EVSEs, say; never because something broke on it.
    const refused = Object.entries(outcomes).filter(([, { outcome }]) => outcome !== 'answered')
    expect(refused.filter(([, outcome]) => JSON.stringify(outcome).includes('InternalError'))).toEqual([])
    expect(refused.length, JSON.stringify(refused)).toBeLessThan(3)
    expect(await station.tryCall('BootNotification', canary(version, 'BootNotification', 'request'))).toMatchObject({
      outcome: 'answered',
    })
    await station.tryCall('DataTransfer', { vendorId: 'v', messageId: 'SetWifiPassword', data: `${mark}-plain` })
  })

  test('is told them in every command, untouched, and answers with some', async () => {
    for (const action of fromCsms) {
      const body = canary(version, action, 'request')
      const answer = await home.api('POST', `/stations/${encodeURIComponent(id)}/commands/${commandName(action)}`, body)
      expect(found(JSON.stringify(answer.body)), action).toEqual([])
      const asked = station.asked.findLast((call) => call.action === action)
      // Our own ids in a payload are translated; where they are, the command was refused before it left.
      if (asked) expect(JSON.stringify(asked.payload), action).toBe(JSON.stringify(body))
      expect([200, 404, 409, 422], `${action} ${JSON.stringify(answer.body)}`).toContain(answer.status)
    }
    expect(new Set(station.asked.map((call) => call.action)).size).toBeGreaterThan(fromCsms.length * 0.8)
  })

  test('says them in frames that are refused, or are none, and in an error', async () => {
    const bare = await bareSocket(home.ocppUrl, id, { version })
    bare.send([2, 'x1', 'DataTransfer', { vendorId: { password: mark }, data: `psk=${mark}` }])
    expect((await bare.answerTo('x1'))[0]).toBe(4)
    bare.send(`[2,"x2","DataTransfer",{"vendorId":"v","data":"{\\"password\\":\\"${mark}`)
    const status = canary(version, 'StatusNotification', 'request')
    bare.send([2, 'x3', 'StatusNotification', { ...status, timestamp: `ftp://u:${mark}@h/` }])
    bare.send([2, 'x4', 'Heartbeat', { [`psk=${mark}`]: 1 }])
    bare.send([2, 'x5', `psk=${mark}`, {}])
    for (const refused of ['x3', 'x4', 'x5']) expect((await bare.answerTo(refused))[0]).toBe(4)
    bare.send([2, `psk=${mark}`, 'Heartbeat', {}])
    bare.send(`[2,"x6","DataTransfer",{"vendorId":"psk=${mark}","vendorId":"v"}]`)
    expect((await bare.answerTo('x6'))[0]).toBe(3)
    const reset = home.api('POST', `/stations/${id}/call`, {
      action: 'Reset',
      payload: canary(version, 'Reset', 'request'),
    })
    const [, messageId] = await bare.callNumber(0)
    bare.send([4, messageId, 'InternalError', `no such password: ${mark}`, { token: mark }])
    const answer = await reset
    expect(answer.status).toBe(502)
    expect(found(JSON.stringify(answer.body))).toEqual([])
    bare.socket.close()
    await bare.closed
  })
})

test('they come to the door, and in settings', async () => {
  const { port } = new URL(home.csms.url)
  const knock = (path: string, headers: Record<string, string> = {}) =>
    new Promise<void>((resolve) => {
      const asked = httpRequest({
        port,
        host: '127.0.0.1',
        path,
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
          'sec-websocket-protocol': 'ocpp1.6',
          ...headers,
        },
      })
      asked.on('response', (response) => response.resume().on('end', resolve))
      asked.on('upgrade', (_response, socket) => {
        socket.destroy()
        resolve()
      })
      asked.on('error', () => resolve())
      asked.end()
    })
  await home.addStation('LOCKED', { password: `${mark}-of-the-station-1` })
  const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}` })
  await knock('/ocpp/LOCKED', basic(`LOCKED:${mark}-wrong-password`))
  await knock('/ocpp/LOCKED', basic(`LOCKED:${mark}-of-the-station-1`))
  await knock(`/ocpp/LOCKED?token=${mark}`)
  await knock(`/ocpp/STRANGER?password=${mark}`, basic(`STRANGER:${mark}`))
  expect((await home.api('PUT', '/stations/LOCKED', { password: `${mark}`.repeat(100) })).status).toBe(422)
  expect((await home.api('PUT', '/stations/LOCKED', { passwort: `${mark}` })).status).toBe(422)
  expect((await home.api('GET', `/overview?access_token=${mark}`)).status).toBe(422)
  await fetch(`${home.csms.url}/api/v1/overview`, { headers: { authorization: `Bearer ${mark}` } })
})

test('none of them is stored', async () => {
  const { db, writer } = home.csms.ctx
  await writer.settled()
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db)
  const hits: string[] = []
  for (const { name } of tables.rows) {
    const rows = await sql<{ row: string }>`select to_json(t)::text as row from ${sql.table(name)} as t`.execute(db)
    for (const { row } of rows.rows) for (const hit of found(row)) hits.push(`${name}: ${hit}`)
  }
  expect(hits).toEqual([])
  // They were there to be hidden.
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from message where request like '%***%'`.execute(
    db,
  )
  expect(rows[0]?.n).toBeGreaterThan(100)
})

test('none of them is said by the API', async () => {
  const hits: string[] = []
  for (const path of await everyAddress()) {
    const { status, body } = await home.api('GET', path)
    expect(status, path).toBe(200)
    for (const hit of found(JSON.stringify(body))) hits.push(`${path}: ${hit}`)
  }
  expect(hits).toEqual([])
})

/** Each GET of the API, for each thing there is. */
async function everyAddress(): Promise<string[]> {
  const idsOf = async (list: string, id = 'id') =>
    (await home.api('GET', `${list}?limit=500`)).body.items.map((item: Record<string, unknown>) => String(item[id]))
  const ids: Record<string, string[]> = {
    stations: await idsOf('/stations'),
    transactions: await idsOf('/transactions'),
    sites: await idsOf('/sites'),
    reservations: await idsOf('/reservations'),
    'charging-profiles': await idsOf('/charging-profiles'),
    'id-tokens': await idsOf('/id-tokens', 'token'),
    history: [...kindNames],
  }
  return Object.values<Endpoint>(endpoints)
    .filter(({ method, stream, path }) => method === 'GET' && !stream && !path.startsWith('/describe/'))
    .flatMap(({ path }) => {
      const [, kind = ''] = path.split('/')
      if (!path.includes('{')) return [path]
      if (!ids[kind]) throw new Error(`nobody looks at ${path}`)
      return ids[kind].map((id) => path.replace(/\{\w+\}/, encodeURIComponent(id)))
    })
}

test('none of them is told to followers, and none is in the log of the process', async () => {
  await home.addIdToken('LAST-ONE')
  await until(() => said.events.includes('LAST-ONE'))
  expect(said.events.length).toBeGreaterThan(10_000)
  expect(found(said.events)).toEqual([])
  // As a database quotes what it could not store.
  home.csms.ctx.log.error({ err: new Error(`Key (payload)=({"psk":"${mark}"}) is twice`) }, 'a message failed')
  expect(said.log).toContain('a message failed')
  expect(found(said.log)).toEqual([])
})
