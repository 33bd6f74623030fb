/**
 * May JSON say more than so many texts and names of members? Of two members of one name only the last is read, and with a backslash a text
 * stands there in other letters than it has. Pure.
 */
export function saysMore(json: string, strings: number): boolean {
  if (json.includes('\\')) return true
  let quotes = 0
  for (let at = json.indexOf('"'); at >= 0; at = json.indexOf('"', at + 1)) quotes++
  return quotes !== 2 * strings
}
