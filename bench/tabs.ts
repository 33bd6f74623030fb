/** Open tabs of the console in one process: each follows its events, reads again what they make old, and reads all it is sent. */
import { Agent, get, type IncomingMessage } from 'node:http'
import { type Key, staleKeys, waitMs } from '../packages/web/src/live/stale.ts'
import type { Read, Tab, TabsCount, TabsOrder, TabsReport } from './tabs-protocol.ts'

const opensAtOnce = 32
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

type Counts = { -readonly [Name in keyof TabsCount]: TabsCount[Name] }

let counts: Counts
let closing: AbortController

function begin(): void {
  counts = { events: 0, eventBytes: 0, answers: 0, answerBytes: 0, failures: 0, firstFailure: null }
  closing = new AbortController()
}

function failed(why: string): void {
  if (closing.signal.aborted) return
  counts.failures += 1
  counts.firstFailure ??= why
}

class OpenTab {
  readonly #url: string
  readonly #tab: Tab
  readonly #waiting = new Set<Read>()
  readonly #readAt = new Map<Read, number>()

  constructor(url: string, tab: Tab) {
    this.#url = url
    this.#tab = tab
  }

  /** Resolves when its stream has begun. */
  open(): Promise<void> {
    for (const read of this.#tab.reads) this.#poll(read)
    return new Promise((resolve, reject) => {
      this.#get(this.#tab.events, 0, undefined, (response) => {
        if (response.statusCode !== 200) return reject(new Error(`${this.#tab.events}: ${response.statusCode}`))
        this.#follow(response)
        resolve()
      })
    })
  }

  #get(path: string, maxAgeS: number, by: Agent | undefined, take: (response: IncomingMessage) => void): void {
    const headers = { authorization: `Bearer ${this.#tab.token}`, 'cache-control': `max-age=${maxAgeS}` }
    const { signal } = closing
    const request = get(`${this.#url}${path}`, { headers, signal, ...(by ? { agent: by } : { agent: false }) }, take)
    request.on('error', (error) => failed(`${path}: ${error.message}`))
  }

  #follow(response: IncomingMessage): void {
    let rest = ''
    response.on('error', () => {}).on('close', () => failed('a stream ended'))
    response.setEncoding('latin1').on('data', (text: string) => {
      counts.eventBytes += text.length
      const frames = (rest + text).split('\n\n')
      rest = frames.pop() as string
      for (const frame of frames) this.#hear(frame)
    })
  }

  #hear(frame: string): void {
    const kind = /^event: (.+)$/m.exec(frame)?.[1]
    if (kind === undefined) return
    counts.events += 1
    if (kind === 'meter') return
    const event = JSON.parse(/^data: (.+)$/m.exec(frame)?.[1] ?? '{}')
    for (const key of staleKeys(event)) this.#markStale(key)
  }

  #markStale(key: Key): void {
    for (const read of this.#tab.reads) {
      if (this.#waiting.has(read) || key.some((part, i) => read.key[i] !== part)) continue
      this.#waiting.add(read)
      const lastAt = this.#readAt.get(read)
      const again = () => {
        this.#waiting.delete(read)
        this.#readAt.set(read, performance.now())
        if (!closing.signal.aborted) this.#read(read, 1)
      }
      setTimeout(again, waitMs(key, lastAt === undefined ? null : performance.now() - lastAt))
    }
  }

  /** They were not all opened in the same moment. */
  #poll(read: Read): void {
    const { everyMs } = read
    if (everyMs === null) return
    let timer = setTimeout(() => {
      this.#read(read, 10)
      timer = setInterval(() => this.#read(read, 10), everyMs)
    }, Math.random() * everyMs)
    closing.signal.addEventListener('abort', () => clearTimeout(timer))
  }

  #read({ path }: Read, maxAgeS: number): void {
    this.#get(path, maxAgeS, agent, (response) => {
      if (response.statusCode !== 200) failed(`${path}: ${response.statusCode}`)
      response.on('error', () => {})
      response.on('data', (part: Buffer) => {
        counts.answerBytes += part.length
      })
      response.on('end', () => {
        counts.answers += 1
      })
    })
  }
}

async function open(url: string, tabs: readonly Tab[]): Promise<void> {
  begin()
  const waiting = tabs.map((tab) => new OpenTab(url, tab))
  const worker = async () => {
    for (let tab = waiting.pop(); tab; tab = waiting.pop()) await tab.open()
  }
  await Promise.all(Array.from({ length: opensAtOnce }, worker))
}

async function obey(order: TabsOrder): Promise<TabsCount | undefined> {
  switch (order.do) {
    case 'open':
      await open(order.url, order.tabs)
      return
    case 'count':
      return counts
    case 'close':
      closing.abort()
  }
}

process.on('message', (order: TabsOrder) => {
  obey(order).then(
    (count) => process.send?.({ ok: true, ...(count && { count }) } satisfies TabsReport),
    (error: unknown) =>
      process.send?.({ ok: false, why: error instanceof Error ? error.message : String(error) } satisfies TabsReport),
  )
})
process.on('disconnect', () => process.exit(0))
