import { isUtf8 } from 'node:buffer'

/** More of them, and it is no text of which a letter was written in another encoding. */
const mostStrangers = 1000

/**
 * Text of which some bytes are no UTF-8: those are read as Latin-1, which is what firmwares mean that copy a vehicle's or a driver's name as it
 * came. JSON's own signs are all ASCII, so only letters within texts are concerned. Undefined: it is no text.
 */
export function readBytes(data: Buffer): string | undefined {
  let text = ''
  let from = 0
  let strangers = 0
  for (let at = 0; at < data.length; ) {
    const byte = data[at] ?? 0
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    if (length === 1 || (at + length <= data.length && isUtf8(data.subarray(at, at + length)))) {
      at += length
      continue
    }
    if (++strangers > mostStrangers) return undefined
    text += data.toString('utf8', from, at) + data.toString('latin1', at, at + 1)
    from = ++at
  }
  return text + data.toString('utf8', from)
}
