/** The embedded database as seen from the main thread: something the driver can connect to. */
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker, WorkerData } from './embedded-worker.ts'
import { lockFolder } from './folder-lock.ts'
import { type Line, Turns } from './turns.ts'

/** The message with which a driver says good-bye; the database behind serves the next connection. */
const terminate = 'X'.charCodeAt(0)
/** Sync and the query `rollback`: whatever a connection was in the middle of, it is no more. */
const leaveNothing = Uint8Array.from([...[0x53, 0, 0, 0, 4], ...[0x51, 0, 0, 0, 13], ...Buffer.from('rollback\0')])

export class EmbeddedDatabase {
  readonly #worker: Worker
  readonly #release: () => void
  readonly #cancel: Int32Array<SharedArrayBuffer>
  readonly #turns = new Turns({ overtime: () => Atomics.store(this.#cancel, 0, 1) })
  /** Whose turn it is at the one session. */
  #speaker: Connection | null = null
  #closing = false

  private constructor(worker: Worker, { cancel }: WorkerData, release: () => void, failed: (error: Error) => void) {
    this.#worker = worker
    this.#release = release
    this.#cancel = cancel
    worker.on('message', (message: FromWorker) => this.#receive(message))
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
      const workerData: WorkerData = { folder, cancel: new Int32Array(new SharedArrayBuffer(4)) }
      const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData })
      await once(worker, 'message')
      return new EmbeddedDatabase(worker, workerData, () => lock.release(), failed)
    } catch (error) {
      lock.release()
      throw error
    }
  }

  /** For the driver's `stream` option. Connections share the one session in there: one transaction, or query, after the other. */
  connect(line: Line): Duplex {
    return new Connection({
      begin: (connection, message) =>
        this.#turns.ask(line, () => {
          this.#speaker = connection
          this.#send(message())
        }),
      goOn: (message) => this.#send(message),
    })
  }

  /** How long it has worked for stations and operators since it was opened. */
  get busyMs(): number {
    return this.#turns.busyMs
  }

  /** Ends what runs in there with an error, when it is of this line and stations wait behind it. */
  interrupt(line: Line): void {
    if (this.#turns.holdsUpStations(line)) Atomics.store(this.#cancel, 0, 1)
  }

  async close(): Promise<void> {
    this.#closing = true
    const exited = once(this.#worker, 'exit')
    this.#worker.postMessage(null satisfies ToWorker)
    await exited
    this.#release()
  }

  #send(message: Uint8Array<ArrayBuffer>): void {
    Atomics.store(this.#cancel, 0, 0)
    this.#worker.postMessage(message satisfies ToWorker, [message.buffer])
  }

  #receive(message: FromWorker): void {
    const speaker = this.#speaker
    if (message instanceof Uint8Array) speaker?.receive(message)
    else if (typeof message === 'object') this.#answered(speaker, message.idle)
  }

  #answered(speaker: Connection | null, idle: boolean): void {
    if (idle) {
      this.#speaker = null
      this.#turns.end()
    } else if (speaker?.destroyed) this.#send(leaveNothing.slice())
    speaker?.answered(idle)
  }
}

/** Of the session, for one connection. */
interface Session {
  /** Asks for a turn; the message is asked for when it begins. */
  begin(connection: Connection, message: () => Uint8Array<ArrayBuffer>): void
  /** A further message within the turn. */
  goOn(message: Uint8Array<ArrayBuffer>): void
}

/** What the driver expects of a `net.Socket`, over the worker's messages. */
class Connection extends Duplex {
  readonly #session: Session
  #written: (() => void) | null = null
  /** In the middle of a transaction, or of a query that comes in parts. */
  #speaking = false

  constructor(session: Session) {
    super()
    this.#session = session
  }

  connect(): this {
    setImmediate(() => this.emit('connect'))
    return this
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.destroyed) this.push(Buffer.from(bytes.buffer))
  }

  answered(idle: boolean): void {
    this.#speaking = !idle
    const written = this.#written
    this.#written = null
    written?.()
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
    if (this.#speaking) this.#session.goOn(bytes)
    // Gone before its turn came, it has nothing to say.
    else this.#session.begin(this, () => (this.destroyed ? leaveNothing.slice() : bytes))
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    if (this.#speaking && this.#written === null) this.#session.goOn(leaveNothing.slice())
    destroyed(error)
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
