/**
 * Two states of the code, both servers up at once and measured by turns, so that what the machine's neighbours do meets both alike.
 * The ratio of neighbouring turns is what counts; the rates say only what the machine could do that day.
 */
import { resolve } from 'node:path'
import { CsmsProcess } from './csms-process.ts'
import { type MessageKind, versionOf } from './frames.ts'
import { Generator, type RunResult } from './generator-protocol.ts'
import { backendCpuSeconds, cpuSeconds, usedSince } from './process-usage.ts'
import { type DatabaseKind, type ScratchDatabase, scratchDatabase } from './scratch-database.ts'

export interface CompareOptions {
  database: DatabaseKind
  /** The root of the other checkout. */
  other: string
  stations: number
  turns: number
  kinds: readonly MessageKind[]
}

interface Rate {
  perSecond: number
  cpuUsPerMessage: number
  /** Of PostgreSQL; null: it is not there, or cannot be seen. */
  databaseUsPerMessage: number | null
}

export interface Comparison {
  kind: MessageKind
  database: DatabaseKind
  /** Medians over the turns. */
  ours: Rate
  theirs: Rate
  /** Ours by theirs: above 1 this state is faster. */
  ratio: number
  /** A quarter of the turns was below `least`, a quarter above `most`. */
  least: number
  most: number
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

  async run(kind: MessageKind, warmUp: number, forMs: number): Promise<Rate> {
    const { name } = this.database
    const backends = name === null ? null : backendCpuSeconds(name)
    const before = cpuSeconds(this.csms.pid) ?? Number.NaN
    const run = (await this.generator.order({
      do: 'run',
      kind,
      warmUpMs: warmUp,
      forMs,
      pauseMs: 0,
    })) as RunResult
    if (run.refused > 0) throw new Error(`${run.refused} refused, the first one: ${run.firstRefusal}`)
    const used = (cpuSeconds(this.csms.pid) ?? Number.NaN) - before
    const backendsNow = name === null ? null : backendCpuSeconds(name)
    const usedByDatabase = backends && backendsNow && usedSince(backends, backendsNow)
    return {
      perSecond: run.messages / run.seconds,
      cpuUsPerMessage: (used * 1e6) / run.answeredInAll,
      databaseUsPerMessage: usedByDatabase && (usedByDatabase * 1e6) / run.answeredInAll,
    }
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
  const ratios = pairs.map((pair) => pair.ours.perSecond / pair.theirs.perSecond)
  const rate = (which: 'ours' | 'theirs'): Rate => {
    const median = (of: (rate: Rate) => number) =>
      quantile(
        0.5,
        pairs.map((pair) => of(pair[which])),
      )
    const databaseUs = median((of) => of.databaseUsPerMessage ?? Number.NaN)
    return {
      perSecond: median((of) => of.perSecond),
      cpuUsPerMessage: median((of) => of.cpuUsPerMessage),
      databaseUsPerMessage: Number.isNaN(databaseUs) ? null : databaseUs,
    }
  }
  return {
    kind,
    database,
    ours: rate('ours'),
    theirs: rate('theirs'),
    ratio: quantile(0.5, ratios),
    least: quantile(0.25, ratios),
    most: quantile(0.75, ratios),
  }
}

export function quantile(share: number, values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at - Math.floor(at))
}
