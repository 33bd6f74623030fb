/**
 * Nonsense that costs: many sockets of each kind, while honest stations work. Does the server live, does its memory stay, are honest
 * stations served as before, and is none of them refused?
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CsmsProcess } from './csms-process.ts'
import { Generator, type RunResult } from './generator-protocol.ts'
import { residentKB } from './process-usage.ts'
import type { AttackOrder } from './resource-attacker.ts'
import { type Attack, type AttackName, attacks } from './resource-attacks.ts'
import { type DatabaseKind, type ScratchDatabase, scratchDatabase } from './scratch-database.ts'

export interface ResourceOptions {
  database: DatabaseKind
  kinds: readonly AttackName[]
  sockets: number
  seconds: number
  /** Without attackers, before the first of them. */
  quietSeconds: number
  /** A new server for each kind, so that none meets what another has left behind. */
  apart: boolean
}

export interface ResourceResult {
  kind: AttackName
  died: boolean
  /** Since the server was quiet, whatever it was attacked with before. */
  growthMB: number
  quietP99Ms: number
  p99Ms: number
  honestMessages: number
  /** With those whose answer came when the time was over. */
  honestAnswered: number
  honestRefused: number
  problem: string | null
}

export interface ResourceReport {
  database: DatabaseKind
  results: ResourceResult[]
}

const honestStations = 50
const honestPauseMs = 100
const locked = 'LOCKED'
const apiToken = 'bench-token-bench-token-bench-token'

/** What a server under attack may need more than before. */
export const mostGrowthMB = 300
/** How much later an honest station may be answered, and what no station would notice. */
export const mostTimesLater = 5
export const unnoticedMs = 100

/** null: as it has to be. `noticedMs`: from where on a wait is too long, however long it was before. */
export function verdict(result: ResourceResult, noticedMs: number = unnoticedMs): string | null {
  if (result.died) return 'the server died'
  if (result.problem !== null) return result.problem
  if (result.honestRefused > 0) return `${result.honestRefused} honest messages were refused`
  if (result.honestAnswered === 0) return 'no honest station was answered'
  if (result.growthMB > mostGrowthMB) return `its memory grew by ${result.growthMB.toFixed(0)} MB`
  if (result.p99Ms > Math.max(noticedMs, mostTimesLater * result.quietP99Ms))
    return `honest stations waited ${result.p99Ms.toFixed(0)} ms, ${(result.p99Ms / result.quietP99Ms).toFixed(0)} times as long`
  return null
}

export async function fuzzResources(options: ResourceOptions, say: (line: string) => void): Promise<ResourceReport> {
  const database = await scratchDatabase(options.database)
  const results: ResourceResult[] = []
  let scene: Scene | null = null
  try {
    for (const kind of options.kinds) {
      // Whoever died is no witness for the next kind.
      scene ??= await Scene.open(database, options, results.length)
      say(`${options.database}: ${kind}, ${options.sockets} sockets …`)
      const result = await scene.attackedWith(kind, options)
      results.push(result)
      if (!options.apart && !result.died && result.problem === null) continue
      await scene.close()
      scene = null
    }
  } finally {
    await scene?.close()
    await database.drop()
  }
  return { database: options.database, results }
}

class Scene {
  readonly #csms: CsmsProcess
  readonly #generator: Generator
  #quiet: RunResult | null = null

  private constructor(csms: CsmsProcess, generator: Generator) {
    this.#csms = csms
    this.#generator = generator
  }

  static async open(database: ScratchDatabase, options: ResourceOptions, number: number): Promise<Scene> {
    // Strangers wait in the inbox, as they do where nobody has set anything.
    const csms = await CsmsProcess.start({ database, env: { BUSBAR_UNKNOWN_STATIONS: 'pending' } })
    const generator = new Generator()
    const prefix = `HONEST${number}-`
    const put = (path: string, body: object) => csms.api(path, { method: 'PUT', body })
    await put('/id-tokens/GOOD', { status: 'accepted', allowConcurrent: true })
    await put(`/stations/${locked}`, { password: 'a password nobody guesses' })
    for (let i = 0; i < honestStations; i++) await put(`/stations/${prefix}${i}`, {})
    for (let i = 0; i < options.sockets; i++) await put(`/stations/KNOWN${i}`, {})
    await generator.order({
      do: 'connect',
      url: csms.ocppUrl,
      prefix,
      stations: honestStations,
      kind: 'meter-values',
      echo: false,
      idToken: 'GOOD',
    })
    const scene = new Scene(csms, generator)
    scene.#quiet = await scene.#watch(options.quietSeconds)
    return scene
  }

  async attackedWith(kind: AttackName, { sockets, seconds }: ResourceOptions): Promise<ResourceResult> {
    const csms = this.#csms
    // Garbage of the kind before is not this one's doing.
    const quietMB = residentMB(csms)
    let most = 0
    const sampling = setInterval(() => {
      most = Math.max(most, residentMB(csms))
    }, 100)
    const attackers = fork(fileURLToPath(new URL('resource-attacker.ts', import.meta.url)), { execArgv: [] })
    try {
      const { announced }: Attack = attacks[kind]
      const prefix = announced ? 'KNOWN' : `STRANGER-${kind}-`
      const order: AttackOrder = { name: kind, port: csms.port, sockets, seconds, prefix, locked, apiToken }
      attackers.send(order)
      const watched = this.#watch(seconds).then(
        (run) => ({ run, problem: null }),
        (error: Error) => ({ run: null, problem: error.message }),
      )
      await Promise.race([once(attackers, 'message'), once(attackers, 'exit')])
      const { run, problem } = await watched
      return {
        kind,
        died: !csms.alive,
        growthMB: most - quietMB,
        quietP99Ms: this.#quiet?.p99Ms ?? 0,
        p99Ms: run?.p99Ms ?? 0,
        honestMessages: run?.messages ?? 0,
        honestAnswered: run?.answeredInAll ?? 0,
        honestRefused: run?.refused ?? 0,
        problem,
      }
    } finally {
      clearInterval(sampling)
      attackers.kill()
    }
  }

  async close(): Promise<void> {
    this.#generator.stop()
    await this.#csms.stop()
  }

  /** As long as it takes to be attacked, and no longer: an answer that does not come is a problem of its own. */
  async #watch(seconds: number): Promise<RunResult> {
    const order = this.#generator.order({
      do: 'run',
      kind: 'meter-values',
      warmUpMs: 200,
      forMs: seconds * 1000 - 200,
      pauseMs: honestPauseMs,
    })
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, (seconds + 30) * 1000, new Error('honest stations wait for answers that do not come'))
    })
    try {
      return (await Promise.race([order, tooLong])) as RunResult
    } finally {
      clearTimeout(timer)
    }
  }
}

function residentMB(csms: CsmsProcess): number {
  try {
    return csms.alive ? residentKB(csms.pid) / 1024 : 0
  } catch {
    return 0
  }
}
