/**
 * May JSON say more than so many texts and names of members? Of two members of one name only the last is read, and with a backslash a text
 * stands there in other letters than it has. Pure.
 */
export const saysMore = (quotes: number | null, strings: number): boolean => quotes !== 2 * strings

const quote = 0x22
const backslash = 0x5c

/** How many quotation marks JSON has, as bytes. null: with a backslash, which may stand before one. */
export function quotesIn(json: Uint8Array): number | null {
  let quotes = 0
  let backslashes = 0
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]
    if (byte === quote) quotes++
    else if (byte === backslash) backslashes++
  }
  return backslashes === 0 ? quotes : null
}
