/** `npm run bench`: what it costs, and what it survives. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { judgeAll, tableOf } from '../packages/csms/test/energy-verdicts.ts'
import { type Comparison, compare } from './compare.ts'
import { benchFollowers, type FollowersResult } from './followers.ts'
import { type MessageKind, messageKinds } from './frames.ts'
import { type FuzzReport, fuzz, unharmed } from './fuzz.ts'
import { type HistoryReport, historyParts, historyTables, measureHistory } from './history.ts'
import { type KillReport, killAgainAndAgain } from './kill9.ts'
import { describeMachine } from './machine.ts'
import { type MemoryResult, measureMemory } from './memory.ts'
import { type AttackName, attackNames } from './resource-attacks.ts'
import { fuzzResources, mostGrowthMB, type ResourceReport, verdict } from './resources.ts'
import { adminDatabaseUrl, type DatabaseKind, databaseAnswers } from './scratch-database.ts'
import { type Measurement, measureThroughput } from './throughput.ts'

const help = `npm run bench [-- <what>] [options]

What
  (nothing)         throughput, then memory
  throughput        messages per second, accepted and durable, beside a bare ws echo
  compare           two states of the code beside each other, by turns: this one's rate by the other's
  followers         what open tabs of the console cost the stations: with and without them by turns
  memory            resident memory per idle charging station
  kill9             kill -9 under load, again and again: is every answered message there?
  energy-models     sessions as the field reports them: what becomes of their energy, in a table
  fuzz              malformed and mutated frames: right error code, nothing crashes, others unharmed
  history           years of history: how long every read of the API takes, and what history costs the stations
  resources         nonsense that costs memory, time or disk: the server lives and honest stations do not notice

Options
  --database <d>    pglite, postgres or both (default: both; PostgreSQL only when one answers at
                    BUSBAR_TEST_DATABASE_URL, default postgres://postgres@127.0.0.1:5432/postgres)
  --stations <n>    throughput: stations in a closed loop (500); memory: idle stations (10000)
  --seconds <n>     throughput: measured seconds per message and target (10), after 2 s of warming up
  --with <folder>   compare: the other checkout, with its dependencies installed
  --tabs <n>        followers: open tabs (500)
  --turns <n>       compare, followers: how often each of both is measured (12)
  --only <kinds>    throughput, compare, followers (meter-values): comma-separated, of ${messageKinds.join(', ')}
                    resources: of ${attackNames.join(', ')}
                    history: of ${historyParts.join(', ')}
  --skip <parts>    history: the other way round
  --scale <n>       history: 1 is 10,000 stations, 1,000,000 transactions, 20,000,000 meter values, 10,000,000 messages
                    (default: 1, and 0.1 on PGlite)
  --keep <name>     history: the database is kept under this name, or used again when it is there
  --sockets <n>     resources: of each kind (20)
  --rounds <n>      kill9: how often (20)
  --frames <n>      fuzz: how many (100000)
  --rate <n>        fuzz: frames per second (2000)
  --seed <n>        kill9, fuzz, energy-models: repeats a run (default: a new one, printed)
  --sessions <n>    energy-models: of each model (20000)
  --json <file>     writes the results there too
  --help            this
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    database: { type: 'string', default: 'both' },
    stations: { type: 'string' },
    sockets: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '10' },
    with: { type: 'string' },
    tabs: { type: 'string' },
    turns: { type: 'string', default: '12' },
    only: { type: 'string' },
    skip: { type: 'string' },
    scale: { type: 'string' },
    keep: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    frames: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    sessions: { type: 'string', default: '20000' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const say = (line: string) => console.log(line)

function whole(
  name: 'sessions' | 'stations' | 'sockets' | 'seconds' | 'tabs' | 'turns' | 'rounds' | 'frames' | 'rate' | 'seed',
  fallback?: number,
): number {
  const text = values[name]
  if (text === undefined && fallback !== undefined) return fallback
  if (text === undefined || !/^[1-9]\d*$/.test(text))
    throw new RangeError(`--${name} wants a whole number above zero, not ${text}`)
  return Number(text)
}

async function chosenDatabases(): Promise<DatabaseKind[]> {
  if (values.database === 'pglite') return ['pglite']
  if (values.database !== 'postgres' && values.database !== 'both')
    throw new RangeError('--database is pglite, postgres or both')
  const answer = await databaseAnswers(adminDatabaseUrl())
  if (!answer.ok && values.database === 'postgres') throw new Error(`No PostgreSQL answers: ${answer.why}`)
  if (!answer.ok) say(`Skipped PostgreSQL: ${answer.why}`)
  return values.database === 'postgres' ? ['postgres'] : answer.ok ? ['pglite', 'postgres'] : ['pglite']
}

function chosen<Name extends string>(all: readonly Name[]): readonly Name[] {
  if (!values.only) return all
  return values.only.split(',').map((name) => {
    const kind = all.find((known) => known === name.trim())
    if (!kind) throw new RangeError(`--only knows ${all.join(', ')}, not ${name}`)
    return kind
  })
}

const chosenKinds = (): readonly MessageKind[] => chosen(messageKinds)
const chosenAttacks = (): readonly AttackName[] => chosen(attackNames)

function printThroughput(measurements: readonly Measurement[]): void {
  const fixed = (value: number | null, digits: number) => (value === null ? '' : value.toFixed(digits))
  const rows = measurements.map(({ kind, target, perSecond, ratioToEcho, p50Ms, p99Ms, cpuCores }) => [
    kind,
    target,
    perSecond.toFixed(0),
    fixed(ratioToEcho, 2),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    fixed(cpuCores.server, 2),
    fixed(cpuCores.database, 2),
    fixed(cpuCores.generator, 2),
  ])
  printTable(
    [
      'message',
      'target',
      'msg/s',
      'of echo',
      'p50 ms',
      'p99 ms',
      'cores server',
      'cores PostgreSQL',
      'cores generator',
    ],
    rows,
  )
  for (const { kind, target, refused, firstRefusal } of measurements) {
    if (refused > 0) say(`${target}, ${kind}: ${refused} refused, the first one: ${firstRefusal}`)
  }
}

function printComparisons(comparisons: readonly Comparison[]): void {
  printTable(
    [
      'message',
      'database',
      'this, msg/s',
      'other, msg/s',
      'ratio',
      'from',
      'to',
      'this, us',
      'other, us',
      'this, pg us',
      'other, pg us',
    ],
    comparisons.map(({ kind, database, ratio, least, most, ours, theirs }) => [
      kind,
      database,
      ours.perSecond.toFixed(0),
      theirs.perSecond.toFixed(0),
      ratio.toFixed(2),
      least.toFixed(2),
      most.toFixed(2),
      ours.cpuUsPerMessage.toFixed(1),
      theirs.cpuUsPerMessage.toFixed(1),
      ours.databaseUsPerMessage?.toFixed(1) ?? '-',
      theirs.databaseUsPerMessage?.toFixed(1) ?? '-',
    ]),
  )
  say(
    'ratio: the median over the turns, and its middle half; us: processor time of the server, all its threads, per message; pg us: of PostgreSQL\n',
  )
}

function printFollowers(results: readonly (FollowersResult & { readonly database: DatabaseKind })[]): void {
  printTable(
    ['message', 'database', 'tabs', 'without, msg/s', 'with, msg/s', 'ratio', 'from', 'to', 'without, us', 'with, us'],
    results.map(({ kind, database, tabs, without, withTabs, ratio, least, most }) => [
      kind,
      database,
      String(tabs),
      without.perSecond.toFixed(0),
      withTabs.perSecond.toFixed(0),
      ratio.toFixed(2),
      least.toFixed(2),
      most.toFixed(2),
      without.cpuUsPerMessage.toFixed(1),
      withTabs.cpuUsPerMessage.toFixed(1),
    ]),
  )
  for (const { kind, database, heard, tabsCores } of results) {
    const [kbOfEvents, kbOfAnswers] = [heard.eventBytes / 1024, heard.answerBytes / 1024]
    say(
      `${database}, ${kind}: in a second the tabs got ${heard.events.toFixed(0)} events (${kbOfEvents.toFixed(0)} KB) and ${heard.answers.toFixed(0)} answers (${kbOfAnswers.toFixed(0)} KB), and used ${tabsCores.toFixed(2)} cores themselves`,
    )
  }
  say('us: processor time of the server, all its threads, per message\n')
}

function printMemory(results: readonly MemoryResult[]): void {
  printTable(
    ['database', 'idle stations', 'resident before', 'resident after', 'per station'],
    results.map((result) => [
      result.database,
      String(result.stations),
      `${(result.residentBeforeKB / 1024).toFixed(0)} MB`,
      `${(result.residentAfterKB / 1024).toFixed(0)} MB`,
      `${result.perStationKB.toFixed(1)} KB`,
    ]),
  )
}

function chosenParts() {
  const skipped = values.skip?.split(',') ?? []
  const unknown = skipped.find((name) => !historyParts.some((part) => part === name))
  if (unknown !== undefined) throw new RangeError(`--skip knows ${historyParts.join(', ')}, not ${unknown}`)
  return chosen(historyParts).filter((part) => !skipped.includes(part))
}

/** What the embedded one is not made for takes it too long. */
function scaleFor(database: DatabaseKind): number {
  if (values.scale === undefined) return database === 'pglite' ? 0.1 : 1
  const scale = Number(values.scale)
  if (!(scale > 0 && scale <= 10)) throw new RangeError(`--scale wants a number above zero, not ${values.scale}`)
  return scale
}

const newSeed = () => Math.floor(Math.random() * 2 ** 31) + 1

function printKills({ database, rounds, seed, answered, transactions, losses }: KillReport): void {
  for (const loss of losses.slice(0, 25)) say(`  ${loss}`)
  say(
    `\n${database}: ${rounds} kills (seed ${seed}), ${answered} answered messages, ${transactions} transactions, ${losses.length} lost or wrong\n`,
  )
}

function printFuzz(report: FuzzReport): void {
  const { database, seed, frames, perSecond, quiet, control, fuzz: fuzzed, p99Ratio, residentGrowthMB, wrong } = report
  printTable(
    ['other stations', 'messages', 'p50 ms', 'p99 ms'],
    (
      [
        ['quiet', quiet],
        ['well-formed frames', control],
        ['odd frames', fuzzed],
      ] as const
    ).map(([name, run]) => [name, String(run.messages), run.p50Ms.toFixed(1), run.p99Ms.toFixed(1)]),
  )
  for (const example of wrong.examples) say(`  ${example}`)
  say(
    `${database}: ${frames} odd frames (seed ${seed}) at ${perSecond.toFixed(0)} per second, ${wrong.count} answered wrongly`,
  )
  say(
    `p99 of the other stations: ${p99Ratio.toFixed(2)} times that with as many well-formed frames, ${unharmed(report) ? 'unharmed' : 'HARMED'}`,
  )
  if (residentGrowthMB !== null) say(`resident memory grew by ${residentGrowthMB.toFixed(0)} MB\n`)
}

function printResources({ database, results }: ResourceReport): void {
  printTable(
    ['nonsense', 'memory', 'p99 before', 'p99', 'messages', 'verdict'],
    results.map((result) => [
      result.kind,
      `+${result.growthMB.toFixed(0)} MB`,
      `${result.quietP99Ms.toFixed(0)} ms`,
      `${result.p99Ms.toFixed(0)} ms`,
      String(result.honestMessages),
      verdict(result) ?? 'unharmed',
    ]),
  )
  say(`${database}: memory may grow by ${mostGrowthMB} MB\n`)
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  say(['', line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line), ''].join('\n'))
}

const known = 'all throughput compare followers memory kill9 fuzz history resources energy-models'.split(' ')

/** False when something is not as it has to be. */
async function main(): Promise<boolean> {
  const [what = 'all', ...rest] = positionals
  if (values.help) {
    say(help)
    return true
  }
  if (rest.length > 0) throw new RangeError(`one thing at a time: ${positionals.join(' ')}`)
  const machine = describeMachine()
  say(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, ${machine.system}, Node.js ${machine.node}\n`)
  const results: Record<string, unknown> = { machine, at: new Date().toISOString() }
  let ok = true

  if (what === 'all' || what === 'throughput') {
    const stations = what === 'all' ? 500 : whole('stations', 500)
    const measurements = await measureThroughput(
      {
        stations: values.stations ? whole('stations') : stations,
        seconds: whole('seconds'),
        warmUpSeconds: 2,
        kinds: chosenKinds(),
        databases: await chosenDatabases(),
      },
      say,
    )
    printThroughput(measurements)
    results.throughput = measurements
    ok &&= measurements.every(({ refused }) => refused === 0)
  }
  if (what === 'compare') {
    if (!values.with) throw new RangeError('compare wants --with <folder>')
    const options = {
      other: values.with,
      stations: whole('stations', 500),
      turns: whole('turns'),
      kinds: chosenKinds(),
    }
    const comparisons: Comparison[] = []
    for (const database of await chosenDatabases()) comparisons.push(...(await compare({ database, ...options }, say)))
    printComparisons(comparisons)
    results.compare = comparisons
  }
  if (what === 'followers') {
    const measured: (FollowersResult & { readonly database: DatabaseKind })[] = []
    const [stations, tabs, turns] = [whole('stations', 500), whole('tabs', 500), whole('turns')]
    for (const database of await chosenDatabases()) {
      for (const kind of values.only ? chosenKinds() : (['meter-values'] as const)) {
        measured.push({ database, ...(await benchFollowers(database, { kind, stations, tabs, turns }, say)) })
      }
    }
    printFollowers(measured)
    results.followers = measured
  }
  if (what === 'all' || what === 'memory') {
    const measured: MemoryResult[] = []
    for (const database of await chosenDatabases()) {
      measured.push(await measureMemory(database, what === 'all' ? 10_000 : whole('stations', 10_000), say))
    }
    printMemory(measured)
    results.memory = measured
  }
  if (what === 'energy-models') {
    const seed = whole('seed', newSeed())
    const verdicts = judgeAll(whole('sessions'), seed)
    printTable(...tableOf(verdicts))
    say(
      `seed ${seed}; in doubt: \`uncertain\` tells why; over and under: by more than 1 % and 500 Wh, and nobody is told; for good: nor when the next transaction there has begun\n`,
    )
    results.energyModels = { seed, verdicts }
    ok &&= verdicts.every(
      ({ model, overbilled, overbilledForGood }) =>
        (model.leavesNoTrace || overbilledForGood.length === 0) && (!model.isPlainRight || overbilled.length === 0),
    )
  }
  if (what === 'kill9') {
    const reports: KillReport[] = []
    for (const database of await chosenDatabases()) {
      const report = await killAgainAndAgain({ database, rounds: whole('rounds'), seed: whole('seed', newSeed()) }, say)
      printKills(report)
      reports.push(report)
    }
    results.kill9 = reports
    ok &&= reports.every(({ losses }) => losses.length === 0)
  }
  if (what === 'fuzz') {
    const reports: FuzzReport[] = []
    for (const database of await chosenDatabases()) {
      const report = await fuzz(
        { database, frames: whole('frames'), rate: whole('rate'), seed: whole('seed', newSeed()) },
        say,
      )
      printFuzz(report)
      reports.push(report)
    }
    results.fuzz = reports
    ok &&= reports.every((report) => report.wrong.count === 0 && unharmed(report))
  }
  if (what === 'history') {
    const reports: HistoryReport[] = []
    for (const kind of await chosenDatabases()) {
      const options = {
        kind,
        scale: scaleFor(kind),
        keep: values.keep,
        parts: chosenParts(),
        storageSeconds: values.seconds === '10' ? 120 : whole('seconds'),
        stations: whole('stations', 500),
      }
      const report = await measureHistory(options, say)
      for (const table of historyTables(report)) printTable(...table)
      reports.push(report)
    }
    results.history = reports
  }
  if (what === 'resources') {
    const reports: ResourceReport[] = []
    for (const database of await chosenDatabases()) {
      const options = {
        kinds: chosenAttacks(),
        sockets: whole('sockets'),
        seconds: whole('seconds'),
        quietSeconds: 4,
        apart: true,
      }
      const report = await fuzzResources({ database, ...options }, say)
      printResources(report)
      reports.push(report)
    }
    results.resources = reports
    ok &&= reports.every((report) => report.results.every((result) => verdict(result) === null))
  }
  if (!known.includes(what)) throw new RangeError(`nothing here is called ${what}`)
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`)
  return ok
}

try {
  if (!(await main())) process.exitCode = 1
} catch (error) {
  console.error(error instanceof RangeError ? `${error.message}\n\n${help}` : error)
  process.exitCode = 1
}
