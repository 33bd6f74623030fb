/** How fast a server takes messages in a turn, and what that costs it. */
import type { MessageKind } from './frames.ts'
import type { Generator, RunResult } from './generator-protocol.ts'
import { backendCpuSeconds, cpuSeconds, usedSince } from './process-usage.ts'

export interface Rate {
  readonly perSecond: number
  /** Of the server, all its threads. */
  readonly cpuUsPerMessage: number
  /** Of PostgreSQL; null: it is not there, or cannot be seen. */
  readonly databaseUsPerMessage: number | null
}

export interface Turn {
  readonly kind: MessageKind
  readonly settleMs: number
  readonly forMs: number
}

/** `server`: its process, and the name of its database on a PostgreSQL server. */
export async function rateOf(
  server: { readonly pid: number; readonly database: string | null },
  generator: Generator,
  { kind, settleMs, forMs }: Turn,
): Promise<Rate> {
  const { pid, database } = server
  const backends = database === null ? null : backendCpuSeconds(database)
  const before = cpuSeconds(pid) ?? Number.NaN
  const run = (await generator.order({ do: 'run', kind, warmUpMs: settleMs, forMs, pauseMs: 0 })) as RunResult
  if (run.refused > 0) throw new Error(`${run.refused} refused, the first one: ${run.firstRefusal}`)
  const used = (cpuSeconds(pid) ?? Number.NaN) - before
  const backendsNow = database === null ? null : backendCpuSeconds(database)
  const usedByDatabase = backends && backendsNow && usedSince(backends, backendsNow)
  return {
    perSecond: run.messages / run.seconds,
    cpuUsPerMessage: (used * 1e6) / run.answeredInAll,
    databaseUsPerMessage: usedByDatabase && (usedByDatabase * 1e6) / run.answeredInAll,
  }
}

/** Medians. */
export function typical(rates: readonly Rate[]): Rate {
  const median = (of: (rate: Rate) => number) => quantile(0.5, rates.map(of))
  const databaseUs = median((of) => of.databaseUsPerMessage ?? Number.NaN)
  return {
    perSecond: median((of) => of.perSecond),
    cpuUsPerMessage: median((of) => of.cpuUsPerMessage),
    databaseUsPerMessage: Number.isNaN(databaseUs) ? null : databaseUs,
  }
}

export interface Spread {
  readonly ratio: number
  /** A quarter of the turns was below `least`, a quarter above `most`. */
  readonly least: number
  readonly most: number
}

/** Rates by the rates of the same turn. */
export function spreadOf(turns: readonly (readonly [Rate, Rate])[]): Spread {
  const ratios = turns.map(([one, other]) => one.perSecond / other.perSecond)
  return { ratio: quantile(0.5, ratios), least: quantile(0.25, ratios), most: quantile(0.75, ratios) }
}

export function quantile(share: number, values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at - Math.floor(at))
}
