import { hash } from 'node:crypto'

const kept = 3
const longestText = 1024
/** A peer that lost an answer asks again when its time-out is over. Later, the same text is a new message. */
const repeatWithinMs = 120_000

/**
 * The last few CALLs of a peer and what we answered. A peer that lost an answer sends the same frame again (OCPP 2.1 part 4, 4.1.4 allows
 * it the same message id) and gets the same answer, without the work being done twice. But many stations use one message id for ever, and
 * their next message may have the same text: so a repeat is only what follows directly on the message it repeats, and soon.
 */
export class RecentAnswers {
  readonly #entries: Entry[] = []
  /** Of each entry's message id, in the same order. Nearly every message is new, and of ten thousand peers the ids themselves are far away in memory. */
  readonly #marks: number[] = []

  /** `answer`: null when it holds for its moment only, as a time does. */
  add(messageId: string, frame: Hashed, answer: string | null, atMs: number): void {
    if (this.#entries.length === kept) {
      this.#entries.shift()
      this.#marks.shift()
    }
    this.#entries.push({ messageId, frame: fingerprint(frame), answer, atMs })
    this.#marks.push(markOf(messageId))
  }

  /** The answer to the very frame; 'again': the same frame, to be handled anew; 'reused': another one had its message id. */
  find(messageId: string, text: string, nowMs: number): { answer: string } | 'again' | 'reused' | undefined {
    const mark = markOf(messageId)
    let at = this.#marks.length - 1
    while (at >= 0 && (this.#marks[at] !== mark || this.#entries[at]?.messageId !== messageId)) at--
    const entry = this.#entries[at]
    if (!entry) return undefined
    if (entry.frame !== fingerprint(hashed(text))) return 'reused'
    const { answer, atMs } = entry
    const canBeRepeat = at === this.#entries.length - 1 && nowMs - atMs <= repeatWithinMs
    return answer !== null && canBeRepeat ? { answer } : 'again'
  }
}

/** By its length and its end: counters differ there, as what is random does. */
function markOf(messageId: string): number {
  let mark = messageId.length
  for (let i = Math.max(0, messageId.length - 4); i < messageId.length; i++)
    mark = (mark * 31 + messageId.charCodeAt(i)) | 0
  return mark
}

interface Entry {
  readonly messageId: string
  readonly frame: string
  readonly answer: string | null
  readonly atMs: number
}

/** A long frame is remembered by its hash: ten thousand stations' last reports must not stay in memory. */
const fingerprint = (frame: Hashed): string => (frame.text.length <= longestText ? frame.text : frame.sha256)

/** A text and its hash, in hexadecimal digits. */
export interface Hashed {
  readonly text: string
  readonly sha256: string
}

const hashed = (text: string): Hashed => ({
  text,
  get sha256() {
    return sha256Of(text)
  },
})

export const sha256Of = (text: string): string => hash('sha256', text, 'hex')
