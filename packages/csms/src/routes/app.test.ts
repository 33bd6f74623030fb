import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../test/api-house.ts'
import { endpoints } from '../api/endpoints.ts'
import { openApiDocument } from '../http/openapi.ts'

let house: ApiHouse
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'console-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>Busbar</title><script>first()</script><div id=app></div>',
  )
  writeFileSync(join(folder, 'assets/app-abc123.js'), 'export {}')
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>')
  house = await apiHouse({
    consoleFolder: folder,
    env: { BUSBAR_TILE_URL: 'https://{s}.tiles.example.com/{z}/{x}/{y}.png' },
  })
}, startMs)
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true })
})

test('without a valid token there is a 401, and nothing is told', async () => {
  for (const authorization of ['', 'Bearer', 'Bearer wrong', 'Basic dGVzdDp0ZXN0']) {
    const answer = await house.call('GET', '/stations', undefined, { authorization })
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/)
    expect(answer.body.type).toBe('urn:busbar:problem:unauthorized')
  }
  // Not even whether the request would have been valid.
  expect((await house.call('PUT', '/stations/X', { bad: 1 }, { authorization: '' })).status).toBe(401)
})

test('a token works until it is removed, and remembers when it was used', async () => {
  const row = await house.db.selectFrom('api_token').selectAll().where('name', '=', 'tester').executeTakeFirstOrThrow()
  expect(row.token_hash).not.toContain(house.token)
  await house.call('GET', '/stations')
  const used = await house.db.selectFrom('api_token').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow()
  expect(used.last_used_at).toEqual(house.clock.now)
  const made = await house.call('POST', '/api-tokens', { name: 'for a while' })
  const bearer = { authorization: `Bearer ${made.body.token}` }
  expect((await house.call('GET', '/stations', undefined, bearer)).status).toBe(200)
  expect((await house.call('DELETE', `/api-tokens/${made.body.id}`)).status).toBe(204)
  const answer = await house.call('GET', '/stations', undefined, bearer)
  expect(answer.status).toBe(401)
})

test('what cannot be read says so: not JSON 400, not said to be JSON 415, too large 413', async () => {
  expect((await house.call('PUT', '/stations/X', '{"a":')).status).toBe(400)
  expect((await house.call('PUT', '/stations/X', '{"__proto__":{"a":1}}')).status).toBe(400)
  expect((await house.call('PUT', '/stations/X', '[]')).status).toBe(422)
  expect((await house.call('PUT', '/stations/X', 'x=1', { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await house.call('PUT', '/stations/X', { note: 'x'.repeat(1_100_000) })).status).toBe(413)
  expect((await house.call('DELETE', '/stations/X', { note: 'x' })).status).toBe(422)
})

test('problems are RFC 9457, and unknown addresses below /api are 404', async () => {
  const answer = await house.call('GET', '/nothing')
  expect(answer.status).toBe(404)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.body).toMatchObject({ type: 'urn:busbar:problem:not-found', status: 404, title: expect.any(String) })
  expect(answer.body.instance).toMatch(/^req-/)
})

test('what we did not expect is a 500 that tells nothing', async () => {
  await house.db.schema.alterTable('unknown_station').renameTo('hidden').execute()
  const answer = await house.call('GET', '/unknown-stations')
  await house.db.schema.alterTable('hidden').renameTo('unknown_station').execute()
  expect(answer.status).toBe(500)
  expect(JSON.stringify(answer.body)).not.toContain('unknown_station')
})

test('the console is told its settings', async () => {
  expect((await house.call('GET', '/console-settings')).body.tileUrl).toContain('tiles.example.com')
})

test('live and ready need no token', async () => {
  expect((await house.app.inject('/health/live')).json()).toEqual({ status: 'live' })
  expect((await house.app.inject('/health/ready')).json()).toEqual({ status: 'ready', messageLog: 'on' })
})

test('the OpenAPI document is served, browsable, and the console’s copy is up to date', async () => {
  const served = (await house.app.inject('/api/openapi.json')).json()
  expect(served.openapi).toBe('3.1.0')
  const copy = await readFile(new URL('../../../web/openapi.json', import.meta.url), 'utf8')
  expect(JSON.parse(copy), 'run packages/csms/tools/write-openapi.ts').toEqual(served)
  const page = await house.app.inject('/api/docs/')
  expect(page.statusCode).toBe(200)
  // Works by http under any name of the server, and remembers no token.
  expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests')
  expect((await house.app.inject('/api/docs/static/swagger-initializer.js')).payload).toContain(
    '"persistAuthorization":false',
  )
  // Works without the internet: everything it loads comes from here.
  const loaded = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url as string)
  expect(loaded.length).toBeGreaterThan(2)
  for (const url of loaded) {
    expect(url).not.toMatch(/^(https?:)?\/\//)
    const resolved = new URL(url, 'http://busbar/api/docs/').pathname
    expect((await house.app.inject(resolved)).statusCode, resolved).toBe(200)
  }
})

test('every reference of the OpenAPI document leads somewhere, every operation has its own name', () => {
  const document = openApiDocument(endpoints) as {
    components: { schemas: object }
    paths: Record<string, Record<string, { operationId: string; parameters: { name: string; in: string }[] }>>
  }
  const text = JSON.stringify(document)
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    expect(Object.keys(document.components.schemas)).toContain(name)
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  )
  expect(new Set(operations.map((o) => o.operation.operationId)).size).toBe(operations.length)
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(operation.parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(inPath)
  }
})

test('the console is served for its own addresses, with a policy that lets its own inline script run', async () => {
  for (const url of ['/', '/stations', '/stations/CP1?tab=log', '/transactions/12']) {
    const page = await house.app.inject({ url, headers: { accept: 'text/html' } })
    expect(page.statusCode).toBe(200)
    expect(page.payload).toContain('<div id=app>')
    expect(page.headers['cache-control']).toBe('no-cache')
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-[\w+/]+=*';/)
    expect(page.headers['content-security-policy']).toContain("img-src 'self' data: blob: https://*.tiles.example.com;")
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  }
})

test('files are sent as they are: hashed ones for ever, others checked again; a missing one is no page', async () => {
  const hashed = await house.app.inject('/assets/app-abc123.js')
  expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(hashed.headers['content-type']).toContain('javascript')
  expect(hashed.headers['x-content-type-options']).toBe('nosniff')
  expect((await house.app.inject('/favicon.svg')).headers['cache-control']).toBe('no-cache')
  expect((await house.app.inject('/assets/missing.js')).statusCode).toBe(404)
  expect((await house.app.inject('/ocpp/CP1')).statusCode).toBe(404)
  expect((await house.app.inject({ method: 'POST', url: '/stations' })).statusCode).toBe(404)
  expect((await house.app.inject('/../package.json')).payload).not.toContain('busbar')
})

test(
  'a console that is not built says so',
  async () => {
    const bare = await apiHouse({ consoleFolder: join(folder, 'nowhere') })
    const page = await bare.app.inject('/')
    await bare.close()
    expect(page.statusCode).toBe(503)
    expect(page.payload).toContain('npm run build')
  },
  startMs,
)
