/** Malformed and mutated frames, the same ones for the same seed. */
import type { Version } from '@busbar/ocpp/versions'
import { actionsOfCsms, corpus } from './fuzz-corpus.ts'
import type { Random } from './random.ts'

export interface FuzzFrame {
  data: string | Buffer
  binary: boolean
  /** How it was made, for whoever reads a failure. */
  made: string
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const strangeValues: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53,
  1e300,
  '',
  ' ',
  'x',
  '0',
  'null',
  'nul \u0000',
  'half \ud83d',
  [],
  {},
  [null],
  [[]],
  { a: 1 },
]
const strangeTimes = [
  '9999-12-31T23:59:59Z',
  '0001-01-01T00:00:00Z',
  '2026-06-30T23:59:60Z',
  '2026-03-01T08:00:00+14:00',
  '2026-03-01t08:00:00.123456789z',
  '2026-02-30T00:00:00Z',
  '2026-03-01T08:00:00',
  'yesterday',
]
const strangeTypes: readonly Json[] = [0, 1, 3, 4, 5, 6, 7, 99, -2, 2.5, '2', null, true, {}, []]
const strangeIds: readonly Json[] = [1, 0, null, true, '', 'x'.repeat(37), 'x'.repeat(5_000), {}, ['id']]
const strangeActions: readonly Json[] = [
  '',
  'heartbeat',
  'Nonsense',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(500),
  5,
  null,
  {},
  ['Heartbeat'],
]
const strangeFrames: readonly Json[] = [{}, 'frame', 42, null, true, [], [[]], [2], [2, 'x'], [null, null, null, null]]
const strangeNames = ['extra', '__proto__', 'constructor', 'customdata', 'Timestamp', '', 'x'.repeat(200)]

export class FrameMaker {
  private readonly version: Version
  private readonly random: Random

  constructor(version: Version, random: Random) {
    this.version = version
    this.random = random
  }

  /** A message id nobody has used: shortened by a mutation it still is nobody else's. */
  newId(): string {
    return Array.from({ length: 3 }, () => this.random.integer(0, 0xffffff).toString(16).padStart(6, '0')).join('')
  }

  valid(): FuzzFrame {
    return { data: JSON.stringify(this.validFrame()), binary: false, made: 'valid' }
  }

  next(): FuzzFrame {
    const roll = this.random.next()
    if (roll < 0.05) return this.valid()
    if (roll < 0.6) return this.brokenPayload()
    if (roll < 0.8) return this.brokenFrame()
    if (roll < 0.96) return this.brokenText()
    return this.brokenBytes()
  }

  private validFrame(): [number, string, string, Json] {
    const action = this.random.pick(Object.keys(corpus[this.version]))
    return [2, this.newId(), action, structuredClone(corpus[this.version][action]) as Json]
  }

  private brokenPayload(): FuzzFrame {
    const frame = this.validFrame()
    const mutations = this.random.integer(1, 3)
    const made: string[] = []
    for (let count = 0; count < mutations; count += 1) made.push(this.mutate(frame[3]))
    return { data: JSON.stringify(frame), binary: false, made: made.join(', ') }
  }

  /** Changes one place anywhere inside. */
  private mutate(root: Json): string {
    const containers = containersIn(root)
    const container = this.random.pick(containers)
    if (Array.isArray(container)) return this.mutateArray(container)
    const name = Object.keys(container).length > 0 ? this.random.pick(Object.keys(container)) : 'extra'
    const value = container[name]
    if (typeof value === 'string' && /^\d{4}-\d\d-/.test(value) && this.random.chance(0.5)) {
      container[name] = this.random.pick(strangeTimes)
      return `${name} at a strange time`
    }
    switch (this.random.integer(0, 5)) {
      case 0:
        delete container[name]
        return `without ${name}`
      case 1: {
        const extra = this.random.pick(strangeNames)
        Object.defineProperty(container, extra, {
          value: 'surprise',
          enumerable: true,
          configurable: true,
          writable: true,
        })
        return `with ${extra || 'an empty name'}`
      }
      case 2:
        container[name] = this.longer(value)
        return `${name} longer`
      case 3:
        container[name] = String(value)
        return `${name} as text`
      default:
        container[name] = structuredClone(this.random.pick(strangeValues))
        return `${name} replaced`
    }
  }

  private mutateArray(array: Json[]): string {
    const index = this.random.integer(0, Math.max(0, array.length - 1))
    switch (this.random.integer(0, 2)) {
      case 0:
        array.length = 0
        return 'emptied array'
      case 1:
        for (let copies = this.random.integer(1, 50); copies > 0; copies -= 1)
          array.push(structuredClone(array[index] ?? null))
        return 'many in array'
      default:
        array[index] = structuredClone(this.random.pick(strangeValues))
        return 'array item replaced'
    }
  }

  private longer(value: Json | undefined): Json {
    if (typeof value === 'string') return value + 'x'.repeat(this.random.pick([1, 20, 50, 300, 3_000]))
    if (typeof value === 'number') return value * this.random.pick([-1, 1e6, 1e12, 0.1])
    return [value ?? null, value ?? null]
  }

  private brokenFrame(): FuzzFrame {
    const frame: Json[] = this.validFrame()
    const pick = <T>(items: readonly T[]) => this.random.pick(items)
    const made = pick(['type', 'id', 'action', 'wrong side', 'payload', 'shorter', 'longer', 'other'])
    if (made === 'type') frame[0] = pick(strangeTypes)
    if (made === 'id') frame[1] = pick(strangeIds)
    if (made === 'action') frame[2] = pick(strangeActions)
    if (made === 'wrong side') frame[2] = pick(actionsOfCsms[this.version])
    if (made === 'payload') frame[3] = pick(strangeValues)
    if (made === 'shorter') frame.splice(this.random.integer(1, 3), this.random.integer(1, 3))
    if (made === 'longer') frame.splice(this.random.integer(1, 4), 0, pick(strangeValues))
    return {
      data: JSON.stringify(made === 'other' ? pick(strangeFrames) : frame),
      binary: false,
      made: `frame: ${made}`,
    }
  }

  private brokenText(): FuzzFrame {
    const text = JSON.stringify(this.validFrame())
    const anywhere = () => this.random.integer(0, text.length - 1)
    const ways: Record<string, () => string> = {
      truncated: () => text.slice(0, anywhere()),
      'character lost': () => splice(text, anywhere(), 1, ''),
      'character changed': () => splice(text, anywhere(), 1, String.fromCharCode(this.random.integer(1, 0x2fff))),
      'character added': () =>
        splice(
          text,
          anywhere(),
          0,
          this.random.pick(['"', '{', '}', '[', ']', ',', '\\', ':', ' ', '\u0000', 'e', '9', '-']),
        ),
      'byte order mark': () => `\ufeff${text}`,
      twice: () => text + text,
      deep: () => '['.repeat(this.random.pick([10, 1_000, 50_000])),
      'deep payload': () => `[2,"${this.newId()}","DataTransfer",${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}]`,
      'lone surrogate': () => splice(text, text.lastIndexOf('"'), 0, '\\ud800'),
      'white space': () => ` \n\t${text} \r\n`,
      NaN: () => splice(text, text.length - 2, 0, 'NaN'),
      comment: () => `${text} // done`,
      empty: () => '',
    }
    const made = this.random.pick(Object.keys(ways))
    return { data: ways[made]?.() ?? '', binary: false, made: `text: ${made}` }
  }

  private brokenBytes(): FuzzFrame {
    const text = JSON.stringify(this.validFrame())
    switch (this.random.integer(0, 3)) {
      case 0:
        return { data: Buffer.from(text), binary: true, made: 'binary: a valid frame' }
      case 1: {
        const noise = Buffer.from(
          Array.from({ length: this.random.integer(0, 200) }, () => this.random.integer(0, 255)),
        )
        return { data: noise, binary: true, made: 'binary: noise' }
      }
      case 2: {
        const bytes = Buffer.from(text)
        bytes[this.random.integer(1, bytes.length - 2)] = 0xff // never part of UTF-8
        return { data: bytes, binary: false, made: 'bytes: not UTF-8' }
      }
      default:
        return {
          data: JSON.stringify([2, this.newId(), 'DataTransfer', { vendorId: 'x', data: 'x'.repeat(5_000_000) }]),
          binary: false,
          made: 'bytes: 5 MB',
        }
    }
  }
}

function splice(text: string, at: number, remove: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + remove)
}

function containersIn(value: Json): (Json[] | { [name: string]: Json })[] {
  if (value === null || typeof value !== 'object') return []
  return [value, ...Object.values(value).flatMap(containersIn)]
}
