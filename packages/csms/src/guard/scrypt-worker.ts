/** The thread in which passwords are hashed, so that nobody else waits for it: neither sockets nor what shares libuv's own threads. */
import { scryptSync } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import type { ScryptJob } from './scrypt-pool.ts'

parentPort?.on('message', ({ password, salt, bytes, N, r, p }: ScryptJob) => {
  try {
    parentPort?.postMessage({ hash: scryptSync(password, salt, bytes, { N, r, p, maxmem: 256 * N * r + 1_000_000 }) })
  } catch (error) {
    parentPort?.postMessage({ problem: String(error) })
  }
})
