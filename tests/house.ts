/** The whole house for a story: the real CSMS on a free port, with a database of its own, and stations over real sockets. */
import { type Config, readConfig } from '@busbar/csms/config'
import { type RunningCsms, startCsms } from '@busbar/csms/start'
import { type ConnectOptions, connect } from '@busbar/ocpp/client'
import type { CallOutcome, IncomingCall } from '@busbar/ocpp/exchange'
import type { Session } from '@busbar/ocpp/session'
import type { Version } from '@busbar/ocpp/versions'
import { type Logger, pino } from 'pino'
import { type DatabaseKind, scratchDatabase } from '../bench/scratch-database.ts'
import { prepareTemplate } from '../packages/csms/src/db/embedded-template.ts'
import type { AskRoom } from '../packages/csms/src/history/room.ts'

export interface HouseOptions {
  /** Default: PostgreSQL when BUSBAR_TEST_DATABASE_URL names one, else the embedded one. */
  readonly database?: DatabaseKind
  readonly config?: Partial<Config>
  /** Another way to the PostgreSQL it would use, one that can be cut. */
  readonly databaseUrl?: (url: string) => string
  /** Created before anything connects; announced stations are accepted. */
  readonly stations?: readonly string[]
  readonly idTokens?: readonly string[]
  /** Where the log goes. Default: nowhere. */
  readonly log?: Logger
  /** A clock to drive. Default: the real one. */
  readonly now?: () => Date
  /** How much room the database has. Default: more than enough. */
  readonly room?: AskRoom
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
  readonly body: any
}

export interface StationOptions {
  readonly version?: Version
  readonly password?: string
  /** What the CSMS asks of it, by action; anything else is answered with `{}`. */
  readonly answers?: Record<string, (payload: never, call: IncomingCall) => unknown>
  /** Default: sends a BootNotification first. */
  readonly boot?: boolean
  readonly session?: Partial<ConnectOptions>
}

/** A station as raw as the protocol: the story says every message. */
export interface RawStation {
  readonly id: string
  readonly session: Session
  /** What the CSMS asked, in order. */
  readonly asked: IncomingCall[]
  /** The response; throws when it was refused or did not come. */
  // biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
  call(action: string, payload: object): Promise<any>
  /** Whatever became of it. */
  tryCall(action: string, payload: object): Promise<CallOutcome>
  /** Resolves when the socket is closed. */
  close(): Promise<void>
}

export interface House {
  readonly csms: RunningCsms
  readonly ocppUrl: string
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>
  /** Creates or changes a station. */
  addStation(id: string, body?: object): Promise<void>
  addIdToken(token: string, body?: object): Promise<void>
  /** Connects a raw station. */
  station(id: string, options?: StationOptions): Promise<RawStation>
  // biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
  transactions(query?: string): Promise<any[]>
  /** Stops the CSMS, until `restart`. */
  stop(): Promise<void>
  /** Stops the CSMS, if it runs, and starts it on the same database. */
  restart(config?: Partial<Config>): Promise<void>
  close(): Promise<void>
}

const apiToken = 'token-of-the-stories'

/** The disk of whoever runs the stories may be as full as it likes. */
const enoughRoom: AskRoom = () => Promise.resolve(null)

export async function house(options: HouseOptions = {}): Promise<House> {
  const kind = options.database ?? (process.env.BUSBAR_TEST_DATABASE_URL ? 'postgres' : 'pglite')
  if (kind === 'pglite') await prepareTemplate()
  const database = await scratchDatabase(kind)
  const url = database.env.DATABASE_URL
  const log = options.log ?? pino({ level: process.env.BUSBAR_TEST_LOG ?? 'silent' })
  const start = (config: Partial<Config> = {}) =>
    startCsms(
      {
        ...testConfig(database.env),
        ...(options.databaseUrl && url && { databaseUrl: options.databaseUrl(url) }),
        ...options.config,
        ...config,
      },
      { log, room: options.room ?? enoughRoom, ...(options.now && { now: options.now }) },
    )
  const it = new RunningHouse(await start(), start, database.drop)
  for (const id of options.stations ?? []) await it.addStation(id)
  for (const token of options.idTokens ?? []) await it.addIdToken(token)
  return it
}

class RunningHouse implements House {
  csms: RunningCsms
  readonly #start: (config?: Partial<Config>) => Promise<RunningCsms>
  readonly #drop: () => Promise<void>
  readonly #stations: RawStation[] = []
  #runs = true

  constructor(csms: RunningCsms, start: (config?: Partial<Config>) => Promise<RunningCsms>, drop: () => Promise<void>) {
    this.csms = csms
    this.#start = start
    this.#drop = drop
  }

  get ocppUrl(): string {
    return this.csms.ocppUrl
  }

  async api(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    const response = await fetch(`${this.csms.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiToken}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }

  async addStation(id: string, body: object = {}): Promise<void> {
    await this.#put(`/stations/${encodeURIComponent(id)}`, body)
  }

  async addIdToken(token: string, body: object = {}): Promise<void> {
    await this.#put(`/id-tokens/${encodeURIComponent(token)}`, body)
  }

  async station(id: string, options: StationOptions = {}): Promise<RawStation> {
    const station = await connectStation(this.ocppUrl, id, options)
    this.#stations.push(station)
    if (options.boot ?? true) await station.call('BootNotification', bootOf(station.session.version))
    return station
  }

  // biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
  async transactions(query = ''): Promise<any[]> {
    const { body } = await this.api('GET', `/transactions?limit=500${query && `&${query}`}`)
    return body.items
  }

  async stop(): Promise<void> {
    if (this.#runs) await this.csms.close()
    this.#runs = false
  }

  async restart(config?: Partial<Config>): Promise<void> {
    await this.stop()
    this.csms = await this.#start(config)
    this.#runs = true
  }

  async close(): Promise<void> {
    await Promise.all(this.#stations.map((station) => station.close()))
    await this.stop()
    await this.#drop()
  }

  async #put(path: string, body: object): Promise<void> {
    const answer = await this.api('PUT', path, body)
    if (answer.status >= 300) throw new Error(`PUT ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
}

async function connectStation(
  url: string,
  id: string,
  { version = 'ocpp1.6', answers = {}, password, session: more }: StationOptions,
): Promise<RawStation> {
  const asked: IncomingCall[] = []
  const closed = Promise.withResolvers<void>()
  const session = await connect({
    url,
    identity: id,
    versions: [version],
    ...(password !== undefined && { password }),
    handle: (call) => {
      asked.push(call)
      return answers[call.action]?.(call.payload as never, call) ?? {}
    },
    onClose: () => closed.resolve(),
    ...more,
  })
  const tryCall = (action: string, payload: object) => session.call(action, payload)
  return {
    id,
    session,
    asked,
    tryCall,
    async call(action, payload) {
      const outcome = await tryCall(action, payload)
      if (outcome.outcome !== 'answered') throw new Error(`${action} of ${id}: ${JSON.stringify(outcome)}`)
      return outcome.response
    },
    async close() {
      session.close()
      if (!session.open) session.terminate()
      await closed.promise
    },
  }
}

export function bootOf(version: Version): object {
  return version === 'ocpp1.6'
    ? { chargePointVendor: 'Busbar', chargePointModel: 'Story' }
    : { reason: 'PowerUp', chargingStation: { vendorName: 'Busbar', model: 'Story' } }
}

/** Waits until `look` gives something; stories wait for what happens, never for time to pass. */
export async function until<T>(look: () => T | Promise<T>, withinMs = 10_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen) return seen as NonNullable<T>
    if (Date.now() > deadline) throw new Error(`not seen within ${withinMs} ms: ${look}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function testConfig(database: Readonly<Record<string, string>>): Config {
  const result = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    BUSBAR_DEMO: 'off',
    BUSBAR_API_TOKEN: apiToken,
    ...database,
  })
  if ('problems' in result) throw new Error(result.problems.join('\n'))
  return { ...result.config, messageRatePerS: 100_000 }
}
