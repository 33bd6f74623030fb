/**
 * Two states of the code, both servers up at once and measured by turns, so that what the machine's neighbours do meets both alike.
 * The ratio of neighbouring turns is what counts; the rates say only what the machine could do that day.
 */
import { resolve } from 'node:path'
import { CsmsProcess } from './csms-process.ts'
import { type MessageKind, versionOf } from './frames.ts'
import { Generator } from './generator-protocol.ts'
import { type Rate, rateOf, type Spread, spreadOf, typical } from './rate.ts'
import { type DatabaseKind, type ScratchDatabase, scratchDatabase } from './scratch-database.ts'

export interface CompareOptions {
  database: DatabaseKind
  /** The root of the other checkout. */
  other: string
  stations: number
  turns: number
  kinds: readonly MessageKind[]
}

/** The ratio is ours by theirs: above 1 this state is faster. */
export interface Comparison extends Spread {
  kind: MessageKind
  database: DatabaseKind
  /** Medians over the turns. */
  ours: Rate
  theirs: Rate
}

const idToken = 'BENCH'
const turnMs = 1_200
const settleMs = 150
const warmUpMs = 4_000

class Side {
  private readonly csms: CsmsProcess
  private readonly database: ScratchDatabase
  private readonly generator = new Generator()

  private constructor(csms: CsmsProcess, database: ScratchDatabase) {
    this.csms = csms
    this.database = database
  }

  static async start(kind: DatabaseKind, mainFile?: string): Promise<Side> {
    const database = await scratchDatabase(kind)
    const env = { BUSBAR_MESSAGE_RATE: '100000' }
    const csms = await CsmsProcess.start({ database, env, ...(mainFile === undefined ? {} : { mainFile }) })
    await csms.api(`/id-tokens/${idToken}`, { method: 'PUT', body: { status: 'accepted', allowConcurrent: true } })
    return new Side(csms, database)
  }

  async connect(kind: MessageKind, stations: number): Promise<void> {
    const url = this.csms.ocppUrl
    await this.generator.order({
      do: 'connect',
      url,
      prefix: `${kind[0]}-`,
      stations,
      kind,
      echo: false,
      idToken,
    })
  }

  run(kind: MessageKind, settleMs: number, forMs: number): Promise<Rate> {
    const server = { pid: this.csms.pid, database: this.database.name }
    return rateOf(server, this.generator, { kind, settleMs, forMs })
  }

  async disconnect(): Promise<void> {
    await this.generator.order({ do: 'disconnect' })
  }

  async end(): Promise<void> {
    this.generator.stop()
    await this.csms.stop()
    await this.database.drop()
  }
}

export async function compare(options: CompareOptions, say: (line: string) => void): Promise<Comparison[]> {
  const sides: Side[] = []
  try {
    const ours = await Side.start(options.database)
    sides.push(ours)
    const theirs = await Side.start(options.database, resolve(options.other, 'packages/csms/src/main.ts'))
    sides.push(theirs)
    const comparisons: Comparison[] = []
    for (const kind of options.kinds) {
      say(`${options.database}: ${kind} (${versionOf(kind)}) …`)
      comparisons.push(await compareKind(kind, ours, theirs, options))
    }
    return comparisons
  } finally {
    for (const side of sides) await side.end()
  }
}

async function compareKind(
  kind: MessageKind,
  ours: Side,
  theirs: Side,
  { database, stations, turns }: CompareOptions,
): Promise<Comparison> {
  for (const side of [ours, theirs]) {
    await side.connect(kind, stations)
    await side.run(kind, 0, warmUpMs)
  }
  const pairs: { ours: Rate; theirs: Rate }[] = []
  for (let turn = 0; turn < turns; turn += 1) {
    // Who goes first changes, so that a machine that slows down or recovers favours nobody.
    const first = turn % 2 === 0 ? ours : theirs
    const second = first === ours ? theirs : ours
    const rates = new Map<Side, Rate>()
    for (const side of [first, second]) rates.set(side, await side.run(kind, settleMs, turnMs))
    pairs.push({ ours: rates.get(ours) as Rate, theirs: rates.get(theirs) as Rate })
  }
  for (const side of [ours, theirs]) await side.disconnect()
  return {
    ...{ kind, database },
    ours: typical(pairs.map((pair) => pair.ours)),
    theirs: typical(pairs.map((pair) => pair.theirs)),
    ...spreadOf(pairs.map((pair) => [pair.ours, pair.theirs])),
  }
}
