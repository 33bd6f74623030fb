/**
 * What open tabs of the console cost the stations: the rate of 500 stations without tabs and with them, by turns on one server, so that
 * what the machine's neighbours do meets both alike.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { eventsPath } from '../packages/web/src/live/stale.ts'
import { CsmsProcess } from './csms-process.ts'
import type { MessageKind } from './frames.ts'
import { Generator } from './generator-protocol.ts'
import { cpuSeconds } from './process-usage.ts'
import { quantile, type Rate, rateOf, type Spread, spreadOf, typical } from './rate.ts'
import { type DatabaseKind, scratchDatabase } from './scratch-database.ts'
import { type Read, type Tab, type TabsCount, TabsProcess } from './tabs-protocol.ts'

export interface FollowersOptions {
  readonly kind: MessageKind
  readonly stations: number
  readonly tabs: number
  /** How often each of both is measured. */
  readonly turns: number
}

/** The ratio is the rate with tabs by the rate without them. */
export interface FollowersResult extends Spread {
  readonly kind: MessageKind
  readonly tabs: number
  /** Medians over the turns. */
  readonly without: Rate
  readonly withTabs: Rate
  /** What all tabs together got in a second. */
  readonly heard: {
    readonly events: number
    readonly eventBytes: number
    readonly answers: number
    readonly answerBytes: number
  }
  /** Of the tabs' own process: on a small machine it takes from the server what it uses. */
  readonly tabsCores: number
}

const idToken = 'BENCH'
const turnMs = 2_500
const settleMs = 300
const warmUpMs = 4_000
/** What tabs load when they open is not what they cost while they are open. */
const openedMs = 1_500
/** The server lets one token follow a hundred times. */
const tabsOfToken = 100

export async function benchFollowers(
  database: DatabaseKind,
  options: FollowersOptions,
  say: (line: string) => void,
): Promise<FollowersResult> {
  const scratch = await scratchDatabase(database)
  try {
    const csms = await CsmsProcess.start({ database: scratch, env: { BUSBAR_MESSAGE_RATE: '100000' } })
    try {
      return await measureFollowers(csms, options, say)
    } finally {
      await csms.stop()
    }
  } finally {
    await scratch.drop()
  }
}

/** On a server that runs: its stations of other names stay as they are. */
export async function measureFollowers(
  csms: CsmsProcess,
  { kind, stations, tabs, turns }: FollowersOptions,
  say: (line: string) => void,
): Promise<FollowersResult> {
  const generator = new Generator()
  const process = new TabsProcess()
  const prefix = `F${kind[0]}-`
  try {
    await csms.api(`/id-tokens/${idToken}`, { method: 'PUT', body: { status: 'accepted', allowConcurrent: true } })
    const url = csms.ocppUrl
    await generator.order({ do: 'connect', url, prefix, stations, kind, echo: false, idToken })
    const opened = await tabsOf(csms, tabs, (index) => `${prefix}${index % stations}`)
    const server = { pid: csms.pid, database: null }
    const turn = (settleMs: number, forMs: number) => rateOf(server, generator, { kind, settleMs, forMs })
    say(`${kind}: ${stations} stations, ${tabs} tabs by turns …`)
    await turn(0, warmUpMs)
    const pairs: { without: Rate; withTabs: Rate; heard: Heard; tabsCores: number }[] = []
    for (let i = 0; i < turns; i += 1) {
      const alone = i % 2 === 0 ? await turn(settleMs, turnMs) : null
      await process.open(`http://127.0.0.1:${csms.port}/api/v1`, opened)
      await sleep(openedMs)
      const before = await process.count()
      const usedBefore = cpuSeconds(process.pid) ?? Number.NaN
      const startedAt = performance.now()
      const withTabs = await turn(settleMs, turnMs)
      const seconds = (performance.now() - startedAt) / 1000
      const tabsCores = ((cpuSeconds(process.pid) ?? Number.NaN) - usedBefore) / seconds
      const heard = heardIn(before, await process.count(), seconds)
      await process.close()
      await sleep(settleMs)
      pairs.push({ without: alone ?? (await turn(settleMs, turnMs)), withTabs, heard, tabsCores })
    }
    return { kind, tabs, ...summary(pairs) }
  } finally {
    process.stop()
    generator.stop()
  }
}

type Heard = FollowersResult['heard']

function heardIn(before: TabsCount, after: TabsCount, seconds: number): Heard {
  if (after.failures > 0) throw new Error(`${after.failures} failures of tabs, the first one: ${after.firstFailure}`)
  return {
    events: (after.events - before.events) / seconds,
    eventBytes: (after.eventBytes - before.eventBytes) / seconds,
    answers: (after.answers - before.answers) / seconds,
    answerBytes: (after.answerBytes - before.answerBytes) / seconds,
  }
}

const overview: Read = { path: '/overview', key: ['overview'], everyMs: 15_000 }
const sites: Read = { path: '/sites?limit=500', key: ['sites'], everyMs: null }
const charging: Read = {
  path: '/transactions?state=open&probablyOver=false&limit=8',
  key: ['transactions'],
  everyMs: null,
}
const transactions: Read = { path: '/transactions?limit=100', key: ['transactions'], everyMs: null }

/** Of ten tabs six show the overview, two the transactions, two a station. */
async function tabsOf(csms: CsmsProcess, count: number, stationOf: (index: number) => string): Promise<Tab[]> {
  const tokens: string[] = []
  for (let i = 0; i < count / tabsOfToken; i += 1) {
    const name = `tabs ${Date.now()} ${i}`
    const { token } = await csms.api<{ token: string }>('/api-tokens', { method: 'POST', body: { name } })
    tokens.push(token)
  }
  return Array.from({ length: count }, (_, index) => {
    const token = tokens[Math.floor(index / tabsOfToken)] as string
    const page = index % 10
    const events = eventsPath(page < 8 ? null : stationOf(index))
    if (page < 6) return { token, events, reads: [overview, sites, charging] }
    if (page < 8) return { token, events, reads: [overview, sites, transactions] }
    const station = stationOf(index)
    const shown: Read = { path: `/stations/${station}`, key: ['station', station], everyMs: 60_000 }
    return { token, events, reads: [shown] }
  })
}

function summary(
  pairs: readonly { without: Rate; withTabs: Rate; heard: Heard; tabsCores: number }[],
): Omit<FollowersResult, 'kind' | 'tabs'> {
  type Pair = (typeof pairs)[number]
  const median = (of: (pair: Pair) => number) => quantile(0.5, pairs.map(of))
  return {
    without: typical(pairs.map((pair) => pair.without)),
    withTabs: typical(pairs.map((pair) => pair.withTabs)),
    ...spreadOf(pairs.map((pair) => [pair.withTabs, pair.without])),
    heard: {
      events: median(({ heard }) => heard.events),
      eventBytes: median(({ heard }) => heard.eventBytes),
      answers: median(({ heard }) => heard.answers),
      answerBytes: median(({ heard }) => heard.answerBytes),
    },
    tabsCores: median(({ tabsCores }) => tabsCores),
  }
}
