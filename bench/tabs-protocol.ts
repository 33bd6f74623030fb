/** What is said between the benchmark and the process of the console's open tabs. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** One page of the console, as the server sees it. */
export interface Tab {
  readonly token: string
  /** The stream it follows, below /api/v1. */
  readonly events: string
  readonly reads: readonly Read[]
}

/** An answer it has on screen. */
export interface Read {
  /** Below /api/v1. */
  readonly path: string
  /** Its key in the console's cache: events make it old. */
  readonly key: readonly string[]
  /** Read again also without an event; null: only with one. */
  readonly everyMs: number | null
}

export type TabsOrder = { do: 'open'; url: string; tabs: readonly Tab[] } | { do: 'count' } | { do: 'close' }

/** Since the tabs were opened. */
export interface TabsCount {
  readonly events: number
  readonly eventBytes: number
  readonly answers: number
  readonly answerBytes: number
  /** Streams that ended and answers that were refused. */
  readonly failures: number
  readonly firstFailure: string | null
}

export type TabsReport = { ok: true; count?: TabsCount } | { ok: false; why: string }

/** The benchmark's end of it. */
export class TabsProcess {
  private readonly child: ChildProcess = fork(fileURLToPath(new URL('tabs.ts', import.meta.url)), { execArgv: [] })

  get pid(): number {
    return this.child.pid ?? 0
  }

  async open(url: string, tabs: readonly Tab[]): Promise<void> {
    await this.order({ do: 'open', url, tabs })
  }

  async count(): Promise<TabsCount> {
    return (await this.order({ do: 'count' })) as TabsCount
  }

  async close(): Promise<void> {
    await this.order({ do: 'close' })
  }

  stop(): void {
    this.child.disconnect()
  }

  private async order(order: TabsOrder): Promise<TabsCount | undefined> {
    this.child.send(order)
    const [report] = (await once(this.child, 'message')) as [TabsReport]
    if (!report.ok) throw new Error(`tabs: ${report.why}`)
    return report.count
  }
}
