/** How long stations wait at a pace that stations have, with years of history, alone and while an operator reads; beside a bare echo. */
import { setTimeout as sleep } from 'node:timers/promises'
import { CsmsProcess } from './csms-process.ts'
import { withEcho } from './echo.ts'
import { Generator, type RunResult } from './generator-protocol.ts'
import { busyStation, type HistorySize, longTransaction, stationId } from './history-size.ts'
import type { ScratchDatabase } from './scratch-database.ts'

export interface Pace {
  readonly stations: number
  readonly echo: readonly [before: RunResult, after: RunResult]
  readonly alone: RunResult
  readonly whileRead: RunResult
  /** What the operator asked, all in all. */
  readonly reads: number
}

const kind = 'meter-values'
const idToken = 'BENCH'
/** Of each station: ten thousand make 278 messages a second. */
const pauseMs = 36_000
const warmUpMs = 5_000
const readEveryMs = 250

export async function measurePace(
  database: ScratchDatabase,
  size: HistorySize,
  seconds: number,
  say: (line: string) => void,
): Promise<Pace> {
  const { stations } = size
  const of = { kind, stations, idToken, prefix: 'P-' } as const
  const run = async (generator: Generator): Promise<RunResult> => {
    const forMs = seconds * 1000
    return (await generator.order({ do: 'run', kind, warmUpMs, forMs, pauseMs, spread: true })) as RunResult
  }
  const echo = () =>
    withEcho(async ({ url, generator }) => {
      await generator.order({ do: 'connect', url, echo: true, ...of })
      return run(generator)
    })
  say(`${database.kind}: ${stations} stations, a message of each every ${pauseMs / 1000} s; the echo first …`)
  const before = await echo()
  const csms = await CsmsProcess.start({ database })
  const generator = new Generator()
  try {
    await csms.api(`/id-tokens/${idToken}`, { method: 'PUT', body: { status: 'accepted', allowConcurrent: true } })
    await generator.order({ do: 'connect', url: csms.ocppUrl, echo: false, ...of })
    const alone = await run(generator)
    say(`${database.kind}: while an operator reads …`)
    const reader = reading(csms, size)
    const whileRead = await run(generator)
    const reads = await reader.end()
    return { stations, alone, whileRead, reads, echo: [before, await echoAfter()] }
  } finally {
    generator.stop()
    await csms.stop()
  }

  async function echoAfter(): Promise<RunResult> {
    await generator.order({ do: 'disconnect' })
    return echo()
  }
}

/** Four pages a second, one after the other. */
function reading(csms: CsmsProcess, size: HistorySize): { end(): Promise<number> } {
  const pages = [
    '/overview',
    '/stations?limit=100',
    '/transactions?limit=100',
    `/stations/${stationId(busyStation)}/messages?limit=100`,
    '/sites?limit=500',
    '/history/energy?by=month',
    `/transactions/${longTransaction(size)}/meter-values?points=500`,
    '/history/retention',
  ]
  let ended = false
  let reads = 0
  const work = (async () => {
    for (; !ended; reads += 1) {
      await csms.api(pages[reads % pages.length] as string)
      await sleep(readEveryMs)
    }
  })()
  return {
    async end() {
      ended = true
      await work
      return reads
    },
  }
}
