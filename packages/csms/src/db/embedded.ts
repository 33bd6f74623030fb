/** The embedded database as seen from the main thread: something the driver can connect to. */
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './embedded-worker.ts'
import { lockFolder } from './folder-lock.ts'

/** The message with which a driver says good-bye; the database behind serves the next connection. */
const terminate = 'X'.charCodeAt(0)

export class EmbeddedDatabase {
  readonly #worker: Worker
  readonly #release: () => void
  #socket: WorkerSocket | null = null
  #closing = false

  private constructor(worker: Worker, release: () => void, failed: (error: Error) => void) {
    this.#worker = worker
    this.#release = release
    worker.on('message', (message: FromWorker) => this.#socket?.receive(message))
    worker.on('error', failed)
    worker.on('exit', (code) => {
      if (!this.#closing) failed(new Error(`the embedded database stopped (exit code ${code})`))
    })
  }

  /** Locks the folder, prepares it, and starts the database in it; `failed` is told when it dies on us later. */
  static async open(
    folder: string,
    failed: (error: Error) => void,
    prepare: (folder: string) => void = () => {},
  ): Promise<EmbeddedDatabase> {
    const lock = lockFolder(folder)
    try {
      prepare(folder)
      const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: { folder } })
      await once(worker, 'message')
      return new EmbeddedDatabase(worker, () => lock.release(), failed)
    } catch (error) {
      lock.release()
      throw error
    }
  }

  /** For the driver's `stream` option. There is one session in there, so there is one connection at a time. */
  connect(): Duplex {
    this.#socket = new WorkerSocket(this.#worker)
    return this.#socket
  }

  async close(): Promise<void> {
    this.#closing = true
    const exited = once(this.#worker, 'exit')
    this.#worker.postMessage(null satisfies ToWorker)
    await exited
    this.#release()
  }
}

/** What the driver expects of a `net.Socket`, over the worker's messages. */
class WorkerSocket extends Duplex {
  readonly #worker: Worker
  #written: (() => void) | null = null

  constructor(worker: Worker) {
    super()
    this.#worker = worker
  }

  connect(): this {
    setImmediate(() => this.emit('connect'))
    return this
  }

  receive(message: FromWorker): void {
    if (message instanceof Uint8Array) this.push(Buffer.from(message.buffer))
    else if (message === 'done') this.#written?.()
  }

  override _read(): void {
    // The answers come by themselves.
  }

  override _write(chunk: Buffer, _encoding: string, written: () => void): void {
    this.#send([chunk], written)
  }

  override _writev(chunks: { chunk: Buffer }[], written: () => void): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      written,
    )
  }

  override _final(ended: () => void): void {
    this.push(null)
    ended()
  }

  #send(chunks: Buffer[], written: () => void): void {
    if (chunks[0]?.[0] === terminate) {
      written()
      return
    }
    const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let at = 0
    for (const chunk of chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    this.#written = written
    this.#worker.postMessage(bytes satisfies ToWorker, [bytes.buffer])
  }

  // The driver asks these of a socket; a thread has no such thing.
  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}
