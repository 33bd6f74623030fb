/** What is said between the benchmark and its load generator, which runs in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MessageKind } from './frames.ts'

export type Order =
  | ({ do: 'connect'; kind: MessageKind; echo: boolean; idToken: string } & StationNames)
  /** Each station sends its next CALL `pauseMs` after the last was answered. `spread`: not all of them the first one at once. */
  | { do: 'run'; kind: MessageKind; warmUpMs: number; forMs: number; pauseMs: number; spread?: boolean }
  /** Stations that boot and then only stay connected. */
  | ({ do: 'idle' } & StationNames)
  | { do: 'disconnect' }

interface StationNames {
  url: string
  /** A number follows, from `first` (0) on. */
  prefix: string
  first?: number
  stations: number
}

export interface RunResult {
  messages: number
  /** With what was answered while warming up and slowing down: all of it has to be found in the database. */
  answeredInAll: number
  refused: number
  firstRefusal: string | null
  seconds: number
  p50Ms: number
  p99Ms: number
  p999Ms: number
  maxMs: number
}

export type Report = { ok: true; result?: RunResult } | { ok: false; why: string }

/** The benchmark's end of it. */
export class Generator {
  private readonly child: ChildProcess

  constructor() {
    this.child = fork(fileURLToPath(new URL('generator.ts', import.meta.url)), { execArgv: [] })
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  async order(order: Order): Promise<RunResult | undefined> {
    this.child.send(order)
    const [report] = (await once(this.child, 'message')) as [Report]
    if (!report.ok) throw new Error(`load generator: ${report.why}`)
    return report.result
  }

  stop(): void {
    this.child.disconnect()
  }
}
