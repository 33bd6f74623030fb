/**
 * Reads the headers of a peer's WebSocket frames before `ws` reads the frames (RFC 6455 §5.2). So a message that is too large is never
 * in memory, a large one waits in the network until there is room for it, one that is never finished has an end, and of many small ones
 * no more come in than may wait.
 */
import type { Duplex } from 'node:stream'
import { type Admittance, type Applicant, type ByteBudget, largeBytes } from './byte-budget.ts'
import { type Limits, oversizeFactor } from './limits.ts'
import { cut, type FrameHeader, payloadStart, readHeader, soleText, textFrame } from './websocket-frame.ts'

/** What the gate asks of the session behind it. */
export interface Keeper {
  readonly limits: Limits
  /** Are messages still taken? */
  readonly open: boolean
  /** A text message as a whole. */
  take(data: Buffer): void
  /** Nothing may come now; `pass` is called when it may again. */
  readonly paused: boolean
  /** Has it nothing else to do? Then it may have a large message. */
  readonly idle: boolean
  holdBack(held: boolean): void
  /** A message that nobody may send. What comes of it is dropped. */
  tooLarge(bytes: number): void
}

/** The message that is handed on right now, when there is something to say about it. */
export interface Passing {
  /** How large it really is: only its beginning comes. */
  readonly cutFromBytes: number | null
  /** It was let in because there was room; whoever claims this ends it. */
  readonly admittance: Admittance | null
}

const nothingSpecial: Passing = { cutFromBytes: null, admittance: null }

/** Enough of a message to see its id and its action; also all that is handed on of one that is too large. */
const peekedBytes = 300
/** Messages that are handed on before we look whether more may come. */
const atOnce = 16
/** Pings and pongs a second; more of them wait. */
const maxControlsPerS = 50
/** How fast a message must come beyond the time it has in any case: poor mobile connections do ten times as much. */
const slowestBytesPerMs = 1
/** One that holds room others might need, and one that others wait for. */
const slowestLargeBytesPerMs = 32
const slowestWantedBytesPerMs = 128

type Feed = (this: Duplex, chunk: Buffer) => void
type Step = 'pass' | 'large' | 'cut' | 'drop' | 'wait' | 'incomplete'

const gateOf = Symbol('gate')
type GatedSocket = Duplex & { [gateOf]: FrameGate }

export class FrameGate implements Applicant {
  #passing: Passing = nothingSpecial
  readonly #socket: Duplex
  readonly #feeds: readonly Feed[]
  readonly #budget: ByteBudget
  #keeper: Keeper | null = null
  /** Came and was not handed on: part of a header, or what stands behind a message that has to wait. */
  #rest: Buffer | null = null
  #heldBack = false
  /** Of the frame in hand, still to come. */
  #toPass = 0
  #toDrop = 0
  /** Is the message in hand over with this frame? */
  #ends = false
  /** Of the message in hand. */
  #open = false
  #bytes = 0
  #start = ''
  #admittance: Admittance | null = null
  #refusing = false
  /** A frame came with which `ws` ends the connection: nothing passes it any more. */
  #isOver = false
  #controls = 0
  #controlsSinceMs = 0
  /** Bytes of it that came, and time that it took. */
  #came = 0
  #spentMs = 0
  #tickedAtMs = Date.now()

  /** To be made before anything was read from the socket, which `ws` listens to already. */
  constructor(socket: Duplex, budget: ByteBudget) {
    this.#socket = socket
    this.#budget = budget
    this.#feeds = socket.listeners('data') as Feed[]
    Object.assign(socket, { [gateOf]: this as FrameGate })
    for (const feed of this.#feeds) socket.off('data', feed)
    const { data, end } = FrameGate.#listeners
    socket.on('data', data)
    for (const event of ['end', 'close']) socket.prependListener(event, end)
  }

  attach(keeper: Keeper): void {
    this.#keeper = keeper
  }

  /** A message of ours, past `ws`, which has nothing to do for it: compression is off where there is a gate. */
  send(text: string, sent?: () => void): void {
    this.#socket.write(textFrame(text), sent)
  }

  /** What is special about the message that is handed on right now, for whoever looks after it from here on. */
  claim(): Passing {
    const passing = this.#passing
    this.#passing = nothingSpecial
    return passing
  }

  /** The session is paused no longer: what waits comes, as far as it may. */
  pass(): void {
    const rest = this.#rest
    if (!rest || this.#heldBack) return
    this.#rest = null
    this.#walk(rest)
  }

  /** The session has nothing else to do, or the budget has room: whoever waits asks again. */
  onRoom(): void {
    if (!this.#heldBack) return
    this.#hold(false)
    // It was let in, or does not want to come now: then others need not wait for it.
    if (!this.#heldBack) this.#budget.withdraw(this)
  }

  /** Something was begun and does not come to its end. Time in which nothing was read does not count. */
  isOverdue(nowMs: number): boolean {
    const sinceMs = nowMs - this.#tickedAtMs
    this.#tickedAtMs = nowMs
    if (!this.#open && this.#rest === null) {
      this.#spentMs = 0
      return false
    }
    const keeper = this.#keeper
    if (!keeper || keeper.paused) return false
    // A tick that came late was ours to wait for.
    this.#spentMs += Math.min(sinceMs, 2_000)
    return this.#spentMs > keeper.limits.messageTimeoutMs + this.#came / this.#slowest
  }

  get #slowest(): number {
    if (this.#admittance === null) return slowestBytesPerMs
    return this.#budget.wanted ? slowestWantedBytesPerMs : slowestLargeBytesPerMs
  }

  #take(chunk: Buffer): void {
    const rest = this.#rest
    if (rest && (this.#heldBack || this.#keeper?.paused)) {
      this.#rest = Buffer.concat([rest, chunk])
      return
    }
    const isBetween = !this.#open && !this.#refusing && this.#toPass === 0 && this.#toDrop === 0
    if (rest === null && isBetween && !this.#isOver) {
      // Between messages `ws` has nothing to add to one that came in one piece.
      const { limits, open } = this.#keeper as Keeper
      const text = open ? soleText(chunk, Math.min(limits.maxFrameBytes, largeBytes)) : null
      if (text) {
        this.#keeper?.take(text)
        return
      }
    }
    this.#rest = null
    this.#walk(rest ? Buffer.concat([rest, chunk]) : chunk)
  }

  #walk(chunk: Buffer): void {
    const keeper = this.#keeper as Keeper
    const end = chunk.length
    let from = 0
    let at = 0
    let messages = 0
    while (at < end) {
      if (this.#toDrop > 0) {
        const bytes = Math.min(this.#toDrop, end - at)
        this.#toDrop -= bytes
        at += bytes
        from = at
        if (this.#toDrop === 0 && this.#ends) this.#endMessage()
        continue
      }
      if (this.#toPass === 0) {
        const header = readHeader(chunk, at)
        const step = header ? this.#begin(chunk, at, header, keeper) : 'incomplete'
        if (header === null || step === 'incomplete' || step === 'wait') {
          this.#feed(chunk, from, at)
          this.#rest = chunk.subarray(at)
          if (step === 'wait') this.#hold(true)
          return
        }
        if (step !== 'pass') {
          this.#feed(chunk, from, at)
          from = at
        }
        if (step === 'cut') this.#handOnBeginning(chunk, at, header)
        at += header.bytes
        if (step === 'cut' || step === 'drop') from = at
      }
      const bytes = Math.min(this.#toPass, end - at)
      this.#toPass -= bytes
      this.#came += bytes
      at += bytes
      if (this.#toPass > 0 || this.#toDrop > 0) continue
      if (this.#ends) {
        if (this.#admittance) {
          this.#handOnAdmitted(chunk, from, at)
          from = at
        }
        this.#endMessage()
      }
      messages++
      if (messages < atOnce) continue
      this.#feed(chunk, from, at)
      from = at
      messages = 0
      if (!keeper.paused) continue
      if (at < end) this.#rest = chunk.subarray(at)
      return
    }
    this.#feed(chunk, from, at)
  }

  /** A frame begins: what becomes of it? What is wrong with it otherwise is for `ws` to say. */
  #begin(chunk: Buffer, at: number, header: FrameHeader, keeper: Keeper): Step {
    const { length, control, final, continuation } = header
    // It tells us only in a later turn of the event loop, and what has come by then is at hand.
    if (!header.sound || (!control && continuation !== this.#open)) this.#isOver = true
    if (control) {
      if (this.#isTooOften()) return 'wait'
      this.#ends = false
      this.#toPass = length
      return 'pass'
    }
    if (this.#refusing) {
      this.#ends = false
      this.#toDrop = length
      return 'drop'
    }
    const { maxFrameBytes, maxTransactionFrameBytes } = keeper.limits
    const total = continuation ? this.#bytes + length : length
    let start = continuation ? this.#start : ''
    let huge = false
    let step: Step = 'pass'
    const beyondAll = total > Math.max(oversizeFactor * maxFrameBytes, maxTransactionFrameBytes)
    if (!beyondAll && (!final || continuation || total > maxFrameBytes)) {
      const peeked = payloadStart(chunk, at, header, peekedBytes - start.length)
      if (peeked === null) return 'incomplete'
      start += peeked
    }
    if (total > maxFrameBytes) {
      huge = !beyondAll && total <= maxTransactionFrameBytes && isTransaction.test(start)
      if (!huge) {
        const answerable = final && !continuation && total <= oversizeFactor * maxFrameBytes
        step = answerable ? 'cut' : 'drop'
        // Even to drop it costs time, so it has its turn like any other.
        if (answerable && !keeper.idle) return 'wait'
      }
    }
    if (total > largeBytes && (step === 'pass' || huge)) {
      const whole = final && !continuation ? total : huge ? maxTransactionFrameBytes : maxFrameBytes
      if (!this.#isAdmitted(whole, huge, keeper)) return 'wait'
      step = 'large'
    }
    if (!continuation) [this.#came, this.#spentMs] = [0, 0]
    this.#open = true
    this.#ends = final
    this.#bytes = total
    this.#start = start
    if (step === 'drop') {
      this.#refusing = true
      keeper.tooLarge(total)
    }
    if (step === 'drop' || step === 'cut') this.#toDrop = length
    else this.#toPass = length
    return step
  }

  #isAdmitted(bytes: number, huge: boolean, keeper: Keeper): boolean {
    const former = this.#admittance
    if (former && (former.huge || !huge)) return true
    if (!keeper.idle) {
      this.#budget.withdraw(this)
      return false
    }
    const admittance = this.#budget.admit(this, bytes, huge)
    if (!admittance) return false
    former?.end()
    this.#admittance = admittance
    return true
  }

  #isTooOften(): boolean {
    const nowMs = performance.now()
    if (nowMs - this.#controlsSinceMs > 1000) [this.#controls, this.#controlsSinceMs] = [0, nowMs]
    if (++this.#controls <= maxControlsPerS) return false
    setTimeout(FrameGate.#onNextSecond, 1000 - (nowMs - this.#controlsSinceMs), this)
    return true
  }

  #endMessage(): void {
    this.#open = false
    this.#start = ''
  }

  /** What is too large to be read is refused by its beginning: a whole message of its own for `ws`, and not a text, since it may end within a character. */
  #handOnBeginning(chunk: Buffer, at: number, header: FrameHeader): void {
    this.#passing = { cutFromBytes: header.length, admittance: null }
    const beginning = cut(chunk, at, header, Math.min(peekedBytes, header.length))
    this.#feed(beginning, 0, beginning.length)
    this.#passing = nothingSpecial
  }

  #handOnAdmitted(chunk: Buffer, from: number, at: number): void {
    const admittance = this.#admittance
    this.#admittance = null
    this.#passing = { cutFromBytes: null, admittance }
    this.#feed(chunk, from, at)
    if (this.#passing !== nothingSpecial) admittance?.end()
    this.#passing = nothingSpecial
  }

  #hold(held: boolean): void {
    this.#heldBack = held
    this.#keeper?.holdBack(held)
  }

  #feed(chunk: Buffer, from: number, to: number): void {
    if (to === from) return
    const part = from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to)
    for (const feed of this.#feeds) feed.call(this.#socket, part)
  }

  /** The socket is over: what came counts, and what was kept for it is given back. */
  #end(): void {
    const rest = this.#rest
    this.#rest = null
    this.#open = false
    this.#heldBack = false
    if (rest && !this.#refusing) this.#feed(rest, 0, rest.length)
    this.#budget.withdraw(this)
    this.#admittance?.end()
    this.#admittance = null
  }

  /** Functions of the class, not of the gate: ten thousand sockets share them. */
  static readonly #listeners = {
    data(this: GatedSocket, chunk: Buffer): void {
      this[gateOf].#take(chunk)
    },
    end(this: GatedSocket): void {
      this[gateOf].#end()
    },
  }

  static #onNextSecond(gate: FrameGate): void {
    gate.onRoom()
  }
}

const isTransaction = /^\s*\[\s*2\s*,\s*"[^"]{1,64}"\s*,\s*"(StopTransaction|TransactionEvent)"/
