/** What is too long to be kept is told by its beginning, its size and its hash. Pure. */
import { hash } from 'node:crypto'

export const sha256Of = (text: string): string => hash('sha256', text, 'hex')

/** Not half a character: the database would have none of it. */
export function beginningOf(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text
  const last = text.charCodeAt(mostCharacters - 1)
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? mostCharacters - 1 : mostCharacters)
}

/** JSON that somebody reads as JSON stays JSON. */
export function keptJson(json: string, mostCharacters = 64 * 1024): string {
  if (json.length <= mostCharacters) return json
  return JSON.stringify({
    cut: { bytes: Buffer.byteLength(json), sha256: sha256Of(json), beginning: beginningOf(json, 1024) },
  })
}
