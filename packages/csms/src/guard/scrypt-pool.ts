/**
 * Slow hashes, one after the other in threads of their own. The line is short: who comes when it is full is told so at once, and tries again. An
 * address waits behind its own jobs, so that one that tries passwords does not hold up the others.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

export interface ScryptJob {
  readonly password: string
  readonly salt: Uint8Array
  readonly bytes: number
  readonly N: number
  readonly r: number
  readonly p: number
}

interface Waiting {
  readonly job: ScryptJob
  readonly resolve: (hash: Buffer) => void
  readonly reject: (error: Error) => void
}

/** Too many wait already. */
export class HashesBusy extends Error {
  override readonly name = 'HashesBusy'
}

/** At a quarter of a second each, nobody waits longer than a station does for its handshake. */
const mostInLine = 40
const mostOfOne = 16

/** Operators' own jobs, which go first and have a line of their own. */
export const operators = Symbol('operators')

export class ScryptPool {
  readonly #most: number
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, Waiting>()
  /** The next to be served stands first. */
  readonly #lines = new Map<string | typeof operators, Waiting[]>()
  #closed = false

  /** One core is left to the sockets. */
  constructor(threads = Math.min(4, Math.max(1, availableParallelism() - 1))) {
    this.#most = threads
  }

  /** Rejects with `HashesBusy`. */
  derive(job: ScryptJob, whose: string | typeof operators): Promise<Buffer> {
    const line = this.#lines.get(whose) ?? []
    const inLine = [...this.#lines].reduce(
      (sum, [whoseLine, { length }]) => (whoseLine === operators ? sum : sum + length),
      0,
    )
    const full = whose === operators ? line.length >= mostInLine : line.length >= mostOfOne || inLine >= mostInLine
    if (full || this.#closed) return Promise.reject(new HashesBusy('too many passwords wait to be checked'))
    return new Promise((resolve, reject) => {
      line.push({ job, resolve, reject })
      this.#lines.set(whose, line)
      this.#serve()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const gone = new HashesBusy('the server stops')
    for (const waiting of [...this.#busy.values(), ...[...this.#lines.values()].flat()]) waiting.reject(gone)
    this.#lines.clear()
    await Promise.all([...this.#busy.keys(), ...this.#idle].map((worker) => worker.terminate()))
  }

  #serve(): void {
    const whose = this.#lines.has(operators) ? operators : this.#lines.keys().next().value
    const line = whose === undefined ? undefined : this.#lines.get(whose)
    if (whose === undefined || !line) return
    const worker = this.#idle.pop() ?? this.#another()
    if (!worker) return
    const waiting = line.shift() as Waiting
    // To the end of the round.
    this.#lines.delete(whose)
    if (line.length > 0) this.#lines.set(whose, line)
    this.#busy.set(worker, waiting)
    worker.postMessage(waiting.job)
  }

  #another(): Worker | null {
    if (this.#busy.size >= this.#most) return null
    const worker = new Worker(new URL('./scrypt-worker.ts', import.meta.url))
    worker.unref()
    worker.on('message', (answer: { hash: Uint8Array } | { problem: string }) => {
      const waiting = this.#busy.get(worker)
      this.#busy.delete(worker)
      this.#idle.push(worker)
      if ('hash' in answer) waiting?.resolve(Buffer.from(answer.hash))
      else waiting?.reject(new Error(answer.problem))
      this.#serve()
    })
    worker.on('error', (error) => {
      const waiting = this.#busy.get(worker)
      this.#busy.delete(worker)
      if (this.#idle.includes(worker)) this.#idle.splice(this.#idle.indexOf(worker), 1)
      waiting?.reject(error as Error)
      this.#serve()
    })
    return worker
  }
}
