/**
 * JSON with slips that leave no doubt about what was meant. Pure. The rule: a mend may take away (a comma, a member or element that has no
 * value, what stands behind the frame) and close the frame's own bracket; no value it hands on was ever another one. These are slips of who
 * writes JSON by hand; what happens to bytes on their way, TCP sees to. What would have to be guessed is not read: a comma or quote that is
 * missing, numbers written otherwise than JSON has them, a text cut off.
 */

export interface Mended {
  readonly text: string
  readonly slips: readonly string[]
}

/** Undefined: there is no telling what was meant. Only for text that is no JSON. */
export function mendJson(text: string): Mended | undefined {
  const mender = new Mender(text)
  return mender.frame() ? { text: mender.out, slips: [...mender.slips] } : undefined
}

const deepest = 400
const space = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[ \t\n\r,\]}])/y
const literal = /(?:true|false|null)(?=[ \t\n\r,\]}])/y
/** What `printf` makes of a value that is no number. */
const noNumber = /-?(?:nan|inf|infinity)(?=[ \t\n\r,\]}])/iy
/** Nothing of this can be a part of a message, when the payload is whole. Behind the zero that ends a text in C lies what the buffer held before. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const remains = /^[\s\u0000-\u001f\u007f,;\]}]*$|^[\s,;\]}]*\0[^[]*$/

const comma = 'a comma too many'
const noValue = 'a member without a value'
const noBracket = 'no bracket at the end of the frame'

class Mender {
  out = ''
  readonly slips = new Set<string>()
  readonly #text: string
  #at = 0
  #depth = 0
  /** What the frame's last element begins with. */
  #last = ''

  constructor(text: string) {
    this.#text = text
  }

  frame(): boolean {
    if (this.#text.startsWith('\ufeff')) {
      this.#at++
      this.slips.add('a byte order mark before the frame')
    }
    this.#space()
    if (this.#next() !== '[' || !this.#list()) return false
    const rest = this.#text.slice(this.#at)
    // A bracket too many and something else amiss may be one bracket in the wrong place.
    const isUneven = /^[^\0]*[\]}]/.test(rest) || this.slips.has(noBracket)
    if (isUneven && (this.#last !== '{' || this.slips.has(comma) || this.slips.has(noValue))) return false
    if (rest.trim() !== '') this.slips.add('something behind the frame')
    return remains.test(rest)
  }

  #value(): boolean {
    switch (this.#next()) {
      case '"':
        return this.#string()
      case '[':
        return this.#depth < deepest && this.#list()
      case '{':
        return this.#depth < deepest && this.#object()
      default:
        if (this.#take(number) || this.#take(literal)) return true
        noNumber.lastIndex = this.#at
        if (!noNumber.test(this.#text)) return false
        this.#at = noNumber.lastIndex
        this.out += 'null'
        this.slips.add('a number that is none')
        return true
    }
  }

  #list(): boolean {
    const isFrame = this.#depth++ === 0
    this.#at++
    this.out += '['
    let count = 0
    for (let afterComma = false; ; ) {
      this.#space()
      const next = this.#next()
      if (next === ']') {
        if (afterComma) this.slips.add(comma)
        this.#at++
        break
      }
      if (next === ',') {
        // In the frame itself the place says what an element is.
        if (isFrame) return false
        this.slips.add(comma)
        this.#at++
        continue
      }
      // Whole but for its own bracket: what a frame ends with is an object, and that one is closed.
      if (next === '') {
        if (!isFrame || this.#last !== '{' || afterComma) return false
        this.slips.add(noBracket)
        break
      }
      if (count++ > 0) this.out += ','
      if (isFrame) this.#last = next
      if (!this.#value()) return false
      afterComma = this.#comma()
      if (!afterComma && this.#next() !== ']' && this.#next() !== '') return false
    }
    this.#depth--
    this.out += ']'
    return true
  }

  #object(): boolean {
    this.#depth++
    this.#at++
    this.out += '{'
    let count = 0
    for (let afterComma = false; ; ) {
      this.#space()
      const next = this.#next()
      if (next === '}') {
        if (afterComma) this.slips.add(comma)
        this.#at++
        break
      }
      if (next === ',') {
        this.slips.add(comma)
        this.#at++
        continue
      }
      if (next !== '"') return false
      const before = this.out
      if (count > 0) this.out += ','
      if (!this.#string()) return false
      this.#space()
      if (this.#next() !== ':') return false
      this.#at++
      this.out += ':'
      this.#space()
      if (this.#next() === ',' || this.#next() === '}') {
        this.out = before
        this.slips.add(noValue)
      } else {
        count++
        if (!this.#value()) return false
      }
      afterComma = this.#comma()
      if (!afterComma && this.#next() !== '}') return false
    }
    this.#depth--
    this.out += '}'
    return true
  }

  #comma(): boolean {
    this.#space()
    if (this.#next() !== ',') return false
    this.#at++
    return true
  }

  /** Control characters that are not escaped are themselves. */
  #string(): boolean {
    const text = this.#text
    let from = this.#at
    for (let at = this.#at + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x22) {
        this.out += text.slice(from, at + 1)
        this.#at = at + 1
        return true
      }
      if (code === 0x5c) {
        escaped.lastIndex = at
        if (!escaped.test(text)) return false
        at = escaped.lastIndex - 1
      } else if (code < 0x20) {
        this.out += `${text.slice(from, at)}\\u${code.toString(16).padStart(4, '0')}`
        from = at + 1
        this.slips.add('a control character in a text')
      }
    }
    return false
  }

  #space(): void {
    space.lastIndex = this.#at
    space.test(this.#text)
    this.#at = space.lastIndex
  }

  #take(what: RegExp): boolean {
    what.lastIndex = this.#at
    if (!what.test(this.#text)) return false
    this.out += this.#text.slice(this.#at, what.lastIndex)
    this.#at = what.lastIndex
    return true
  }

  #next(): string {
    return this.#text.charAt(this.#at)
  }
}

const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
