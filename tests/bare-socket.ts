/** A station with no manners: every frame as the story writes it, when the story writes it. */
import { once } from 'node:events'
import type { Version } from '@busbar/ocpp/versions'
import { WebSocket } from 'ws'
import { until } from './house.ts'

// biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
export type Frame = [type: number, messageId: string, ...rest: any[]]

export interface BareSocket {
  readonly socket: WebSocket
  /** What came from the CSMS, in order. */
  readonly frames: Frame[]
  /** The close code, once it is closed. */
  readonly closed: Promise<number>
  send(frame: unknown): void
  /** The answer to the message with this id. */
  answerTo(messageId: string): Promise<Frame>
  /** The CALL that came after so many others. */
  callNumber(n: number): Promise<Frame>
}

export async function bareSocket(
  ocppUrl: string,
  id: string,
  {
    version = 'ocpp1.6',
    ...more
  }: { version?: Version; maxPayload?: number; localAddress?: string; headers?: Record<string, string> } = {},
): Promise<BareSocket> {
  const socket = new WebSocket(`${ocppUrl}/${id}`, version, { perMessageDeflate: false, ...more })
  const frames: Frame[] = []
  socket.on('message', (data) => frames.push(JSON.parse(String(data))))
  socket.on('error', () => {})
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await once(socket, 'open')
  return {
    socket,
    frames,
    closed,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    answerTo: (messageId) => until(() => frames.find(([type, of]) => type !== 2 && of === messageId)),
    callNumber: (n) => until(() => frames.filter(([type]) => type === 2)[n]),
  }
}
