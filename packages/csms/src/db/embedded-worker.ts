/**
 * The embedded PostgreSQL, in a thread of its own: a query of it never makes the sockets wait. It speaks the wire protocol,
 * so that the one driver, its parsers and the writer's statements serve both databases.
 */
import { fdatasyncSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** `null` is the end; the thread answers with `closed`. */
export type ToWorker = Uint8Array<ArrayBuffer> | null
export type FromWorker = Uint8Array<ArrayBuffer> | Answered | 'ready' | 'closed'

/** The message was worked off. */
export interface Answered {
  /** The session has nothing open: no transaction, and no part of a query is to follow. */
  readonly idle: boolean
}

export interface WorkerData {
  readonly folder: string
  /** One number. Not 0: what runs in there is to end with an error. */
  readonly cancel: Int32Array<SharedArrayBuffer>
}

/** Of the database in there: its files, its memory, and where in it the flags are that its own signals would set. */
interface Inside {
  readonly NODEFS: { stream_ops: StreamOps }
  readonly HEAPU8: Uint8Array
  readonly _InterruptPending: number
  readonly _QueryCancelPending: number
}

type FileWork = (...of: unknown[]) => number

interface StreamOps {
  fsync?: (stream: { nfd: number }) => number
  read: FileWork
  write: FileWork
}

let inside: Inside | null = null

/** Emscripten's file system forgets to pass a sync on; with it, what is committed survives a power cut as well. */
class DurableFolder extends NodeFS {
  override async init(...of: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...of)
    const reachInside = (module: unknown) => {
      inside = module as Inside
      const files = inside.NODEFS.stream_ops
      files.fsync = ({ nfd }) => {
        fdatasyncSync(nfd)
        return 0
      }
      files.read = heedingCancel(files.read)
      files.write = heedingCancel(files.write)
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), reachInside] } }
  }
}

/** No signal reaches the database while it runs, and it looks at no clock. But what takes long reads or writes files. */
const heedingCancel =
  (work: FileWork): FileWork =>
  (...of) => {
    if (Atomics.load(cancel, 0) !== 0) setCancelled(true)
    return work(...of)
  }

function setCancelled(cancelled: boolean): void {
  if (!inside) return
  const memory = new DataView(inside.HEAPU8.buffer)
  memory.setInt32(inside._QueryCancelPending, Number(cancelled), true)
  if (cancelled) memory.setInt32(inside._InterruptPending, 1, true)
}

/** PGlite's own, less `-F` (which turns syncing off), and with the sync that passes through the line above. */
const settings = {
  search_path: 'public',
  exit_on_error: 'false',
  log_checkpoints: 'false',
  max_worker_processes: '0',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  io_method: 'sync',
  wal_sync_method: 'fsync',
  jit: 'off',
  // What a checkpoint leaves of the log is used again, up to so much; upkeep-rule.ts says when there is one.
  max_wal_size: '256MB',
  // An analysis reads 300 pages for each; the usual 100 hold up everything for a second.
  default_statistics_target: '30',
}

const port = parentPort
if (!port) throw new Error('this file runs in a worker')
const tell = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)

const { folder, cancel } = workerData as WorkerData
const database = await PGlite.create({
  fs: new DurableFolder(join(folder, 'pgdata')),
  startParams: [
    '--single',
    '-O',
    '-j',
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ],
})

// One after the other: what the driver sends in one go is answered before the next.
let turn: Promise<void> = Promise.resolve()
port.on('message', (message: ToWorker) => {
  turn = turn.then(() => (message ? answer(message) : end()))
})
tell('ready')

async function answer(message: Uint8Array): Promise<void> {
  // Told when it was over already, it is not meant for this one.
  setCancelled(false)
  let end: Uint8Array = new Uint8Array()
  await database.execProtocolRawStream(message, {
    onRawData: (data) => {
      // A copy: the original is a view of the database's own memory.
      const bytes = new Uint8Array(data)
      end = lastOf(end, bytes)
      tell(bytes, [bytes.buffer])
    },
  })
  tell({ idle: endsIdle(end) })
}

/** ReadyForQuery, outside of a transaction: what the answer to a complete query ends with. */
const readyAndIdle = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

const endsIdle = (end: Uint8Array): boolean => readyAndIdle.equals(end)

/** The bytes that an answer in pieces ends with, as many as say whether the session is idle. */
function lastOf(before: Uint8Array, piece: Uint8Array): Uint8Array {
  const length = readyAndIdle.length
  return piece.length >= length ? piece.slice(-length) : Buffer.concat([before, piece]).subarray(-length)
}

async function end(): Promise<void> {
  await database.close()
  tell('closed')
  port?.close()
}
