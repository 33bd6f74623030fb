/** The server as a process: what it prints, what it refuses, how it ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from '@busbar/ocpp/client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { prepareTemplate } from '../../packages/csms/src/db/embedded-template.ts'
import { until } from '../house.ts'

const mainFile = fileURLToPath(import.meta.resolve('@busbar/csms/main'))
const folder = mkdtempSync(join(tmpdir(), 'busbar-start-'))
const children: ChildProcess[] = []
beforeAll(() => prepareTemplate())
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(env: Record<string, string>, args: readonly string[] = []) {
  const child = spawn(process.execPath, [mainFile, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      HOST: '127.0.0.1',
      PORT: '0',
      BUSBAR_DEMO: 'off',
      BUSBAR_LOG_LEVEL: 'warn',
      ...env,
    },
  })
  children.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  /** Waits for it; gives the console's address. */
  const banner = () =>
    until(() => (text.includes('Ctrl-C stops it') ? /Console +(\S+)/.exec(text)?.[1] : undefined), 30_000)
  return { child, ended, banner, text: () => text }
}

const tokenIn = (text: string) => /Sign in with +(busbar_\S+)/.exec(text)?.[1]

async function stations(url: string, token: string) {
  const response = await fetch(`${url}/api/v1/stations?limit=100`, { headers: { authorization: `Bearer ${token}` } })
  return {
    status: response.status,
    ids: ((await response.json()) as { items?: { id: string }[] }).items?.map((s) => s.id),
  }
}

test('the first start prints a token that works; Ctrl-C ends cleanly; the token works after a restart and is not printed again', async () => {
  const data = join(folder, 'first')
  const first = start({ BUSBAR_DATA: data })
  const url = await first.banner()
  const token = tokenIn(first.text()) as string
  expect((await stations(url, token)).status).toBe(200)
  expect((await stations(url, `${token}x`)).status).toBe(401)
  expect(first.text()).toContain('DATABASE_URL=')
  expect(first.text()).toMatch(/ws:\/\/\S+\/ocpp\/<station id>/)

  const second = start({ BUSBAR_DATA: data })
  expect(await second.ended).toBe(1)
  expect(second.text()).toContain(`- BUSBAR_DATA: the data folder ${data} is in use by process ${first.child.pid}`)

  first.child.kill('SIGINT')
  expect(await first.ended).toBe(0)

  const again = start({ BUSBAR_DATA: data, BUSBAR_API_TOKEN: 'a-token-that-i-chose' })
  const urlAgain = await again.banner()
  expect(tokenIn(again.text())).toBeUndefined()
  expect(again.text()).not.toContain('a-token-that-i-chose')
  expect((await stations(urlAgain, token)).status, 'the setting takes its place').toBe(401)
  expect((await stations(urlAgain, 'a-token-that-i-chose')).status).toBe(200)
  const made = await fetch(`${urlAgain}/api/v1/api-tokens`, {
    method: 'POST',
    headers: { authorization: 'Bearer a-token-that-i-chose', 'content-type': 'application/json' },
    body: '{"name":"by name"}',
  })
  const { token: byName } = (await made.json()) as { token: string }
  again.child.kill('SIGINT')
  expect(await again.ended).toBe(0)

  const other = start({ BUSBAR_DATA: data, BUSBAR_API_TOKEN: 'another-token-i-chose' })
  const urlOther = await other.banner()
  expect((await stations(urlOther, 'a-token-that-i-chose')).status).toBe(401)
  expect((await stations(urlOther, 'another-token-i-chose')).status).toBe(200)
  expect((await stations(urlOther, byName)).status, 'made by name').toBe(200)
  other.child.kill('SIGINT')
  expect(await other.ended).toBe(0)

  const none = start({ BUSBAR_DATA: data })
  const urlNone = await none.banner()
  expect(tokenIn(none.text()), 'there is one that opens').toBeUndefined()
  expect((await stations(urlNone, 'another-token-i-chose')).status, 'given no more').toBe(401)
  expect((await stations(urlNone, byName)).status).toBe(200)
})

test('a start that goes well says nothing but the banner', async () => {
  const quiet = start({ BUSBAR_DATA: join(folder, 'quiet'), BUSBAR_LOG_LEVEL: 'info', HOST: '0.0.0.0' })
  await quiet.banner()
  expect(quiet.text().trimStart()).toMatch(/^Busbar is ready after/)
})

const ask = async (url: string, token: string, path: string, { organisation = '', ...init }: Asked = {}) => {
  const response = await fetch(`${url}/api/v1${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${token}`,
      'busbar-organisation': organisation,
      ...(init.body !== undefined && { 'content-type': 'application/json' }),
    },
  })
  // biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
  return { status: response.status, body: (await response.json()) as any }
}

interface Asked {
  readonly organisation?: string
  readonly method?: string
  readonly body?: string
}

test('the demo lives in an organisation of its own, and opens nothing outside it, also once it is off', async () => {
  const data = join(folder, 'demo')
  const demo = start({ BUSBAR_DATA: data, BUSBAR_DEMO: 'on' })
  const url = await demo.banner()
  const token = tokenIn(demo.text()) as string
  expect(demo.text()).toMatch(/DEMO .*not real/)
  expect((await ask(url, token, '/overview', { organisation: 'demo' })).status).toBe(200)
  const online = '/stations?status=online'
  await until(async () => (await ask(url, token, online, { organisation: 'demo' })).body.total === 20, 30_000)
  // The operator's own house is empty, and its door is the one strangers come to.
  for (const list of ['/stations', '/sites?limit=5', '/id-tokens', '/transactions'])
    expect((await ask(url, token, list)).body.total, list).toBe(list.startsWith('/sites') ? 1 : 0)
  const ocpp = `${url.replace('http', 'ws')}/ocpp`
  const real = await connect({ url: ocpp, identity: 'REAL-1', versions: ['ocpp1.6'], handle: () => ({}) })
  await real.call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'Real' })
  expect((await ask(url, token, '/unknown-stations')).body.items).toMatchObject([{ id: 'REAL-1' }])
  expect((await ask(url, token, '/unknown-stations', { organisation: 'demo' })).body.total).toBe(0)
  expect(
    (await ask(url, token, '/unknown-stations/REAL-1/accept', { method: 'POST', body: '{"unprotected":true}' })).status,
  ).toBe(201)
  await real.call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'Real' })
  for (const idTag of ['ANANYA', 'VAN-01', 'ALICE'])
    expect(await real.call('Authorize', { idTag })).toMatchObject({ response: { idTagInfo: { status: 'Invalid' } } })
  real.close()
  // Nobody can be a station of the demo but the demo.
  const imposter = { url: ocpp, identity: 'DEMO-BLR-01', versions: ['ocpp1.6'] as const, handle: () => ({}) }
  await expect(connect(imposter)).rejects.toThrow('401')
  await expect(connect({ ...imposter, password: 'guess-guess-guess-guess' })).rejects.toThrow('401')
  demo.child.kill('SIGTERM')
  expect(await demo.ended).toBe(0)

  const off = start({ BUSBAR_DATA: data, BUSBAR_DEMO: 'off' })
  const urlOff = await off.banner()
  expect((await ask(urlOff, token, '/organisations')).body.items.map(({ id }: { id: string }) => id)).toEqual([
    'default',
  ])
  expect((await ask(urlOff, token, '/overview', { organisation: 'demo' })).status).toBe(403)
  expect((await ask(urlOff, token, '/stations')).body.total).toBe(1)
  await expect(connect({ ...imposter, url: `${urlOff.replace('http', 'ws')}/ocpp` })).rejects.toThrow('401')
})

test('bad settings stop the start, each with its name', async () => {
  writeFileSync(join(folder, 'settings.json'), '{ "BUSBAR_MESSAGE_RATE": "fast", "COLOUR": "red" }')
  const bad = start({ PORT: 'http', BUSBAR_DEMO: 'perhaps', BUSBAR_CONFIG: 'settings.json' })
  expect(await bad.ended).toBe(1)
  for (const name of ['PORT', 'BUSBAR_DEMO', 'BUSBAR_MESSAGE_RATE', 'COLOUR'])
    expect(bad.text()).toContain(`- ${name === 'COLOUR' ? 'BUSBAR_CONFIG' : name}`)
  expect(bad.text()).not.toContain('    at ')
})

test('a port that is taken and a PostgreSQL that is not there are told in one line', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const port = String((holder.address() as { port: number }).port)
  const taken = start({ PORT: port, BUSBAR_DATA: join(folder, 'taken') })
  expect(await taken.ended).toBe(1)
  expect(taken.text()).toContain(`PORT ${port} is in use`)
  const free = start({ BUSBAR_DATA: join(folder, 'taken') })
  await free.banner()
  expect(tokenIn(free.text()), 'the first start that could tell a token').toBeDefined()
  const away = start({ DATABASE_URL: `postgres://nobody:secret@127.0.0.1:1/x` })
  expect(await away.ended).toBe(1)
  expect(away.text()).toContain('DATABASE_URL')
  expect(away.text()).not.toContain('secret')
  expect(away.text()).not.toContain('    at ')
  holder.close()
})

test.each([
  ['HOST', '1.2.3.4', 'is no address of this machine'],
  ['HOST', 'nonsense.invalid', 'is no address, and no name that leads to one'],
  ['BUSBAR_DATA', 'a-file', 'is no folder, or lies in something that is none'],
  ['BUSBAR_DATA', 'a-file/data', 'is no folder, or lies in something that is none'],
  ['BUSBAR_DATA', 'no-database', 'holds no database that can be opened'],
])('%s %s stops the start, and what is wrong with it is told', async (name, value, problem) => {
  writeFileSync(join(folder, 'a-file'), '')
  mkdirSync(join(folder, 'no-database', 'pgdata'), { recursive: true })
  writeFileSync(join(folder, 'no-database', 'pgdata', 'PG_VERSION'), 'none')
  const bad = start({ BUSBAR_DATA: join(folder, 'unusable'), [name]: value })
  expect(await bad.ended).toBe(1)
  expect(bad.text()).toContain(`- ${name} "${value}" ${problem}`)
  expect(bad.text()).not.toContain('    at ')
})

test.runIf(existsSync('/proc/self'))(
  'a folder where none can be made is given up, and not tried for ever',
  async () => {
    const bad = start({ BUSBAR_DATA: '/proc/busbar/data' })
    expect(await bad.ended).toBe(1)
    expect(bad.text()).toContain('- BUSBAR_DATA "/proc/busbar/data" cannot be made')
  },
)

const hasIPv6 = Object.values(networkInterfaces()).some((of) => of?.some(({ address }) => address === '::1'))

test.runIf(hasIPv6)('an IPv6 address stands in brackets where it is part of a URL', async () => {
  const six = start({ HOST: '::1', BUSBAR_DATA: join(folder, 'six') })
  expect(await six.banner()).toMatch(/^http:\/\/\[::1\]:\d+$/)
})

test.each([
  [['--port', '9000'], '--port 9000'],
  [['PORT=9000'], 'PORT=9000'],
])('the argument %j is refused, with a word on how settings are given', async (args, named) => {
  const bad = start({ BUSBAR_DATA: join(folder, 'arguments') }, args)
  expect(await bad.ended).toBe(1)
  expect(bad.text()).toContain(`- ${named} is not understood: settings are given as PORT=9000 npm start`)
  expect(bad.text()).not.toContain('    at ')
})

test('--help names every setting', async () => {
  const help = start({}, ['--help'])
  expect(await help.ended).toBe(0)
  for (const name of ['PORT', 'DATABASE_URL', 'BUSBAR_DATA', 'BUSBAR_DEMO', 'BUSBAR_API_TOKEN', 'BUSBAR_CONFIG']) {
    expect(help.text()).toContain(name)
  }
})
