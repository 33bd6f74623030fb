/** Starting with history, and what a connected station costs that has some. */
import { CsmsProcess } from './csms-process.ts'
import { Generator } from './generator-protocol.ts'
import { type HistorySize, stationPrefix } from './history-size.ts'
import { collectingGarbage, perGenerator, settled } from './memory.ts'
import { type ScratchDatabase, scratchDatabase } from './scratch-database.ts'

export interface StartTime {
  readonly withHistoryMs: number
  readonly emptyMs: number
}

const starts = 3

export async function timeStarts(database: ScratchDatabase, say: (line: string) => void): Promise<StartTime> {
  say(`${database.kind}: starting, with history and without …`)
  const empty = await scratchDatabase(database.kind)
  try {
    await startMs(empty) // it makes the tables
    return { withHistoryMs: await quickest(database), emptyMs: await quickest(empty) }
  } finally {
    await empty.drop()
  }
}

async function quickest(database: ScratchDatabase): Promise<number> {
  const ms: number[] = []
  for (let i = 0; i < starts; i += 1) ms.push(await startMs(database))
  return Math.min(...ms)
}

async function startMs(database: ScratchDatabase): Promise<number> {
  const from = performance.now()
  const csms = await CsmsProcess.start({ database })
  const ms = performance.now() - from
  await csms.stop()
  return ms
}

export interface HistoryMemory {
  readonly stations: number
  readonly residentBeforeKB: number
  readonly residentAfterKB: number
  readonly perStationKB: number
}

/** Connected before the first reading, as where memory is measured without history. */
const warmUpShare = 0.1

export async function measureHistoryMemory(
  database: ScratchDatabase,
  { stations }: HistorySize,
  say: (line: string) => void,
): Promise<HistoryMemory> {
  const generators: Generator[] = []
  const csms = await CsmsProcess.start({ database, nodeOptions: collectingGarbage })
  const connect = async (first: number, count: number) => {
    const generator = new Generator()
    generators.push(generator)
    await generator.order({ do: 'idle', url: csms.ocppUrl, prefix: stationPrefix, first, stations: count })
  }
  try {
    const warmUp = Math.floor(stations * warmUpShare)
    await connect(0, warmUp)
    const residentBeforeKB = await settled(csms)
    say(`${database.kind}: connecting ${stations - warmUp} stations with history …`)
    for (let first = warmUp; first < stations; first += perGenerator)
      await connect(first, Math.min(perGenerator, stations - first))
    const residentAfterKB = await settled(csms)
    const measured = stations - warmUp
    return {
      stations: measured,
      residentBeforeKB,
      residentAfterKB,
      perStationKB: (residentAfterKB - residentBeforeKB) / measured,
    }
  } finally {
    for (const generator of generators) generator.stop()
    await csms.stop()
  }
}
