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
export type FromWorker = Uint8Array<ArrayBuffer> | 'ready' | 'closed' | 'done'

interface Streams {
  NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => number } }
}

/** Emscripten's file system forgets to pass a sync on; with it, what is committed survives a power cut as well. */
class DurableFolder extends NodeFS {
  override async init(...of: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...of)
    const passSyncOn = (module: unknown) => {
      ;(module as Streams).NODEFS.stream_ops.fsync = ({ nfd }) => {
        fdatasyncSync(nfd)
        return 0
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), passSyncOn] } }
  }
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
}

const port = parentPort
if (!port) throw new Error('this file runs in a worker')
const tell = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)

const { folder } = workerData as { folder: string }
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
  await database.execProtocolRawStream(message, {
    onRawData: (data) => {
      // A copy: the original is a view of the database's own memory.
      const bytes = new Uint8Array(data)
      tell(bytes, [bytes.buffer])
    },
  })
  tell('done')
}

async function end(): Promise<void> {
  await database.close()
  tell('closed')
  port?.close()
}
