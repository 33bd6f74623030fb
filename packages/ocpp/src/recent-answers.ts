import { hash } from 'node:crypto'

const kept = 3
const longestText = 1024

/**
 * The last few CALLs of a peer and what we answered. A peer that lost an answer sends the same frame again (OCPP 2.1 part 4, 4.1.4 allows
 * it the same message id) and gets the same answer, without the work being done twice.
 */
export class RecentAnswers {
  readonly #entries: { messageId: string; frame: string; answer: string }[] = []

  add(messageId: string, frame: string, answer: string): void {
    if (this.#entries.length === kept) this.#entries.shift()
    this.#entries.push({ messageId, frame: fingerprint(frame), answer })
  }

  /** The answer, if this very frame was answered before; 'reused' if another one had its message id. */
  find(messageId: string, frame: string): { answer: string } | 'reused' | undefined {
    const entry = this.#entries.findLast((entry) => entry.messageId === messageId)
    if (!entry) return undefined
    return entry.frame === fingerprint(frame) ? entry : 'reused'
  }
}

/** A long frame is remembered by its hash: ten thousand stations' last reports must not stay in memory. */
function fingerprint(frame: string): string {
  return frame.length <= longestText ? frame : hash('sha256', frame, 'base64')
}
