import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import type { ByteBudget } from './byte-budget.ts'
import { clip } from './clip.ts'
import { type ErrorCode, OcppError, spell } from './errors.ts'
import type { CallOutcome, FrameRecord, IncomingCall } from './exchange.ts'
import type { FrameGate, Keeper } from './frame-gate.ts'
import {
  type ErrorFrame,
  type Frame,
  isAnswer,
  type MalformedFrame,
  peekMessageId,
  type ResultFrame,
  readFrame,
  readLooseFrame,
  writeCall,
  writeResultError,
  writeSend,
} from './frames.ts'
import { type Arrival, binary as binaryFrame, type Caller, Incoming, noUtf8 } from './incoming.ts'
import { keepAlive, letGo, type Pingable } from './keep-alive.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { Outgoing, type Peer } from './outgoing.ts'
import { readBytes } from './read-bytes.ts'
import { quotesIn } from './says-more.ts'
import type { Tolerance } from './tolerance.ts'
import { traits } from './traits.ts'
import { validateRequest } from './validation.ts'
import { isAction, isSend, maySend, type Side, type Version } from './versions.ts'

export interface SessionOptions {
  version: Version
  /** Which end we are. */
  side: Side
  /** The charging station's identity. */
  identity: string
  /** Gives the response. An OcppError refuses with its code; anything else thrown is an InternalError outside and goes to `onError`. */
  handle(call: IncomingCall): Promise<unknown> | unknown
  /**
   * Frames that are malformed, break the schema, come unasked or late, and answers of ours that would have broken the schema. What the
   * peer sent next waits for the promise, so that nobody can send such frames faster than they are kept.
   */
  onProblem?(record: FrameRecord): unknown
  /** Something thrown by `handle` that is no OcppError, or by a task given to `after`. */
  onError?(error: unknown, call: IncomingCall): void
  /** Any sign of life, pongs included. Called very often. */
  onFrame?(atMs: number): void
  onClose?(code: number, reason: string): void
  tolerate?: readonly Tolerance[]
  /** From when a CALL leaves to when its answer must be here. Default 30 s. */
  callTimeoutMs?: number
  /** How many CALLs of ours may wait for the open one. Default 64. */
  maxQueue?: number
  /** One that waited so long is not sent any more: who asked may have gone, or asked again. Default: it waits as long as it takes. */
  maxWaitMs?: number
  /** What the peer may bring; can be changed later by `session.limits`. What is left out is as in `defaultLimits`. */
  limits?: Partial<Limits>
  /** The same as `limits.maxFrameBytes`. */
  maxFrameBytes?: number
  /** A silent socket is pinged this often. 0 never pings. Default 60 s. */
  pingIntervalMs?: number
  /** A socket silent for so long is terminated. Default three ping intervals. */
  deadAfterMs?: number
  /** The same for one that has never answered a ping: some do not know them, and can only be judged by what they promised to send. */
  deafAfterMs?(): number
  /** Whether our requests and responses are checked before they leave. Default true. */
  validateOutgoing?: boolean
}

/** Answers the peer has not read yet, in bytes, before its socket is no longer read. */
const maxUnreadBytes = 256 * 1024

/** Why the socket is not being read; bits of one number. */
const flooded = 1
const unread = 2
const heldBack = 4

/** What a server gives a session: where its bytes are counted, and who looks at its frames before they are read. */
export interface Doorway {
  readonly budget: ByteBudget
  readonly gate: FrameGate | null
}

const owner = Symbol('session')
type OwnedSocket = WebSocket & { [owner]: Session }
type Listener = (this: WebSocket, ...args: unknown[]) => void

/** One OCPP-J connection, seen from either end. */
export class Session implements Peer, Caller, Pingable, Keeper {
  readonly version: Version
  readonly side: Side
  readonly identity: string
  readonly options: SessionOptions
  /** What is forgiven from the next frame on. */
  tolerate: readonly Tolerance[]
  lastHeardAtMs: number = Date.now()
  readonly #socket: WebSocket
  readonly #doorway: Doorway | undefined
  #limits: Limits
  #refusals = 0
  readonly #incoming: Incoming = new Incoming(this)
  #outgoing: Outgoing | undefined
  #pingIntervalMs: number
  #pingedAtMs = 0
  /** Has it ever answered a ping? */
  #ponged = false
  /** Told of the next sign of life, or of the end. */
  #awaited: ((alive: boolean) => void) | undefined
  #slowed: NodeJS.Timeout | undefined
  #paused = 0
  #leaving = false
  #closed = false

  constructor(socket: WebSocket, options: SessionOptions, doorway?: Doorway) {
    this.version = options.version
    this.side = options.side
    this.identity = options.identity
    this.options = options
    this.tolerate = options.tolerate ?? []
    this.#socket = socket
    this.#doorway = doorway
    this.#limits = limitsOf(options)
    this.#pingIntervalMs = options.pingIntervalMs ?? 60_000
    Object.assign(socket, { [owner]: this as Session })
    for (const [event, listener] of Object.entries(Session.#listeners)) socket.on(event, listener as Listener)
    doorway?.gate?.attach(this)
    if (this.#pingIntervalMs > 0 || doorway?.gate) keepAlive(this)
  }

  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  /** CALLs of ours that wait for the open one. */
  get waitingCalls(): number {
    return this.#outgoing?.waiting ?? 0
  }

  /** What the peer may bring, from the next frame on. Changed limits count refusals afresh. */
  get limits(): Limits {
    return this.#limits
  }
  set limits(limits: Limits) {
    if (limits === this.#limits) return
    this.#limits = limits
    this.#refusals = 0
    this.onTaken()
  }

  get paused(): boolean {
    return this.#paused !== 0
  }

  get idle(): boolean {
    return this.#incoming.idle
  }

  /** For the shared loop. */
  get tickMs(): number {
    const timeouts = [this.#pingIntervalMs, this.#doorway?.gate ? this.#limits.messageTimeoutMs : 0]
    return Math.min(...timeouts.filter((ms) => ms > 0)) / 4
  }

  /** 0 stops pinging. */
  get pingIntervalMs(): number {
    return this.#pingIntervalMs
  }
  set pingIntervalMs(intervalMs: number) {
    this.#pingIntervalMs = intervalMs
    if ((intervalMs > 0 || this.#doorway?.gate) && !this.#closed) keepAlive(this)
    else letGo(this)
  }

  /**
   * Sends a CALL and waits for what becomes of it. Members keep their order, omitted ones stay omitted. One CALL is open at a time, the
   * others wait. A payload that breaks the schema, or an action this side does not send, throws an OcppError and does not leave;
   * `validate: false` sends it all the same.
   */
  async call(
    action: string,
    payload: object,
    options: { timeoutMs?: number; signal?: AbortSignal; messageId?: string; validate?: boolean } = {},
  ): Promise<CallOutcome> {
    if (options.validate ?? this.options.validateOutgoing !== false) this.#checkOutgoing(action, payload, false)
    if (!this.open || options.signal?.aborted) return { outcome: 'closed' }
    this.#outgoing ??= new Outgoing(this, this.options.maxWaitMs)
    if (this.#outgoing.waiting >= (this.options.maxQueue ?? 64)) return { outcome: 'busy' }
    const messageId = options.messageId ?? randomUUID()
    const timeoutMs = options.timeoutMs ?? this.options.callTimeoutMs ?? 30_000
    return this.#outgoing.call(messageId, action, writeCall(messageId, action, payload), timeoutMs, options.signal)
  }

  /** Sends a SEND (OCPP 2.1 part 4, 4.2.4). It may overtake CALLs that wait. False when the socket is closed. */
  sendUnconfirmed(action: string, payload: object): boolean {
    if (this.options.validateOutgoing !== false) this.#checkOutgoing(action, payload, true)
    return this.write(writeSend(randomUUID(), action, payload))
  }

  /** Closes after what was written. Calls of ours end as `closed`; what the peer has sent but we have not read is not handled. */
  close(code = 1000, reason = ''): void {
    this.#leaving = true
    // RFC 6455 §5.5: a control frame has 125 bytes, two of them the code.
    this.#socket.close(code, Buffer.from(reason).subarray(0, 123))
    // A peer that is gone lets the closing handshake time out; nobody waits for that.
    this.#outgoing?.close()
    this.#resume(flooded | unread | heldBack)
  }

  /** Cuts the connection without a closing handshake: for a peer that will not answer one. */
  terminate(): void {
    this.#socket.terminate()
  }

  /**
   * Takes up no further message for so long: what came waits, and once too much waits nothing is read. So a station that sends too much is
   * slowed down, never refused, and still heard when it answers a CALL of ours. 0 goes on at once.
   */
  slowDown(ms: number): void {
    if (this.#closed) return
    clearTimeout(this.#slowed)
    this.#slowed = ms > 0 ? setTimeout(Session.#endSlowDown, ms, this) : undefined
    this.#incoming.hold(ms > 0)
  }

  /** Pings, and says whether any sign of life came in time. */
  async answersPing(withinMs: number): Promise<boolean> {
    if (!this.open || this.#leaving) return false
    // Unread, it cannot show that it lives.
    if (this.#paused & (flooded | heldBack)) return true
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const before = this.#awaited
    this.#awaited = (alive) => {
      before?.(alive)
      resolve(alive)
    }
    const timeout = setTimeout(resolve, withinMs, false)
    this.#socket.ping()
    const answer = await promise
    clearTimeout(timeout)
    return answer
  }

  get #deadAfterMs(): number {
    const { deadAfterMs = 3 * this.#pingIntervalMs, deafAfterMs } = this.options
    return this.#ponged || !deafAfterMs ? deadAfterMs : Math.max(deadAfterMs, deafAfterMs())
  }

  /** Called by the shared ping loop. */
  keepAlive(nowMs: number): void {
    // Unread, a socket cannot show that it lives.
    if (this.#paused & (flooded | heldBack)) this.lastHeardAtMs = nowMs
    if (this.#doorway?.gate?.isOverdue(nowMs)) {
      this.#report('', new Date(nowMs), undefined, 'RpcFrameworkError', 'a message was begun and not finished in time')
      this.terminate()
      return
    }
    if (this.#pingIntervalMs === 0) return
    const silentMs = nowMs - this.lastHeardAtMs
    if (silentMs >= this.#deadAfterMs) {
      this.terminate()
      return
    }
    if (!this.open || silentMs < this.#pingIntervalMs || nowMs - this.#pingedAtMs < this.#pingIntervalMs) return
    this.#pingedAtMs = nowMs
    this.#socket.ping()
  }

  /** Writes a frame; false when the socket is no longer open. A peer that does not read is not read either, until it does. */
  write(text: string): boolean {
    if (!this.open) return false
    const way = this.#doorway?.gate ?? this.#socket
    if (this.#socket.bufferedAmount < maxUnreadBytes) {
      way.send(text)
      return true
    }
    this.#pause(unread)
    way.send(text, () => this.#resume(unread))
    return true
  }

  /** Something that waited was taken up, or is done with: there may be room for more. */
  onTaken(): void {
    const { waiting, waitingBytes } = this.#incoming
    const { maxWaiting, maxWaitingBytes } = this.#limits
    if (this.#paused & flooded && waiting <= maxWaiting / 2 && waitingBytes <= maxWaitingBytes / 2)
      this.#resume(flooded)
    if (this.#incoming.idle) this.#doorway?.gate?.onRoom()
  }

  onDone(bytes: number): void {
    this.#doorway?.budget.give(bytes)
  }

  /** The peer hears that it will not be heard any more; what it said before that is handled. */
  onRefusal(): void {
    if (++this.#refusals === this.#limits.maxRefusals) this.close(policyViolation, 'too many messages were refused')
  }

  holdBack(held: boolean): void {
    if (held) this.#pause(heldBack)
    else this.#resume(heldBack)
  }

  take(data: Buffer): void {
    this.#receive(data, false)
  }

  tooLarge(bytes: number): void {
    this.#report('', new Date(), undefined, 'RpcFrameworkError', `a message of ${bytes} bytes`)
    this.close(messageTooBig)
    // It still sends, and nobody reads that any more, not even its part in the closing handshake.
    this.#socket.pause()
    setTimeout(() => this.terminate(), farewellMs).unref()
  }

  onAnswer(frame: Exclude<Frame, { kind: 'call' | 'send' | 'malformed' }>, text: string, at: Date): unknown {
    if (frame.kind !== 'result-error') return this.#settle(frame, text, at)
    const message = `the peer could not process our response: ${frame.code} ${clip(frame.description, 255)}`
    return this.#report(text, at, frame.messageId, 'GenericError', message)
  }

  /** An answer that cannot be read ends the call that waits for it; true: there was one. */
  onBrokenAnswer(frame: MalformedFrame, text: string): boolean {
    const outcome = this.#outgoing?.settleBroken(frame, text)
    if (outcome) this.#complain(frame.messageId, outcome)
    return outcome !== undefined
  }

  #receive(data: Buffer, binary: boolean): void {
    const special = this.#doorway?.gate?.claim()
    const admittance = special?.admittance ?? null
    this.#heard()
    // After a close of ours nothing can be answered; the peer will send it again where it connects next. What came before its own close counts.
    if (this.#leaving) {
      admittance?.end()
      return
    }
    const at = new Date(this.lastHeardAtMs)
    const bytes = special?.cutFromBytes ?? data.length
    const limit = admittance?.huge ? this.#limits.maxTransactionFrameBytes : this.#limits.maxFrameBytes
    if (bytes > limit) {
      admittance?.end()
      const start = data.toString('utf8', 0, keptOfUnread)
      const message = `a frame of ${bytes} bytes; at most ${limit} are read`
      const [messageId, code] = [peekMessageId(start), 'RpcFrameworkError'] as const
      this.#queue({
        text: clip(start, keptOfUnread - 1),
        at,
        bytes,
        admittance: null,
        frame: { kind: 'malformed', messageId, code, message, answer: true },
        slips: null,
        quotes: null,
      })
      return
    }
    if (binary || !isUtf8(data)) {
      this.#receiveBytes(data, binary, { at, bytes, admittance })
      return
    }
    if (admittance?.huge) {
      this.#queue({ text: '', at, bytes, admittance, frame: null, slips: null, quotes: null, huge: data })
      return
    }
    const text = data.toString()
    if (isAnswer(text)) {
      const strict = readFrame(text, this.version)
      const isLoose = strict.kind === 'malformed' && this.tolerate.includes('loose-frames')
      const frame = isLoose ? readLooseFrame(text, this.version) : strict
      if (frame.kind === 'result' || frame.kind === 'error') {
        const outcome = this.#outgoing?.settle(frame, text)
        if (outcome) {
          this.#complain(frame.messageId, outcome)
          admittance?.end()
          return
        }
      } else if (frame.kind === 'malformed' && this.onBrokenAnswer(frame, text)) {
        admittance?.end()
        return
      }
    }
    this.#queue({ text, at, bytes, admittance, frame: null, slips: null, quotes: quotesIn(data) })
  }

  /** What is no text frame of UTF-8. Whether it is read all the same is decided when its turn comes. */
  #receiveBytes(data: Buffer, binary: boolean, rest: Pick<Arrival, 'at' | 'bytes' | 'admittance'>): void {
    const isText = isUtf8(data)
    const text = isText ? data.toString() : readBytes(data)
    const shown = text ?? data.toString('latin1', 0, keptOfUnread)
    const message = binary ? 'OCPP-J has no binary frames' : 'the text is not UTF-8'
    const code = 'RpcFrameworkError' as const
    this.#queue({
      ...rest,
      text: shown,
      // Text that is no UTF-8 ends the connection (RFC 6455 §8.1), and the last word is why.
      frame: { kind: 'malformed', messageId: peekMessageId(shown), code, message, answer: binary },
      slips: [...(binary ? [binaryFrame] : []), ...(isText ? [] : [noUtf8])],
      quotes: null,
    })
  }

  #queue(arrival: Arrival): void {
    // A large one was counted when it was let in.
    if (arrival.admittance) arrival.admittance.takenUp()
    else this.#doorway?.budget.take(arrival.bytes)
    this.#incoming.push(arrival)
    const { waiting, waitingBytes } = this.#incoming
    const { maxWaiting, maxWaitingBytes } = this.#limits
    const crowded = waiting > 0 && this.#doorway?.budget.crowded
    if (crowded || waiting >= maxWaiting || waitingBytes >= maxWaitingBytes) this.#pause(flooded)
  }

  #heard(): void {
    this.lastHeardAtMs = Date.now()
    if (this.#awaited) this.#tellAwaited(true)
    this.options.onFrame?.(this.lastHeardAtMs)
  }

  #tellAwaited(alive: boolean): void {
    this.#awaited?.(alive)
    this.#awaited = undefined
  }

  #afterClose(code: number, reason: string): void {
    this.#closed = true
    this.#tellAwaited(false)
    letGo(this)
    clearTimeout(this.#slowed)
    this.#incoming.hold(false)
    this.#outgoing?.close()
    this.options.onClose?.(code, reason)
  }

  /** The WebSocket itself was violated (RFC 6455): invalid UTF-8, a frame beyond every limit. `ws` closes it with the right code. */
  #broken(error: Error): void {
    this.#report('', new Date(), undefined, 'RpcFrameworkError', error.message)
  }

  #settle(frame: ResultFrame | ErrorFrame, text: string, at: Date): unknown {
    const outcome = this.#outgoing?.settle(frame, text)
    if (outcome) return this.#complain(frame.messageId, outcome)
    const message = 'answers no open call: late, a duplicate, or never asked'
    return this.#report(text, at, frame.messageId, 'RpcFrameworkError', message)
  }

  /** OCPP 2.1 part 4, 4.2.3: the peer hears that its answer could not be processed. */
  #complain(messageId: string, outcome: CallOutcome): void {
    if (outcome.outcome !== 'invalid-response' || !traits[this.version].hasResultErrorAndSend) return
    const { code, message, path } = outcome
    this.write(writeResultError(messageId, code as ErrorCode, message, path ? { path } : {}))
  }

  #report(text: string, at: Date, messageId: string | undefined, code: ErrorCode, message: string): unknown {
    const problem = { code: spell(this.version, code), message }
    return this.options.onProblem?.({
      direction: 'in',
      text,
      bytes: text.length,
      at,
      problem,
      ...(messageId !== undefined && { messageId }),
    })
  }

  #checkOutgoing(action: string, payload: object, send: boolean): void {
    const { version, side } = this
    if (!isAction(version, action)) throw new OcppError('NotImplemented', `${version} has no action ${clip(action)}`)
    if (!maySend(version, side, action)) throw new OcppError('NotSupported', `${action} is not for a ${side} to send`)
    if (isSend(version, action) !== send)
      throw new OcppError('NotSupported', `${action} is not sent by ${send ? 'SEND' : 'CALL'}`)
    const result = validateRequest(version, action, payload)
    if (!result.ok) throw new OcppError(result.code, result.message, { path: result.path })
  }

  #pause(reason: number): void {
    if (this.#paused === 0) this.#socket.pause()
    this.#paused |= reason
  }

  #resume(reason: number): void {
    if (this.#paused === 0) return
    this.#paused &= ~reason
    if (this.#paused !== 0) return
    this.#doorway?.gate?.pass()
    if (this.#paused === 0) this.#socket.resume()
  }

  static #endSlowDown(session: Session): void {
    session.#slowed = undefined
    session.#incoming.hold(false)
  }

  /** Functions of the class, not of the session: ten thousand sockets share them. */
  static readonly #listeners = {
    message(this: OwnedSocket, data: RawData, binary: boolean): void {
      this[owner].#receive(data as Buffer, binary)
    },
    ping(this: OwnedSocket): void {
      this[owner].#heard()
    },
    pong(this: OwnedSocket): void {
      this[owner].#ponged = true
      this[owner].#heard()
    },
    close(this: OwnedSocket, code: number, reason: Buffer): void {
      this[owner].#afterClose(code, reason.toString())
    },
    error(this: OwnedSocket, error: Error): void {
      this[owner].#broken(error)
    },
  }
}

/** What is kept of a frame that is not read. */
const keptOfUnread = 1000

/** For our last frame to arrive. */
const farewellMs = 500

/** RFC 6455 §7.4.1. */
const policyViolation = 1008
const messageTooBig = 1009

function limitsOf({ limits, maxFrameBytes }: SessionOptions): Limits {
  if (!limits && maxFrameBytes === undefined) return defaultLimits
  return { ...defaultLimits, ...limits, ...(maxFrameBytes !== undefined && { maxFrameBytes }) }
}
