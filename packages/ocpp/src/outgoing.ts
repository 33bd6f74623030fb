import { isTooDeep, maxDepth } from './depth.ts'
import { spell } from './errors.ts'
import type { CallOutcome } from './exchange.ts'
import type { ErrorFrame, MalformedFrame, ResultFrame } from './frames.ts'
import type { Tolerance } from './tolerance.ts'
import { validateResponse } from './validation.ts'
import { isAction, type Version } from './versions.ts'

/** What the calls need of their session. */
export interface Peer {
  readonly version: Version
  readonly tolerate: readonly Tolerance[]
  write(text: string): boolean
}

interface Call {
  messageId: string
  action: string
  text: string
  timeoutMs: number
  /** While it waits: until it need not leave any more. Then: until its answer must be here. */
  timer: NodeJS.Timeout | undefined
  end: (outcome: CallOutcome) => void
}

/** Our CALLs to one peer: one is open, the others wait in order (OCPP-J 1.6 §4.1.1, 2.x part 4, 4.1.1). */
export class Outgoing {
  readonly #peer: Peer
  readonly #maxWaitMs: number | undefined
  #open: Call | undefined
  readonly #waiting: Call[] = []

  /** `maxWaitMs`: how long a call may wait for those before it. */
  constructor(peer: Peer, maxWaitMs: number | undefined) {
    this.#peer = peer
    this.#maxWaitMs = maxWaitMs
  }

  get waiting(): number {
    return this.#waiting.length
  }

  call(messageId: string, action: string, text: string, timeoutMs: number, signal?: AbortSignal): Promise<CallOutcome> {
    return new Promise((resolve) => {
      const call: Call = { messageId, action, text, timeoutMs, timer: undefined, end: resolve }
      if (signal) this.#abortable(call, signal)
      this.#waiting.push(call)
      this.#sendNext()
      if (this.#maxWaitMs !== undefined && this.#waiting.at(-1) === call)
        call.timer = setTimeout(Outgoing.#onWaitedTooLong, this.#maxWaitMs, this, call)
    })
  }

  /** False when no call of ours waits for this answer: it is late, or a duplicate. */
  settle(frame: ResultFrame | ErrorFrame, received: string): CallOutcome | undefined {
    const call = this.#open
    if (call?.messageId !== frame.messageId) return undefined
    const outcome = this.#read(call, frame, received)
    this.#end(call, outcome)
    return outcome
  }

  /** As `settle`, for an answer that cannot be read: whoever waits need not wait for a better one. */
  settleBroken({ messageId, code, message }: MalformedFrame, received: string): CallOutcome | undefined {
    const call = this.#open
    if (call?.messageId !== messageId) return undefined
    const sent = call.text
    const outcome = {
      outcome: 'invalid-response',
      code: spell(this.#peer.version, code),
      path: '',
      message,
      tolerable: [],
    } as const
    this.#end(call, { ...outcome, sent, received })
    return { ...outcome, sent, received }
  }

  close(): void {
    const open = this.#open
    this.#open = undefined
    if (open) {
      clearTimeout(open.timer)
      open.end({ outcome: 'closed', sent: open.text })
    }
    for (const call of this.#waiting.splice(0)) {
      clearTimeout(call.timer)
      call.end({ outcome: 'closed' })
    }
  }

  #read(call: Call, frame: ResultFrame | ErrorFrame, received: string): CallOutcome {
    const { version, tolerate } = this.#peer
    const sent = call.text
    if (frame.kind === 'error') {
      const { code, description, details } = frame
      return { outcome: 'refused', code, description, details, sent, received }
    }
    if (isTooDeep(received)) {
      const [code, message] = ['PropertyConstraintViolation', `nested deeper than ${maxDepth}`]
      return { outcome: 'invalid-response', code, path: '', message, tolerable: [], sent, received }
    }
    // An action of no version of ours, sent raw, has an answer nobody can judge.
    const around = frame.deviations ?? []
    if (!isAction(version, call.action))
      return { outcome: 'answered', response: frame.payload, deviations: around, sent, received }
    const result = validateResponse(version, call.action, frame.payload, tolerate)
    if (result.ok) {
      const deviations = [...around, ...result.deviations]
      return { outcome: 'answered', response: frame.payload, deviations, sent, received }
    }
    const { code, path, message, tolerable } = result
    return { outcome: 'invalid-response', code: spell(version, code), path, message, tolerable, sent, received }
  }

  #sendNext(): void {
    if (this.#open) return
    const call = this.#waiting.shift()
    if (!call) return
    clearTimeout(call.timer)
    if (!this.#peer.write(call.text)) {
      call.end({ outcome: 'closed' })
      this.#sendNext()
      return
    }
    this.#open = call
    call.timer = setTimeout(Outgoing.#onTimeout, call.timeoutMs, this, call)
  }

  static #onTimeout(outgoing: Outgoing, call: Call): void {
    outgoing.#end(call, { outcome: 'timeout', sent: call.text })
  }

  static #onWaitedTooLong(outgoing: Outgoing, call: Call): void {
    outgoing.#withdraw(call)
    call.end({ outcome: 'busy' })
  }

  #withdraw(call: Call): void {
    clearTimeout(call.timer)
    const at = this.#waiting.indexOf(call)
    if (at >= 0) this.#waiting.splice(at, 1)
  }

  /** Ends the open call and lets the next one out. */
  #end(call: Call, outcome: CallOutcome): void {
    clearTimeout(call.timer)
    if (this.#open === call) this.#open = undefined
    call.end(outcome)
    this.#sendNext()
  }

  /** Who stops waiting for a message that left is told the same as after a timeout; one that did not leave never will. */
  #abortable(call: Call, signal: AbortSignal): void {
    const onAbort = () => {
      if (this.#open === call) return this.#end(call, { outcome: 'timeout', sent: call.text })
      this.#withdraw(call)
      call.end({ outcome: 'closed' })
    }
    const { end } = call
    call.end = (outcome) => {
      signal.removeEventListener('abort', onAbort)
      end(outcome)
    }
    signal.addEventListener('abort', onAbort)
  }
}
