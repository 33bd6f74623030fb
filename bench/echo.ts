/** The yardstick, running: a bare echo server and a generator beside it. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Generator } from './generator-protocol.ts'

export interface Echo {
  readonly url: string
  readonly pid: number
  readonly generator: Generator
}

export async function withEcho<T>(measure: (echo: Echo) => Promise<T>): Promise<T> {
  const server = fork(fileURLToPath(new URL('echo-server.ts', import.meta.url)), { execArgv: [] })
  const generator = new Generator()
  try {
    const [{ port }] = (await once(server, 'message')) as [{ port: number }]
    return await measure({ url: `ws://127.0.0.1:${port}`, pid: server.pid ?? 0, generator })
  } finally {
    generator.stop()
    server.kill()
  }
}
