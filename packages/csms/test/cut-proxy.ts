/** A way to a server that can be cut and mended: what a network does to a database. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface CutProxy {
  /** `url` with the proxy's address. */
  readonly url: string
  /** Breaks every connection and refuses new ones. */
  cut(): void
  /** Lets everything through but answers: what is sent is done, and nobody hears of it. */
  muteAnswers(): void
  mend(): void
  close(): Promise<void>
}

export async function cutProxy(url: string): Promise<CutProxy> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let isCut = false
  let isMute = false
  const server = createServer((client) => {
    if (isCut) return client.resetAndDestroy()
    const upstream = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream)
    upstream.on('data', (data) => {
      if (!isMute) client.write(data)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = new URL(url)
  own.hostname = '127.0.0.1'
  own.port = String((server.address() as AddressInfo).port)
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: own.href,
    cut() {
      isCut = true
      breakAll()
    },
    muteAnswers() {
      isMute = true
    },
    mend() {
      isCut = false
      isMute = false
    },
    async close() {
      breakAll()
      server.close()
      await once(server, 'close')
    },
  }
}
