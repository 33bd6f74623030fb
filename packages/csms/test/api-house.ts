/** The API over a real embedded database, without sockets: what routes answer, and what they leave behind. */
import assert from 'node:assert/strict'
import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import pino from 'pino'
import { ApiTokens, insertApiToken } from '../src/accounts/api-token.ts'
import { endpoints } from '../src/api/endpoints.ts'
import { KeyCodes } from '../src/authorization/key-codes.ts'
import { TokenClaims } from '../src/authorization/token-claims.ts'
import { ownedHere } from '../src/commands/station-owner.ts'
import { readConfig } from '../src/config.ts'
import { Stations } from '../src/connections/stations.ts'
import { TurnedAway } from '../src/connections/turned-away.ts'
import { Inbox } from '../src/connections/unknown-station.ts'
import type { Context } from '../src/context.ts'
import { Numbers } from '../src/db/numbers.ts'
import type { Tables } from '../src/db/schema.ts'
import { Writer } from '../src/db/writer.ts'
import { Feed } from '../src/events/feed.ts'
import { ScryptPool } from '../src/guard/scrypt-pool.ts'
import type { Endpoint } from '../src/http/endpoint.ts'
import { Problem } from '../src/http/problem-resource.ts'
import { checkOf } from '../src/http/validation.ts'
import { type AppOptions, createApp } from '../src/routes/app.ts'
import { toStation } from '../src/routes/to-station.ts'
import { ServerKey } from '../src/server-key.ts'
import { MessageLogSwitch } from '../src/stations/message-log-switch.ts'
import { Passwords } from '../src/stations/password.ts'
import { openTestDatabase } from './test-database.ts'

export interface Answer {
  readonly status: number
  readonly headers: Record<string, string | undefined>
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of many shapes
  readonly body: any
}

export interface ApiHouse {
  readonly app: FastifyInstance
  readonly db: Kysely<Tables>
  readonly ctx: Context
  readonly token: string
  /** Another organisation's token. */
  readonly strangerToken: string
  readonly clock: { now: Date }
  call(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  close(): Promise<void>
}

/** A database may take a while to start on a busy machine. */
export const startMs = 60_000

export async function apiHouse(options: AppOptions & { env?: Record<string, string> } = {}): Promise<ApiHouse> {
  const log = pino({ level: process.env.BUSBAR_TEST_LOG ?? 'silent' })
  const database = await openTestDatabase(log)
  const { db } = database
  const clock = { now: new Date('2026-03-01T12:00:00Z') }
  const feed = new Feed(db, log, () => clock.now)
  const writer = await Writer.open(database.writes, database.columns, {
    commitTimeoutMs: 5000,
    log,
    committed: () => feed.wake(),
  })
  const read = readConfig(options.env ?? {})
  if ('problems' in read) throw new Error(read.problems.join())
  const { config } = read
  const stations = new Stations(db, config)
  const serverKey = new ServerKey('the-server-key-of-the-tests-of-the-api')
  const hashes = new ScryptPool(1)
  const now = () => clock.now
  const ctx: Context = {
    config,
    db,
    operatorDb: database.operatorDb,
    outgrown: database.outgrown,
    log,
    feed,
    writer,
    numbers: new Numbers(db),
    stations,
    owner: ownedHere(() => ctx, toStation),
    tokenClaims: new TokenClaims(stations),
    serverKey,
    apiTokens: new ApiTokens(db),
    keyCodes: new KeyCodes(serverKey),
    passwords: new Passwords(serverKey, hashes),
    turnedAway: new TurnedAway({ now, writer, log }),
    inbox: await Inbox.open({ db, writer, log, now }),
    messageLog: new MessageLogSwitch(config.messageLog),
    now,
  }
  await db.insertInto('organisation').values({ id: 'stranger', name: 'Stranger' }).execute()
  await db
    .insertInto('site')
    .values({ id: 'strange', organisation_id: 'stranger', name: 'Strange', time_zone: 'UTC', currency: 'EUR' })
    .execute()
  const token = 'test-token-of-the-default-organisation'
  const strangerToken = 'test-token-of-the-stranger'
  const of = { origin: 'api', at: clock.now } as const
  await insertApiToken(db, token, { ...of, organisationId: 'default', name: 'tester' })
  await insertApiToken(db, strangerToken, { ...of, organisationId: 'stranger', name: 'stranger' })
  await ctx.apiTokens.load()
  const app = await createApp(ctx, options)
  await app.ready()
  return {
    app,
    db,
    ctx,
    token,
    strangerToken,
    clock,
    async call(method, path, body, headers = {}) {
      const response = await app.inject({
        method,
        url: `/api/v1${path}`,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const json = response.payload !== '' && String(response.headers['content-type']).includes('json')
      const answer = {
        status: response.statusCode,
        headers: response.headers as Record<string, string>,
        body: json ? response.json() : null,
      }
      mustBePromised(method, path, answer)
      return answer
    },
    async close() {
      await app.close()
      await hashes.close()
      await feed.close()
      await writer.close()
      await database.close()
    },
  }
}

/** A `Field` nests; of its inner ones only that they are there is checked. */
const withoutReferences = (schema: object) =>
  JSON.parse(JSON.stringify(schema, (key, value) => (key === '$ref' ? undefined : value)))

const promises = Object.values<Endpoint>(endpoints).map((endpoint) => ({
  endpoint,
  path: new RegExp(`^${endpoint.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  checks: Object.fromEntries(
    Object.entries(endpoint.answers).map(([status, schema]) => [
      status,
      schema === null ? null : checkOf(withoutReferences(schema)),
    ]),
  ),
}))

/** Every answer of every test is what the OpenAPI document says. */
function mustBePromised(method: string, path: string, { status, headers, body }: Answer): void {
  const promise = promises.find((p) => p.endpoint.method === method && p.path.test(path.split('?', 1)[0] as string))
  if (!promise) return
  const check = promise.checks[status]
  if (check === undefined) {
    const known = [400, 401, 403, 413, 415, 422, 500, 503, ...Object.keys(promise.endpoint.problems ?? {}).map(Number)]
    assert.ok(known.includes(status), `${method} ${path} answers ${status}, which its endpoint does not mention`)
    assert.match(headers['content-type'] ?? '', /^application\/problem\+json/)
    assert.deepEqual(checkOf(Problem)(body), [])
  } else if (check !== null) assert.deepEqual(check(body), [], `${method} ${path} breaks its promise`)
}
