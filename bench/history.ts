/** Years of history: what reading them costs, and what they cost the stations. */
import { endpoints } from '../packages/csms/src/api/endpoints.ts'
import { CsmsProcess } from './csms-process.ts'
import { type FollowersResult, measureFollowers } from './followers.ts'
import type { RunResult } from './generator-protocol.ts'
import { type HistoryOptions, historyDatabase, settingsOf } from './history-database.ts'
import { type HistoryMemory, measureHistoryMemory, type StartTime, timeStarts } from './history-memory.ts'
import { measurePace, type Pace } from './history-pace.ts'
import { measureRates, type Rates } from './history-rates.ts'
import { promptMs, type ReadTime, timeReads } from './history-read-times.ts'
import { askedOfAll, type Read, readsOf, unasked } from './history-reads.ts'
import { sizeAt } from './history-size.ts'
import { measureStorage, type StorageResult } from './history-storage.ts'
import type { DatabaseKind, ScratchDatabase } from './scratch-database.ts'

export const historyParts = ['start', 'reads', 'memory', 'storage', 'throughput', 'pace', 'followers'] as const
export type HistoryPart = (typeof historyParts)[number]

export interface HistoryReport {
  readonly database: DatabaseKind
  readonly scale: number
  /** Of PostgreSQL, by name. */
  readonly settings?: Readonly<Record<string, string>>
  readonly start?: StartTime
  readonly reads?: readonly ReadTime[]
  readonly memory?: HistoryMemory
  readonly storage?: StorageResult
  readonly throughput?: Rates
  readonly pace?: Pace
  readonly followers?: FollowersResult
}

export interface HistoryRun extends HistoryOptions {
  readonly parts: readonly HistoryPart[]
  /** Of the generator's runs by which storage and pace are measured. */
  readonly storageSeconds: number
  /** Of those that send as fast as they are answered. */
  readonly stations: number
}

export async function measureHistory(run: HistoryRun, say: (line: string) => void): Promise<HistoryReport> {
  const size = sizeAt(run.scale)
  const asked = askedOfAll(size, new Date())
  const missing = unasked(endpoints, asked)
  if (missing.length > 0) throw new RangeError(missing.join('\n'))
  const database = await historyDatabase(run, say)
  const wants = (part: HistoryPart) => run.parts.includes(part)
  const { kind, scale } = run
  try {
    return {
      database: kind,
      scale,
      ...(kind === 'postgres' && { settings: await settingsOf(database) }),
      ...(wants('start') && { start: await timeStarts(database, say) }),
      ...(wants('reads') && { reads: await readAll(database, readsOf(endpoints, asked), say) }),
      ...(wants('memory') && { memory: await measureHistoryMemory(database, size, say) }),
      ...(wants('storage') &&
        kind === 'postgres' && { storage: await measureStorage(database, size, run.storageSeconds, say) }),
      ...(wants('throughput') && { throughput: await measureRates(database, run.stations, say) }),
      ...(wants('pace') && { pace: await measurePace(database, size, run.storageSeconds, say) }),
      ...(wants('followers') && { followers: await measureTabs(database, run.stations, say) }),
    }
  } finally {
    await database.drop()
  }
}

async function readAll(
  database: ScratchDatabase,
  reads: readonly Read[],
  say: (line: string) => void,
): Promise<ReadTime[]> {
  const csms = await CsmsProcess.start({ database })
  try {
    say(`${database.kind}: reading …`)
    return await timeReads(csms, reads, say)
  } finally {
    await csms.stop()
  }
}

const tabs = 500
const turns = 6

async function measureTabs(
  database: ScratchDatabase,
  stations: number,
  say: (line: string) => void,
): Promise<FollowersResult> {
  const csms = await CsmsProcess.start({ database, env: { BUSBAR_MESSAGE_RATE: '100000' } })
  try {
    return await measureFollowers(csms, { kind: 'meter-values', stations, tabs, turns }, say)
  } finally {
    await csms.stop()
  }
}

type Table = readonly [head: readonly string[], rows: readonly (readonly string[])[]]

/** What a report says, as tables. */
export function historyTables({
  database,
  settings,
  start,
  reads,
  memory,
  storage,
  throughput,
  pace,
  followers,
}: HistoryReport): Table[] {
  const tables: Table[] = []
  if (settings) tables.push([Object.keys(settings), [Object.values(settings)]])
  if (reads) {
    tables.push([
      ['read', 'page', 'requests', 'p50 ms', 'p99 ms', ''],
      reads.map(({ title, page, requests, p50Ms, p99Ms }) => [
        title,
        page,
        String(requests),
        p50Ms.toFixed(1),
        p99Ms.toFixed(1),
        p99Ms > promptMs ? 'SLOW' : '',
      ]),
    ])
  }
  if (start)
    tables.push([
      ['database', 'start with history', 'start of an empty one'],
      [[database, `${start.withHistoryMs.toFixed(0)} ms`, `${start.emptyMs.toFixed(0)} ms`]],
    ])
  if (memory)
    tables.push([
      ['database', 'stations with history', 'resident before', 'resident after', 'per station'],
      [
        [
          database,
          String(memory.stations),
          `${(memory.residentBeforeKB / 1024).toFixed(0)} MB`,
          `${(memory.residentAfterKB / 1024).toFixed(0)} MB`,
          `${memory.perStationKB.toFixed(1)} KB`,
        ],
      ],
    ])
  if (storage)
    tables.push([
      [
        'stations',
        'MeterValues',
        'msg/s',
        'p99 ms',
        'WAL bytes each',
        'of full pages',
        'disk bytes each',
        'others’ commits',
      ],
      [
        [
          String(storage.stations),
          String(storage.messages),
          storage.perSecond.toFixed(0),
          storage.p99Ms.toFixed(1),
          storage.walBytesEach.toFixed(0),
          storage.fullPageShare === null ? 'unknown' : storage.fullPageShare.toFixed(2),
          storage.diskBytesEach.toFixed(0),
          String(storage.foreignCommits),
        ],
      ],
    ])
  if (throughput) {
    const { echo, empty, withHistory } = throughput
    const meanEcho = (echo[0] + echo[1]) / 2
    tables.push([
      ['database', 'echo before', 'echo after', 'empty', 'of echo', 'with history', 'of echo', 'history by empty'],
      [
        [
          database,
          ...echo.map((rate) => rate.toFixed(0)),
          empty.toFixed(0),
          (empty / meanEcho).toFixed(2),
          withHistory.toFixed(0),
          (withHistory / meanEcho).toFixed(2),
          (withHistory / empty).toFixed(2),
        ],
      ],
    ])
  }
  if (pace) {
    const rows: [string, RunResult][] = [
      ['echo before', pace.echo[0]],
      ['history', pace.alone],
      [`history, ${pace.reads} pages read`, pace.whileRead],
      ['echo after', pace.echo[1]],
    ]
    tables.push([
      [`${pace.stations} stations`, 'msg/s', 'p50 ms', 'p99 ms', 'p999 ms', 'longest ms'],
      rows.map(([name, { messages, seconds, p50Ms, p99Ms, p999Ms, maxMs }]) => [
        name,
        (messages / seconds).toFixed(0),
        ...[p50Ms, p99Ms, p999Ms, maxMs].map((ms) => ms.toFixed(1)),
      ]),
    ])
  }
  if (followers) {
    const { withTabs, without, ratio, least, most } = followers
    tables.push([
      ['database', 'tabs', 'without, msg/s', 'with, msg/s', 'ratio', 'from', 'to'],
      [
        [
          database,
          String(followers.tabs),
          without.perSecond.toFixed(0),
          withTabs.perSecond.toFixed(0),
          ...[ratio, least, most].map((share) => share.toFixed(2)),
        ],
      ],
    ])
  }
  return tables
}
