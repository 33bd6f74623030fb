/** The real CSMS as a process of its own, started the way `npm start` starts it, that can be measured and killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ScratchDatabase } from './scratch-database.ts'

const ownMainFile = fileURLToPath(import.meta.resolve('@busbar/csms/main'))
/** Another checkout's, to measure another state of the code with one bench. */
const chosenMainFile = process.env.BUSBAR_BENCH_SERVER ?? ownMainFile
const apiToken = 'bench-token-bench-token-bench-token'

export interface CsmsOptions {
  database: ScratchDatabase
  /** The same one again for a restart at the same address; a free one when left out. */
  port?: number
  nodeOptions?: readonly string[]
  env?: Readonly<Record<string, string>>
  readyWithinMs?: number
  /** Another checkout's `packages/csms/src/main.ts`; this one's when left out. */
  mainFile?: string
}

export class CsmsProcess {
  readonly port: number
  private readonly child: ChildProcess
  private output = ''
  private ended = false

  private constructor(child: ChildProcess, port: number) {
    this.child = child
    this.port = port
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-20_000)
      })
    }
    child.on('exit', () => {
      this.ended = true
    })
  }

  static async start({
    database,
    port,
    nodeOptions = [],
    env = {},
    readyWithinMs = 60_000,
    mainFile = chosenMainFile,
  }: CsmsOptions): Promise<CsmsProcess> {
    const chosenPort = port ?? (await freePort())
    const ours = /^(BUSBAR_|DATABASE_URL$|PORT$|HOST$|NODE_OPTIONS$|VITEST|NODE_ENV$)/
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
    const child = spawn(process.execPath, [...nodeOptions, mainFile], {
      cwd: tmpdir(), // so that nobody's configuration file is picked up
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...inherited,
        HOST: '127.0.0.1',
        PORT: String(chosenPort),
        BUSBAR_DEMO: 'off',
        BUSBAR_UNKNOWN_STATIONS: 'accept',
        BUSBAR_API_TOKEN: apiToken,
        ...understood(mainFile, { ...database.env, ...env }),
      },
    })
    const csms = new CsmsProcess(child, chosenPort)
    await csms.ready(readyWithinMs)
    return csms
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the CSMS did not start')
    return this.child.pid
  }

  get alive(): boolean {
    return !this.ended
  }

  /** The end of what it printed. */
  get log(): string {
    return this.output
  }

  get ocppUrl(): string {
    return `ws://127.0.0.1:${this.port}/ocpp`
  }

  private async ready(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs
    while (performance.now() < deadline) {
      if (this.ended) throw new Error(`The CSMS ended while starting:\n${this.output}`)
      const answer = await fetch(`http://127.0.0.1:${this.port}/health/ready`).catch(() => null)
      if (answer?.ok) return
      await sleep(20)
    }
    this.child.kill('SIGKILL')
    throw new Error(`The CSMS was not ready after ${withinMs} ms:\n${this.output}`)
  }

  /** The API's answer; throws unless it is a success. */
  async api<T>(path: string, init: { method?: string; body?: unknown } = {}): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.port}/api/v1${path}`, {
      method: init.method ?? 'GET',
      headers: {
        authorization: `Bearer ${apiToken}`,
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status} ${text}`)
    return JSON.parse(text || 'null') as T
  }

  /** Every item of a list, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = []
    let cursor: string | null = null
    do {
      const page: { items: T[]; next: string | null } = await this.api(
        `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      )
      items.push(...page.items)
      cursor = page.next
    } while (cursor)
    return items
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name)
  }

  /** Ends it without a chance to finish anything. */
  async kill(): Promise<void> {
    await this.end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM')
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.ended) return
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()))
    this.child.kill(signal)
    const tooLong = setTimeout(() => this.child.kill('SIGKILL'), 20_000)
    await gone
    clearTimeout(tooLong)
  }
}

/** An older server refuses to start with settings that it does not know yet. */
function understood(mainFile: string, env: Readonly<Record<string, string>>): Record<string, string> {
  if (mainFile === ownMainFile) return env
  const itsSettings = readFileSync(new URL('config.ts', pathToFileURL(mainFile)), 'utf8')
  return Object.fromEntries(Object.entries(env).filter(([name]) => itsSettings.includes(name)))
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
