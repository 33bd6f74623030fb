/** Frames of the WebSocket protocol (RFC 6455 §5.2): the header of a client's, and a server's message as a whole. Pure. */

export interface FrameHeader {
  /** Of the header itself. */
  readonly bytes: number
  /** Of the payload. */
  readonly length: number
  /** Close, ping and pong: they may come between the frames of a message. */
  readonly control: boolean
  readonly final: boolean
  /** Goes on with a message that an earlier frame began. */
  readonly continuation: boolean
  readonly masked: boolean
  /** As a client's has to be, apart from where it stands; a close, after which nothing comes, is not. */
  readonly sound: boolean
}

const maskBytes = 4
const finalText = 0x81
const ping = 9
const pong = 10
const mediumLength = 126
const longLength = 127
/** Of the 64-bit length: beyond it a number of ours is not exact, and nobody means it. */
const highestWord = 0x1f_ffff

/** null: more of it has to come first. */
export function readHeader(chunk: Buffer, at: number): FrameHeader | null {
  if (chunk.length - at < 2) return null
  const [first = 0, second = 0] = [chunk[at], chunk[at + 1]]
  const short = second & 0x7f
  const masked = (second & 0x80) !== 0
  const bytes = 2 + (short === mediumLength ? 2 : short === longLength ? 8 : 0) + (masked ? maskBytes : 0)
  if (chunk.length - at < bytes) return null
  const opcode = first & 0x0f
  const final = (first & 0x80) !== 0
  const isWhole = final && short < mediumLength
  return {
    bytes,
    length: short < mediumLength ? short : lengthAt(chunk, at + 2, short),
    control: opcode >= 8,
    final,
    continuation: opcode === 0,
    masked,
    sound: masked && (first & 0x70) === 0 && (opcode < 3 || ((opcode === ping || opcode === pong) && isWhole)),
  }
}

function lengthAt(chunk: Buffer, at: number, short: number): number {
  if (short === mediumLength) return chunk.readUInt16BE(at)
  const high = chunk.readUInt32BE(at)
  return high > highestWord ? Number.POSITIVE_INFINITY : high * 2 ** 32 + chunk.readUInt32BE(at + 4)
}

/**
 * The payload of a chunk that is one whole text message of a client and nothing else, as nearly all of them are, unmasked in place. null: it
 * is something else, or longer.
 */
export function soleText(chunk: Buffer, longest: number): Buffer | null {
  const second = chunk[1] ?? 0
  const short = second & 0x7f
  const from = 2 + (short === mediumLength ? 2 : 0) + maskBytes
  if (chunk[0] !== finalText || (second & 0x80) === 0 || short === longLength || chunk.length < from) return null
  const length = chunk.length - from
  if (length > longest || length !== (short === mediumLength ? chunk.readUInt16BE(2) : short)) return null
  unmask(chunk, from, chunk.length)
  return chunk.subarray(from)
}

function unmask(chunk: Buffer, from: number, to: number): void {
  const [a = 0, b = 0, c = 0, d = 0] = [chunk[from - 4], chunk[from - 3], chunk[from - 2], chunk[from - 1]]
  const mask = [a, b, c, d]
  let at = from
  for (; at + 3 < to; at += 4) {
    chunk[at] = (chunk[at] as number) ^ a
    chunk[at + 1] = (chunk[at + 1] as number) ^ b
    chunk[at + 2] = (chunk[at + 2] as number) ^ c
    chunk[at + 3] = (chunk[at + 3] as number) ^ d
  }
  for (; at < to; at++) chunk[at] = (chunk[at] as number) ^ (mask[(at - from) & 3] as number)
}

/** The payload's beginning as text, at most so many bytes; null: not all of them are here. */
export function payloadStart(chunk: Buffer, at: number, header: FrameHeader, most: number): string | null {
  const bytes = Math.min(header.length, Math.max(0, most))
  const from = at + header.bytes
  if (chunk.length - from < bytes) return null
  if (!header.masked) return chunk.toString('latin1', from, from + bytes)
  const plain = Buffer.allocUnsafe(bytes)
  for (let i = 0; i < bytes; i++) plain[i] = (chunk[from + i] ?? 0) ^ (chunk[from - maskBytes + (i & 3)] ?? 0)
  return plain.toString('latin1')
}

const finalBinary = 0x82
const longestMedium = 0xffff

/** A message of a server: header and text in one piece leave with one write. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < mediumLength ? 2 : length <= longestMedium ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = finalText
  if (head === 2) frame[1] = length
  else if (head === 4) {
    frame[1] = mediumLength
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = longLength
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, head)
  return frame
}

/** A frame of the first bytes only, under the same mask; binary, because it may end within a character. */
export function cut(chunk: Buffer, at: number, header: FrameHeader, bytes: number): Buffer {
  const from = at + header.bytes
  const head = Buffer.alloc(4)
  head[0] = finalBinary
  head[1] = (header.masked ? 0x80 : 0) | mediumLength
  head.writeUInt16BE(bytes, 2)
  const mask = header.masked ? chunk.subarray(from - maskBytes, from) : Buffer.alloc(0)
  return Buffer.concat([head, mask, chunk.subarray(from, from + bytes)])
}
