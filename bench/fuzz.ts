/** Malformed and mutated frames on many sockets of every version, while other stations work: who is answered what, and who is harmed? */
import { setTimeout as sleep } from 'node:timers/promises'
import { versions } from '@busbar/ocpp/versions'
import { CsmsProcess } from './csms-process.ts'
import { FrameMaker, type FuzzFrame } from './fuzz-frames.ts'
import { type Expectation, Oracle } from './fuzz-oracle.ts'
import { FuzzStation, type Observation } from './fuzz-station.ts'
import { Generator, type RunResult } from './generator-protocol.ts'
import { residentKB } from './process-usage.ts'
import { Random } from './random.ts'
import { type DatabaseKind, scratchDatabase } from './scratch-database.ts'

export interface FuzzOptions {
  database: DatabaseKind
  frames: number
  /** Frames per second over all sockets, so that the machine is not simply full. */
  rate: number
  seed: number
  sockets?: number
  /** How long the other stations are watched with well-formed frames in place of the broken ones. */
  controlSeconds?: number
}

export interface FuzzReport {
  database: DatabaseKind
  seed: number
  frames: number
  perSecond: number
  /** Latency of the other stations' MeterValues. */
  quiet: RunResult
  /** While as many well-formed frames come in. */
  control: RunResult
  fuzz: RunResult
  /** p99 while fuzzed, by p99 of the control. */
  p99Ratio: number
  residentGrowthMB: number | null
  wrong: { count: number; examples: string[] }
}

const goodStations = 50
const goodPauseMs = 100
const shownExamples = 25

export async function fuzz(options: FuzzOptions, say: (line: string) => void): Promise<FuzzReport> {
  const random = new Random(options.seed)
  const oracles = new Map(versions.map((version) => [version, new Oracle(version)]))
  const database = await scratchDatabase(options.database)
  const csms = await CsmsProcess.start({ database, env: { BUSBAR_MESSAGE_RATE: '100000' } })
  const generator = new Generator()
  const attackers = Array.from({ length: options.sockets ?? 60 }, (_, index) => {
    const version = versions[index % versions.length] ?? 'ocpp1.6'
    const maker = new FrameMaker(version, new Random(random.integer(0, 2 ** 31)))
    return { station: new FuzzStation(csms.ocppUrl, `FUZZ${index}`, version), maker, version }
  })
  const wrong: FuzzReport['wrong'] = { count: 0, examples: [] }

  /** Every socket sends its share, evenly spread. */
  const send = async (frames: number, make: (maker: FrameMaker) => FuzzFrame) => {
    const everyMs = (attackers.length * 1000) / options.rate
    const startedAt = performance.now()
    await Promise.all(
      attackers.map(async ({ station, maker, version }, index) => {
        const share = Math.floor(frames / attackers.length) + (index < frames % attackers.length ? 1 : 0)
        for (let sent = 0; sent < share; sent += 1) {
          const dueAt = startedAt + (sent + index / attackers.length) * everyMs
          if (dueAt > performance.now()) await sleep(dueAt - performance.now())
          const frame = make(maker)
          const observed = await station.exchange(frame)
          const problem = judge(oracles.get(version)?.expectationOf(frame), observed)
          if (!problem) continue
          wrong.count += 1
          if (wrong.examples.length < shownExamples)
            wrong.examples.push(`${version}, ${frame.made}: ${problem}\n    sent ${excerpt(frame.data)}`)
        }
      }),
    )
    return (performance.now() - startedAt) / 1000
  }
  const watch = (seconds: number) =>
    generator.order({
      do: 'run',
      kind: 'meter-values',
      warmUpMs: 500,
      forMs: Math.max(500, seconds * 1000 - 500),
      pauseMs: goodPauseMs,
    })

  try {
    await csms.api('/id-tokens/GOOD', { method: 'PUT', body: { status: 'accepted', allowConcurrent: true } })
    await generator.order({
      do: 'connect',
      url: csms.ocppUrl,
      prefix: 'GOOD',
      stations: goodStations,
      kind: 'meter-values',
      echo: false,
      idToken: 'GOOD',
    })
    for (const { station } of attackers) {
      await station.connect()
      await station.boot()
    }
    const controlSeconds = options.controlSeconds ?? 10
    say('quiet …')
    const quiet = (await watch(controlSeconds)) as RunResult
    say(`${options.rate} well-formed frames per second …`)
    const watchedControl = watch(controlSeconds)
    await send(controlSeconds * options.rate, (maker) => maker.valid())
    const control = (await watchedControl) as RunResult
    say(`${options.rate} odd frames per second, ${options.frames} in all …`)
    const memoryBefore = memoryMB(csms)
    const watchedFuzz = watch(options.frames / options.rate)
    const seconds = await send(options.frames, (maker) => maker.next())
    const fuzzed = (await watchedFuzz) as RunResult
    const memoryAfter = memoryMB(csms)
    if (!csms.alive) throw new Error('the CSMS ended')
    return {
      database: options.database,
      seed: options.seed,
      frames: options.frames,
      perSecond: options.frames / seconds,
      quiet,
      control,
      fuzz: fuzzed,
      p99Ratio: fuzzed.p99Ms / control.p99Ms,
      residentGrowthMB: memoryBefore === null || memoryAfter === null ? null : memoryAfter - memoryBefore,
      wrong,
    }
  } catch (error) {
    throw new Error(
      `seed ${options.seed}: ${error instanceof Error ? error.message : error}\nThe CSMS said last:\n${csms.log.slice(-4_000)}`,
      { cause: error },
    )
  } finally {
    for (const { station } of attackers) station.close()
    generator.stop()
    await csms.stop()
    await database.drop()
  }
}

function memoryMB(csms: CsmsProcess): number | null {
  try {
    return residentKB(csms.pid) / 1024
  } catch {
    return null
  }
}

/** What was wrong with it; null when it was right. */
export function judge(expected: Expectation | undefined, { frames, closed }: Observation): string | null {
  if (!expected) return 'nobody knows what is right'
  const seen = `${frames.map(excerpt).join(' and ') || 'nothing'}${closed === null ? '' : `, closed with ${closed}`}`
  const wrong = `${expected.because}: expected ${described(expected)}, got ${seen}`
  if (closed !== null) return expected.close?.includes(closed) && frames.length === 0 ? null : wrong
  if (frames.length === 0) return expected.silence ? null : wrong
  if (frames.length > 1) return wrong
  const [type, id, code] = JSON.parse(frames[0] ?? '[]') as unknown[]
  if (type === 3) return expected.result?.id === String(id) ? null : wrong
  if (type === 4)
    return expected.error?.ids.includes(String(id)) && expected.error.codes.includes(String(code)) ? null : wrong
  return wrong
}

function described({ result, error, silence, close }: Expectation): string {
  return [
    result ? 'a CALLRESULT' : null,
    error ? `${error.codes.join('|')} for ${error.ids.map(excerpt).join('|')}` : null,
    silence ? 'silence' : null,
    close ? `close ${close.join('|')}` : null,
  ]
    .filter((part) => part !== null)
    .join(' or ')
}

function excerpt(data: string | Buffer): string {
  const text = data.toString()
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text
}

/** Harm is what the control does not explain; a few milliseconds are the machine's own doing. */
export function unharmed({ fuzz: fuzzed, control }: FuzzReport): boolean {
  return fuzzed.refused === 0 && fuzzed.p99Ms <= control.p99Ms * 1.5 + 5
}
