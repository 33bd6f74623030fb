/** Sends one odd frame at a time, then a Heartbeat: whatever came back before the Heartbeat's answer belongs to the odd one. */
import type { Version } from '@busbar/ocpp/versions'
import { WebSocket } from 'ws'
import type { FuzzFrame } from './fuzz-frames.ts'

export interface Observation {
  frames: string[]
  closed: number | null
}

const patienceMs = 30_000

export class FuzzStation {
  readonly id: string
  readonly version: Version
  private readonly url: string
  private socket: WebSocket | null = null
  private listener: ((event: { text: string } | { closed: number }) => void) | null = null
  private probes = 0

  constructor(url: string, id: string, version: Version) {
    this.url = url
    this.id = id
    this.version = version
  }

  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${this.url}/${this.id}`, this.version, { perMessageDeflate: false })
      this.socket = socket
      socket.once('open', () => resolve())
      socket.once('error', reject)
      socket.on('error', () => undefined) // once it is open, `close` tells
      socket.on('message', (data: Buffer) => this.receive(data.toString()))
      socket.on('close', (code) => {
        if (this.socket === socket) this.listener?.({ closed: code })
      })
    })
  }

  private receive(text: string): void {
    if (!text.startsWith('[2,')) return void this.listener?.({ text })
    const [, messageId] = JSON.parse(text) as [number, string]
    this.socket?.send(JSON.stringify([4, messageId, 'NotSupported', '', {}]))
  }

  async boot(): Promise<void> {
    const payload =
      this.version === 'ocpp1.6'
        ? { chargePointVendor: 'Busbar', chargePointModel: 'Fuzz' }
        : { reason: 'PowerUp', chargingStation: { vendorName: 'Busbar', model: 'Fuzz' } }
    const { frames } = await this.exchange({
      data: JSON.stringify([2, `boot-${this.id}`, 'BootNotification', payload]),
      binary: false,
      made: 'boot',
    })
    if (!frames[0]?.includes('"Accepted"')) throw new Error(`${this.id} was not accepted: ${frames}`)
  }

  /** What comes back for this frame. A connection that was closed is open again afterwards. */
  async exchange({ data, binary }: FuzzFrame): Promise<Observation> {
    this.probes += 1
    const probe = `probe-${this.id}-${this.probes}`
    const frames: string[] = []
    const closed = await new Promise<number | null>((resolve, reject) => {
      const tooLong = setTimeout(() => reject(new Error(`no answer to a Heartbeat after ${patienceMs} ms`)), patienceMs)
      this.listener = (event) => {
        if ('text' in event && !event.text.startsWith(`[3,"${probe}"`)) {
          frames.push(event.text)
          return
        }
        clearTimeout(tooLong)
        resolve('closed' in event ? event.closed : null)
      }
      this.socket?.send(data, { binary })
      this.socket?.send(JSON.stringify([2, probe, 'Heartbeat', {}]))
    })
    this.listener = null
    if (closed !== null) await this.connect()
    return { frames, closed }
  }

  close(): void {
    this.listener = null
    this.socket?.terminate()
    this.socket = null
  }
}
