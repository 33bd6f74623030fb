import type { Admittance } from './byte-budget.ts'
import { clip } from './clip.ts'
import { isTooDeep, maxDepth } from './depth.ts'
import { type ErrorCode, OcppError, spell } from './errors.ts'
import type { FrameRecord, IncomingCall } from './exchange.ts'
import {
  type Frame,
  type MalformedFrame,
  peekMessageId,
  readFrame,
  readLooseFrame,
  slip,
  writeError,
  writeResult,
} from './frames.ts'
import type { Limits } from './limits.ts'
import { takeNext } from './order-of-service.ts'
import { RecentAnswers, sha256Of } from './recent-answers.ts'
import { saysMore } from './says-more.ts'
import type { SessionOptions } from './session.ts'
import { type Thinned, thinTransaction } from './thin-transaction.ts'
import { type Deviation, type Tolerance, tolerances } from './tolerance.ts'
import { type Refusal, validateRequest, validateResponse } from './validation.ts'
import { isAction, isSend, maySend, type Version } from './versions.ts'
import { isMoney } from './words.ts'

/** What handling a CALL needs of its session. */
export interface Caller {
  readonly version: Version
  readonly tolerate: readonly Tolerance[]
  readonly options: SessionOptions
  readonly limits: Limits
  write(text: string): boolean
  close(code: number): void
  /** A waiting message was taken up, or the last one is done. */
  onTaken(): void
  /** Nothing is left of a message but what was stored. */
  onDone(bytes: number): void
  onRefusal(): void
  /** An answer that no call of ours waited for when it came; gives a promise when it is to be waited for. */
  onAnswer(frame: Exclude<Frame, { kind: 'call' | 'send' | 'malformed' }>, text: string, at: Date): unknown
}

/** A message as it came off the wire, unread: a thousand that wait cost no more than their bytes. */
export interface Arrival {
  readonly text: string
  readonly at: Date
  readonly bytes: number
  /** Of a large one: its place in the house. */
  readonly admittance: Admittance | null
  /** What is known of it already. */
  readonly frame: MalformedFrame | null
  /** What was amiss with the bytes; null: nothing, or too much to look at them. */
  readonly slips: readonly string[] | null
  /** What `quotesIn` says of it; null: more than we know. */
  readonly quotes: number | null
  /** Too much to be looked at in one go: `text` is made of it when its turn comes. */
  readonly huge?: Buffer
  readonly thinned?: Thinned
}

interface Call {
  readonly send: boolean
  readonly messageId: string
  readonly action: string
  readonly payload: unknown
  readonly arrival: Arrival
  readonly numericId: boolean
  /** What was forgiven when the frame was read. */
  readonly deviations: readonly Deviation[] | undefined
}

/** The texts of a frame around its payload. */
const idAndAction = 2

/** Slips around a frame. */
export const noUtf8 = 'bytes that are no UTF-8'
export const binary = 'a binary frame'

interface Written {
  readonly response: unknown
  readonly text: string
}

class HandledCall implements IncomingCall {
  readonly action: string
  readonly payload: unknown
  readonly messageId: string
  readonly text: string
  readonly receivedAt: Date
  readonly deviations: readonly Deviation[]
  readonly texts: readonly string[] | null
  readonly send: boolean
  readonly arrival: Arrival
  readonly numericId: boolean
  readonly thinned: Thinned | undefined
  #tasks: (() => void | Promise<void>)[] | undefined
  #written: Written | undefined
  #sha256: string | undefined

  constructor(
    { action, payload, messageId, send, arrival, numericId }: Call,
    deviations: readonly Deviation[],
    texts: readonly string[] | null,
  ) {
    this.action = action
    this.payload = payload
    this.messageId = messageId
    this.text = arrival.text
    this.receivedAt = arrival.at
    this.send = send
    this.deviations = deviations
    this.texts = texts
    this.arrival = arrival
    this.thinned = arrival.thinned
    this.numericId = numericId
  }

  get sha256(): string {
    this.#sha256 ??= sha256Of(this.text)
    return this.#sha256
  }

  textOf(response: unknown): string {
    if (this.#written?.response !== response)
      this.#written = { response, text: writeResult(this.messageId, response, this.numericId) }
    return (this.#written as Written).text
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

/** The messages of one peer, handled one at a time in order of arrival; what is malformed is one of them. */
export class Incoming {
  readonly #caller: Caller
  #busy = false
  #held = false
  #waiting: Arrival[] | undefined
  #waitingBytes = 0
  #recent: RecentAnswers | undefined

  constructor(caller: Caller) {
    this.#caller = caller
  }

  get waiting(): number {
    return this.#waiting?.length ?? 0
  }

  get waitingBytes(): number {
    return this.#waitingBytes
  }

  get idle(): boolean {
    return !this.#busy && !this.#held && this.waiting === 0
  }

  /** While held, what arrives waits. */
  hold(held: boolean): void {
    this.#held = held
    if (!held) this.#next()
  }

  push(arrival: Arrival): void {
    if (this.idle) {
      this.#serve(arrival)
      return
    }
    this.#waiting ??= []
    this.#waiting.push(arrival)
    this.#waitingBytes += arrival.bytes
  }

  #next(): void {
    while (!this.#busy && !this.#held) {
      const arrival = this.#waiting && takeNext(this.#waiting)
      if (!arrival) break
      this.#waitingBytes -= arrival.bytes
      this.#serve(arrival)
      this.#caller.onTaken()
    }
    if (this.idle) this.#caller.onTaken()
  }

  #serve(arrival: Arrival): void {
    if (arrival.huge) {
      this.#serveHuge(arrival, arrival.huge)
      return
    }
    const { version } = this.#caller
    const strict = arrival.frame ?? readFrame(arrival.text, version)
    const frame = strict.kind === 'malformed' ? this.#readLoosely(arrival, strict) : strict
    switch (frame.kind) {
      case 'call':
      case 'send': {
        const { messageId, action, payload, deviations, numericId = false } = frame
        this.#take({ send: frame.kind === 'send', messageId, action, payload, arrival, numericId, deviations })
        return
      }
      case 'malformed':
        this.#refuseMalformed(arrival, frame)
        return
      default:
        this.#await(arrival, this.#caller.onAnswer(frame, arrival.text, arrival.at))
    }
  }

  /** A malformed frame of which there is no doubt what was meant: taken where that is forgiven, and whenever it carries money. */
  #readLoosely(arrival: Arrival, malformed: MalformedFrame): Frame {
    const { slips, text, frame } = arrival
    if (frame && !slips) return malformed
    const { tolerate, version, options } = this.#caller
    const loose = readLooseFrame(text, version)
    if (loose.kind === 'malformed') return malformed
    const isCall = loose.kind === 'call' || loose.kind === 'send'
    const isForgiven = tolerate.includes('loose-frames')
    if (!isForgiven && !(isCall && options.side === 'csms' && isMoney(loose.action, loose.payload)))
      return isCall ? { ...malformed, tolerable: this.#tolerable(loose.action, loose.payload) } : malformed
    if (!slips || !('deviations' in loose)) return loose
    return { ...loose, deviations: [...slips.map(slip), ...(loose.deviations ?? [])] }
  }

  #tolerable(action: string, payload: unknown): readonly Tolerance[] {
    const { version, tolerate } = this.#caller
    const result = validateRequest(version, action, payload, tolerate)
    if (result.ok) return ['loose-frames']
    const { tolerable } = result
    return tolerable.length === 0 ? [] : [...tolerable, 'loose-frames']
  }

  #serveHuge({ at, bytes, admittance }: Arrival, data: Buffer): void {
    this.#busy = true
    void thinTransaction(data).then((thinned) => {
      this.#busy = false
      const arrival = { at, bytes, admittance, frame: null, slips: null, quotes: null }
      const most = this.#caller.limits.maxFrameBytes
      if (thinned.text.length <= most) this.#serve({ ...arrival, text: thinned.text, thinned })
      else {
        const message = `a frame of ${bytes} bytes; without most of its meter values it has still more than ${most}`
        const text = clip(thinned.text, 999)
        const frame = { kind: 'malformed', messageId: peekMessageId(text), code: 'RpcFrameworkError', message } as const
        this.#serve({ ...arrival, text, frame: { ...frame, answer: true } })
      }
      this.#next()
    })
  }

  #done({ bytes, admittance }: Arrival): void {
    if (admittance) admittance.end()
    else this.#caller.onDone(bytes)
  }

  /** Nothing else is taken up before what was told of this one is kept. */
  #await(arrival: Arrival, kept: unknown): void {
    if (!isPromise(kept)) {
      this.#done(arrival)
      return
    }
    this.#busy = true
    const goOn = () => {
      this.#busy = false
      this.#done(arrival)
      this.#next()
    }
    kept.then(goOn, goOn)
  }

  #take(call: Call): void {
    const { version, tolerate, options } = this.#caller
    const { action, messageId, arrival } = call
    const { text, at } = arrival
    // Refused, a stop would be lost, or sent again for ever (OCPP 1.6 §4.10): it is taken as it can be read, also from who is forgiven nothing.
    const tolerated = options.side === 'csms' && isMoney(action, call.payload) ? tolerances : tolerate
    let around = call.deviations
    const before = messageId === '' ? undefined : this.#recent?.find(messageId, text, at.getTime())
    if (typeof before === 'object') {
      this.#caller.write(before.answer)
      this.#done(arrival)
      return
    }
    if (before === 'reused') {
      const message = 'this message id was used before, for another message'
      if (!tolerated.includes('loose-frames')) {
        this.#refuse(call, 'RpcFrameworkError', message, undefined, ['loose-frames'])
        return
      }
      around = [...(around ?? []), slip(message)]
    }
    const refusal = this.#misdirected(call)
    if (refusal) {
      this.#refuse(call, refusal.code, refusal.message)
      return
    }
    const result = validateRequest(version, action, call.payload, tolerated, at)
    if (!result.ok) {
      this.#refuse(call, result.code, result.message, result.path, result.tolerable)
      return
    }
    if (isTooDeep(text)) {
      this.#refuse(call, 'PropertyConstraintViolation', `nested deeper than ${maxDepth}`)
      return
    }
    if (around) this.#handle(new HandledCall(call, [...around, ...result.deviations], null))
    else {
      const { deviations, texts, strings } = result
      this.#handle(new HandledCall(call, deviations, saysMore(arrival.quotes, strings + idAndAction) ? null : texts))
    }
  }

  #handle(call: HandledCall): void {
    let response: unknown
    try {
      response = this.#caller.options.handle(call)
    } catch (error) {
      this.#answerFailure(call, error)
      this.#done(call.arrival)
      return
    }
    if (!isPromise(response)) {
      this.#answer(call, response)
      this.#done(call.arrival)
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
    this.#done(call.arrival)
    this.#next()
  }

  #finishFailed(call: HandledCall, error: unknown): void {
    this.#busy = false
    this.#answerFailure(call, error)
    this.#done(call.arrival)
    this.#next()
  }

  /** NotImplemented for what the version does not know, NotSupported for what it knows but does not send in this direction or this way. */
  #misdirected({ action, send }: Call): { code: ErrorCode; message: string } | undefined {
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
      text = call.textOf(payload)
    } catch (error) {
      this.#answerFailure(call, error)
      return
    }
    const result = options.validateOutgoing === false ? undefined : validateResponse(version, call.action, payload)
    if (result && !result.ok && !isEcho(call, result)) {
      this.#answerInvalid(call, text, result)
      return
    }
    this.#caller.write(text)
    this.#recent ??= new RecentAnswers()
    this.#recent.add(call.messageId, call, isOfItsMoment(call, payload) ? null : text, Date.now())
    this.#runAfter(call)
  }

  /** Our own answer breaks the schema: the peer must not see it, and we must hear of it. */
  #answerInvalid(call: HandledCall, text: string, problem: { code: ErrorCode; path: string; message: string }): void {
    const { version, options } = this.#caller
    const { action, messageId } = call
    const message = 'the answer to this message was not valid'
    const answer = writeError(version, messageId, 'InternalError', message, {}, call.numericId)
    this.#caller.write(answer)
    options.onProblem?.({
      direction: 'out',
      text,
      bytes: text.length,
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
    if (!call.send) {
      // What went wrong inside is ours to read, not the peer's.
      const { code, description, details } = known
        ? error
        : new OcppError('InternalError', 'this message could not be processed')
      this.#caller.write(writeError(this.#caller.version, call.messageId, code, description, details, call.numericId))
    }
    this.#caller.onRefusal()
  }

  #runAfter(call: HandledCall): void {
    if (call.hasTasks) void call.runAfter((error) => this.#caller.options.onError?.(error, call))
  }

  /** Refuses what never reaches the handler. A SEND is not answered (OCPP 2.1 part 4, 4.2.4), only reported. */
  #refuse(call: Call, code: ErrorCode, message: string, path?: string, tolerable: readonly Tolerance[] = []): void {
    const { version } = this.#caller
    const { action, messageId, arrival, send, numericId } = call
    const { text, at } = arrival
    const problem = named(version, { code, message, tolerable, ...(path !== undefined && { path }) })
    const details = path ? { path } : {}
    const answer = send ? undefined : writeError(version, messageId, code, message, details, numericId)
    this.#refused(arrival, {
      direction: 'in',
      text,
      bytes: arrival.bytes,
      at,
      action,
      messageId,
      problem,
      ...(answer && { answer }),
    })
  }

  #refuseMalformed(arrival: Arrival, malformed: MalformedFrame): void {
    const { messageId, code, message, answer: answered, tolerable = [] } = malformed
    const { version } = this.#caller
    const { text, at } = arrival
    const problem = named(version, { code, message, tolerable })
    const answer = answered ? writeError(version, messageId, code, message) : undefined
    this.#refused(arrival, {
      direction: 'in',
      text,
      bytes: arrival.bytes,
      at,
      messageId,
      problem,
      ...(answer && { answer }),
    })
    // RFC 6455 §8.1.
    if (arrival.slips?.includes(noUtf8) && !arrival.slips.includes(binary)) this.#caller.close(1007)
  }

  #refused(arrival: Arrival, record: FrameRecord): void {
    const caller = this.#caller
    if (record.answer) caller.write(record.answer)
    const kept = caller.options.onProblem?.(record)
    caller.onRefusal()
    this.#await(arrival, kept)
  }
}

function named(
  version: Version,
  { code, message, path, tolerable = [] }: Problem & { tolerable?: readonly Tolerance[] },
): NonNullable<FrameRecord['problem']> {
  return {
    code: spell(version, code),
    message,
    ...(path !== undefined && { path }),
    ...(tolerable.length > 0 && { tolerable }),
  }
}

interface Problem {
  code: ErrorCode
  message: string
  path?: string
}

/** Whether an answer is true only when it is given: the time, and whether an id token may charge now. */
function isOfItsMoment({ action }: IncomingCall, answer: unknown): boolean {
  return action === 'Authorize' || (typeof answer === 'object' && answer !== null && 'currentTime' in answer)
}

/** Some answers repeat a member of the request. What was forgiven there is none of our faults here. */
const isEcho = ({ deviations }: IncomingCall, { tolerable }: Refusal): boolean =>
  deviations.length > 0 && tolerable.join() === 'loose-types'

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    value instanceof Promise ||
    (typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function')
  )
}
