/** The deepest message has a dozen levels; what is nested without end overflows the stack of whoever reads it next, a database's too. */
export const maxDepth = 400

/** Beyond it a text is not even read as JSON: half a million lists in lists cost more than all that others send in that time. */
export const unreadableDepth = 1000

/** Where a schema allows anything, also lists in lists in lists. The text may be no JSON. */
export function isTooDeep(text: string, most: number = maxDepth): boolean {
  if (text.length <= 2 * most) return false
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) i = endOfString(text, i + 1)
    else if (code === openBracket || code === openBrace) {
      depth++
      if (depth > most) return true
    } else if (code === closeBracket || code === closeBrace) depth--
  }
  return false
}

/** Where its closing quote stands; without one the text is over. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = at
    while (slashes > from && text.charCodeAt(slashes - 1) === backslash) slashes--
    if ((at - slashes) % 2 === 0) return at
  }
  return text.length
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]
