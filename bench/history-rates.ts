/** Messages per second with history and without any, beside the bare echo, all within one minute or two. */
import { CsmsProcess } from './csms-process.ts'
import { withEcho } from './echo.ts'
import { Generator, type RunResult } from './generator-protocol.ts'
import { stationPrefix } from './history-size.ts'
import { type ScratchDatabase, scratchDatabase } from './scratch-database.ts'

export interface Rates {
  /** Measured before everything else and once more after it. */
  readonly echo: readonly [number, number]
  readonly empty: number
  readonly withHistory: number
  readonly refused: number
}

const kind = 'meter-values'
const idToken = 'BENCH'
const warmUpMs = 2_000
const turnMs = 4_000
/** Both servers are measured so often, in turns. */
const turns = 4

export async function measureRates(
  database: ScratchDatabase,
  stations: number,
  say: (line: string) => void,
): Promise<Rates> {
  say(`${database.kind}: MeterValues of ${stations} stations, with history and without by turns …`)
  const before = await echoRate(stations)
  const { empty, withHistory, refused } = await ratesOfBoth(database, stations)
  return { echo: [before, await echoRate(stations)], empty, withHistory, refused }
}

const echoRate = (stations: number): Promise<number> =>
  withEcho(async ({ url, generator }) => {
    await generator.order({ do: 'connect', url, prefix: 'ECHO', stations, kind, echo: true, idToken })
    return perSecond(await turn(generator, warmUpMs))
  })

async function ratesOfBoth(database: ScratchDatabase, stations: number): Promise<Omit<Rates, 'echo'>> {
  const scratch = await scratchDatabase(database.kind)
  const sides: { csms: CsmsProcess; generator: Generator; runs: RunResult[] }[] = []
  try {
    for (const each of [scratch, database]) {
      const csms = await CsmsProcess.start({ database: each, env: { BUSBAR_MESSAGE_RATE: '100000' } })
      const generator = new Generator()
      sides.push({ csms, generator, runs: [] })
      await csms.api(`/id-tokens/${idToken}`, { method: 'PUT', body: { status: 'accepted', allowConcurrent: true } })
      await generator.order({
        ...{ do: 'connect', url: csms.ocppUrl, prefix: stationPrefix, stations, kind, echo: false, idToken },
      })
      await turn(generator, warmUpMs)
    }
    for (let i = 0; i < turns; i += 1)
      for (const { generator, runs } of i % 2 === 0 ? sides : sides.toReversed()) runs.push(await turn(generator, 300))
    const [empty, withHistory] = sides.map(({ runs }) => runs.reduce((sum, run) => sum + perSecond(run), 0) / turns)
    const refused = sides.flatMap(({ runs }) => runs).reduce((sum, run) => sum + run.refused, 0)
    return { empty: empty as number, withHistory: withHistory as number, refused }
  } finally {
    for (const { generator } of sides) generator.stop()
    for (const { csms } of sides) await csms.stop()
    await scratch.drop()
  }
}

const turn = async (generator: Generator, settleMs: number): Promise<RunResult> =>
  (await generator.order({ do: 'run', kind, warmUpMs: settleMs, forMs: turnMs, pauseMs: 0 })) as RunResult

const perSecond = (run: RunResult): number => run.messages / run.seconds
