/** What one more idle charging station costs the CSMS in memory. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CsmsProcess } from './csms-process.ts'
import { Generator } from './generator-protocol.ts'
import { residentKB } from './process-usage.ts'
import { type DatabaseKind, scratchDatabase } from './scratch-database.ts'

export interface MemoryResult {
  database: DatabaseKind
  stations: number
  residentBeforeKB: number
  residentAfterKB: number
  perStationKB: number
}

/** More than one process of the generator is the one that waits. */
export const perGenerator = 5_000
/** Connected before the first reading, so that code compiled and pools filled by the first stations are nobody's. */
const warmUpStations = 1_000

/** Node's options for a server whose memory is read by `settled`. */
export const collectingGarbage = [
  '--expose-gc',
  '--import',
  fileURLToPath(new URL('collect-garbage.ts', import.meta.url)),
]

export async function measureMemory(
  kind: DatabaseKind,
  stations: number,
  say: (line: string) => void,
): Promise<MemoryResult> {
  const database = await scratchDatabase(kind)
  const generators: Generator[] = []
  const connect = async (count: number, prefix: string) => {
    const generator = new Generator()
    generators.push(generator)
    await generator.order({ do: 'idle', url: csms.ocppUrl, prefix, stations: count })
  }
  const csms = await CsmsProcess.start({ database, nodeOptions: collectingGarbage })
  try {
    await connect(warmUpStations, 'WARM')
    const residentBeforeKB = await settled(csms)
    say(`${kind}: connecting ${stations} idle stations …`)
    for (let done = 0; done < stations; done += perGenerator)
      await connect(Math.min(perGenerator, stations - done), `IDLE${done}-`)
    const residentAfterKB = await settled(csms)
    const { total } = await csms.api<{ total: number }>('/stations?status=online&limit=1')
    if (total !== warmUpStations + stations)
      throw new Error(`${total} stations are online, not ${warmUpStations + stations}`)
    return {
      database: kind,
      stations,
      residentBeforeKB,
      residentAfterKB,
      perStationKB: (residentAfterKB - residentBeforeKB) / stations,
    }
  } finally {
    for (const generator of generators) generator.stop()
    await csms.stop()
    await database.drop()
  }
}

/** Resident memory once garbage is collected and nothing more is given back. */
export async function settled(csms: CsmsProcess): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY
  for (let round = 0, unchanged = 0; round < 20 && unchanged < 3; round += 1) {
    csms.signal('SIGUSR2')
    await sleep(1_500)
    const now = residentKB(csms.pid)
    unchanged = now < lowest * 0.995 ? 0 : unchanged + 1
    lowest = Math.min(lowest, now)
  }
  return lowest
}
