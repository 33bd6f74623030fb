import { clip } from './clip.ts'
import { isTooDeep, maxDepth } from './depth.ts'
import { type ErrorCode, OcppError, spell } from './errors.ts'
import { writeError, writeResult } from './frames.ts'
import { RecentAnswers } from './recent-answers.ts'
import type { IncomingCall, SessionOptions } from './session.ts'
import type { Deviation, Tolerance } from './tolerance.ts'
import { validateRequest, validateResponse } from './validation.ts'
import { isAction, isSend, maySend, type Version } from './versions.ts'

/** What handling a CALL needs of its session. */
export interface Caller {
  readonly version: Version
  readonly tolerate: readonly Tolerance[]
  readonly options: SessionOptions
  write(text: string): boolean
  /** A waiting call was taken up. */
  onTaken(): void
}

/** A CALL or SEND as it came off the wire. */
export interface Arrival {
  send: boolean
  messageId: string
  action: string
  payload: unknown
  text: string
  at: Date
}

class HandledCall implements IncomingCall {
  readonly action: string
  readonly payload: unknown
  readonly messageId: string
  readonly text: string
  readonly receivedAt: Date
  readonly deviations: readonly Deviation[]
  readonly send: boolean
  #tasks: (() => void | Promise<void>)[] | undefined

  constructor(arrival: Arrival, deviations: readonly Deviation[]) {
    this.action = arrival.action
    this.payload = arrival.payload
    this.messageId = arrival.messageId
    this.text = arrival.text
    this.receivedAt = arrival.at
    this.send = arrival.send
    this.deviations = deviations
  }

  after(task: () => void | Promise<void>): void {
    this.#tasks ??= []
    this.#tasks.push(task)
  }

  get hasTasks(): boolean {
    return this.#tasks !== undefined
  }

  async runAfter(onError: (error: unknown) => void): Promise<void> {
    for (const task of this.#tasks ?? []) {
      try {
        await task()
      } catch (error) {
        onError(error)
      }
    }
  }
}

/** The CALLs of one peer, handled one at a time in order of arrival. */
export class Incoming {
  readonly #caller: Caller
  #busy = false
  #held = false
  #waiting: Arrival[] | undefined
  #recent: RecentAnswers | undefined

  constructor(caller: Caller) {
    this.#caller = caller
  }

  get waiting(): number {
    return this.#waiting?.length ?? 0
  }

  /** While held, what arrives waits. */
  hold(held: boolean): void {
    this.#held = held
    this.#next()
  }

  push(arrival: Arrival): void {
    if (!this.#busy && !this.#held && this.waiting === 0) {
      this.#serve(arrival)
      return
    }
    this.#waiting ??= []
    this.#waiting.push(arrival)
  }

  #next(): void {
    while (!this.#busy && !this.#held) {
      const arrival = this.#waiting?.shift()
      if (!arrival) return
      this.#serve(arrival)
      this.#caller.onTaken()
    }
  }

  #serve(arrival: Arrival): void {
    const { version, tolerate } = this.#caller
    const { action, messageId, text } = arrival
    const before = this.#recent?.find(messageId, text)
    if (before && before !== 'reused') {
      this.#caller.write(before.answer)
      return
    }
    if (before && !tolerate.includes('reused-message-ids')) {
      this.#refuse(arrival, 'RpcFrameworkError', 'this message id was used before, for another message')
      return
    }
    const refusal = this.#misdirected(arrival)
    if (refusal) {
      this.#refuse(arrival, refusal.code, refusal.message)
      return
    }
    const result = validateRequest(version, action, arrival.payload, tolerate)
    if (!result.ok) {
      this.#refuse(arrival, result.code, result.message, result.path)
      return
    }
    if (isTooDeep(text)) {
      this.#refuse(arrival, 'PropertyConstraintViolation', `nested deeper than ${maxDepth}`)
      return
    }
    this.#handle(new HandledCall(arrival, result.deviations))
  }

  #handle(call: HandledCall): void {
    let response: unknown
    try {
      response = this.#caller.options.handle(call)
    } catch (error) {
      this.#answerFailure(call, error)
      return
    }
    if (!isPromise(response)) {
      this.#answer(call, response)
      return
    }
    this.#busy = true
    response.then(
      (value) => this.#finish(call, value),
      (error) => this.#finishFailed(call, error),
    )
  }

  #finish(call: HandledCall, response: unknown): void {
    this.#busy = false
    this.#answer(call, response)
    this.#next()
  }

  #finishFailed(call: HandledCall, error: unknown): void {
    this.#busy = false
    this.#answerFailure(call, error)
    this.#next()
  }

  /** NotImplemented for what the version does not know, NotSupported for what it knows but does not send in this direction or this way. */
  #misdirected({ action, send }: Arrival): { code: ErrorCode; message: string } | undefined {
    const { version, options } = this.#caller
    if (!isAction(version, action))
      return { code: 'NotImplemented', message: `${version} has no action ${clip(action)}` }
    const sender = options.side === 'csms' ? 'station' : 'csms'
    if (!maySend(version, sender, action))
      return { code: 'NotSupported', message: `${action} is not for a ${sender} to send` }
    if (send !== isSend(version, action))
      return { code: 'NotSupported', message: `${action} is not sent by ${send ? 'SEND' : 'CALL'}` }
    return undefined
  }

  #answer(call: HandledCall, response: unknown): void {
    if (call.send) {
      this.#runAfter(call)
      return
    }
    const { version, options } = this.#caller
    const payload = response ?? {}
    let text: string
    try {
      text = writeResult(call.messageId, payload)
    } catch (error) {
      this.#answerFailure(call, error)
      return
    }
    const result = options.validateOutgoing === false ? undefined : validateResponse(version, call.action, payload)
    if (result && !result.ok) {
      this.#answerInvalid(call, text, result)
      return
    }
    this.#caller.write(text)
    this.#recent ??= new RecentAnswers()
    this.#recent.add(call.messageId, call.text, text)
    this.#runAfter(call)
  }

  /** Our own answer breaks the schema: the peer must not see it, and we must hear of it. */
  #answerInvalid(call: HandledCall, text: string, problem: { code: ErrorCode; path: string; message: string }): void {
    const { version, options } = this.#caller
    const { action, messageId } = call
    const answer = writeError(version, messageId, 'InternalError', 'the answer to this message was not valid')
    this.#caller.write(answer)
    options.onProblem?.({
      direction: 'out',
      text,
      at: new Date(),
      action,
      messageId,
      problem: named(version, problem),
      answer,
    })
  }

  /** An error is not kept for a repeat of the message: what failed now (a database away) may succeed then. */
  #answerFailure(call: HandledCall, error: unknown): void {
    const known = error instanceof OcppError
    if (!known) this.#caller.options.onError?.(error, call)
    if (call.send) return
    // What went wrong inside is ours to read, not the peer's.
    const { code, description, details } = known
      ? error
      : new OcppError('InternalError', 'this message could not be processed')
    const { version } = this.#caller
    this.#caller.write(writeError(version, call.messageId, code, description, details))
  }

  #runAfter(call: HandledCall): void {
    if (call.hasTasks) void call.runAfter((error) => this.#caller.options.onError?.(error, call))
  }

  /** Refuses what never reaches the handler. A SEND is not answered (OCPP 2.1 part 4, 4.2.4), only reported. */
  #refuse(arrival: Arrival, code: ErrorCode, message: string, path?: string): void {
    const { version, options } = this.#caller
    const { action, messageId, text, at, send } = arrival
    const problem = named(version, { code, message, ...(path !== undefined && { path }) })
    const answer = send ? undefined : writeError(version, messageId, code, message, path ? { path } : {})
    if (answer) this.#caller.write(answer)
    options.onProblem?.({ direction: 'in', text, at, action, messageId, problem, ...(answer && { answer }) })
  }
}

function named<T extends { code: ErrorCode; message: string; path?: string }>(
  version: Version,
  { code, message, path }: T,
) {
  return { code: spell(version, code), message, ...(path !== undefined && { path }) }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    value instanceof Promise ||
    (typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function')
  )
}
