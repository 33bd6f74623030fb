/** Messages per second, accepted and durable, beside a bare echo with the same frames from the same generator. */
import { CsmsProcess } from './csms-process.ts'
import { withEcho } from './echo.ts'
import { type MessageKind, versionOf } from './frames.ts'
import { Generator, type RunResult } from './generator-protocol.ts'
import { backendCpuSeconds, cpuSeconds, usedSince } from './process-usage.ts'
import { type DatabaseKind, scratchDatabase } from './scratch-database.ts'

export interface ThroughputOptions {
  stations: number
  seconds: number
  warmUpSeconds: number
  kinds: readonly MessageKind[]
  databases: readonly DatabaseKind[]
}

export interface Measurement {
  kind: MessageKind
  target: 'echo' | DatabaseKind
  perSecond: number
  ratioToEcho: number | null
  p50Ms: number
  p99Ms: number
  /** Of the measured process alone; of PostgreSQL; of the generator. Per measured second: 1 is a whole core. */
  cpuCores: { server: number | null; database: number | null; generator: number | null }
  refused: number
  firstRefusal: string | null
}

interface Measured {
  target: Measurement['target']
  pid: number
  /** Its name on a PostgreSQL server. */
  database: string | null
}

const idToken = 'BENCH'
const actionOf: Record<MessageKind, string> = {
  heartbeat: 'Heartbeat',
  'status-notification': 'StatusNotification',
  'meter-values': 'MeterValues',
  'transaction-event': 'TransactionEvent',
}

export async function measureThroughput(
  options: ThroughputOptions,
  say: (line: string) => void,
): Promise<Measurement[]> {
  const echoes = await measureEcho(options, say)
  const measurements = [...echoes.values()]
  for (const database of options.databases) {
    measurements.push(...(await measureCsms(database, options, echoes, say)))
  }
  return measurements
}

const measureEcho = (options: ThroughputOptions, say: (line: string) => void): Promise<Map<MessageKind, Measurement>> =>
  withEcho(async ({ url, pid, generator }) => {
    const results = new Map<MessageKind, Measurement>()
    for (const kind of options.kinds) {
      say(`bare echo: ${kind} …`)
      const { stations } = options
      await generator.order({ do: 'connect', url, prefix: 'ECHO', stations, kind, echo: true, idToken })
      results.set(kind, await measure(kind, { target: 'echo', pid, database: null }, generator, options, null))
      await generator.order({ do: 'disconnect' })
    }
    return results
  })

async function measureCsms(
  databaseKind: DatabaseKind,
  options: ThroughputOptions,
  echoes: ReadonlyMap<MessageKind, Measurement>,
  say: (line: string) => void,
): Promise<Measurement[]> {
  const database = await scratchDatabase(databaseKind)
  const results: Measurement[] = []
  try {
    const csms = await CsmsProcess.start({ database, env: { BUSBAR_MESSAGE_RATE: '100000' } })
    const measured: Measured = { target: databaseKind, pid: csms.pid, database: database.name }
    const generator = new Generator()
    try {
      await csms.api(`/id-tokens/${idToken}`, { method: 'PUT', body: { status: 'accepted', allowConcurrent: true } })
      for (const version of ['ocpp1.6', 'ocpp2.0.1']) {
        const kinds = options.kinds.filter((kind) => versionOf(kind) === version)
        const [first] = kinds
        if (!first) continue
        const prefix = `B${version.replaceAll(/\D/g, '')}-`
        await generator.order({
          do: 'connect',
          url: csms.ocppUrl,
          prefix,
          stations: options.stations,
          kind: first,
          echo: false,
          idToken,
        })
        for (const kind of kinds) {
          say(`${databaseKind}: ${kind} …`)
          results.push(await measure(kind, measured, generator, options, echoes.get(kind) ?? null))
        }
        await generator.order({ do: 'disconnect' })
      }
      await proveDurable(csms, results, options)
    } catch (error) {
      throw new Error(
        `${error instanceof Error ? error.message : error}\nThe CSMS said last:\n${csms.log.slice(-4_000)}`,
        { cause: error },
      )
    } finally {
      generator.stop()
      await csms.stop()
    }
  } finally {
    await database.drop()
  }
  return results
}

const answered = new WeakMap<Measurement, number>()

async function measure(
  kind: MessageKind,
  { target, pid, database }: Measured,
  generator: Generator,
  options: ThroughputOptions,
  echo: Measurement | null,
): Promise<Measurement> {
  const usage = () => ({
    server: cpuSeconds(pid),
    database: database === null ? null : backendCpuSeconds(database),
    generator: cpuSeconds(generator.pid),
  })
  const before = usage()
  const startedAt = performance.now()
  const result = (await generator.order({
    do: 'run',
    kind,
    warmUpMs: options.warmUpSeconds * 1000,
    forMs: options.seconds * 1000,
    pauseMs: 0,
  })) as RunResult
  const seconds = (performance.now() - startedAt) / 1000
  const after = usage()
  const cores = (name: 'server' | 'generator') => {
    const [from, to] = [before[name], after[name]]
    return from === null || to === null ? null : (to - from) / seconds
  }
  const { database: backends } = before
  const perSecond = result.messages / result.seconds
  const measurement: Measurement = {
    kind,
    target,
    perSecond,
    ratioToEcho: echo ? perSecond / echo.perSecond : null,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuCores: {
      server: cores('server'),
      database: backends && after.database && usedSince(backends, after.database) / seconds,
      generator: cores('generator'),
    },
    refused: result.refused,
    firstRefusal: result.firstRefusal,
  }
  answered.set(measurement, result.answeredInAll)
  return measurement
}

/** The message log of every station together holds at least what was answered: a rate without this would be the rate of forgetting. */
async function proveDurable(
  csms: CsmsProcess,
  results: readonly Measurement[],
  options: ThroughputOptions,
): Promise<void> {
  for (const result of results) {
    const prefix = `B${versionOf(result.kind).replaceAll(/\D/g, '')}-`
    let found = 0
    for (let index = 0; index < options.stations; index += 1) {
      const action = actionOf[result.kind]
      found += (await csms.all(`/stations/${prefix}${index}/messages?direction=in&outcome=answered&action=${action}`))
        .length
    }
    const expected = answered.get(result) ?? 0
    if (found < expected)
      throw new Error(`${result.target}, ${result.kind}: ${expected} were answered, the message log has ${found}`)
  }
}
