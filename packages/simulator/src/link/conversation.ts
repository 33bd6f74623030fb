import { type ConnectOptions, connect } from '@busbar/ocpp/client'
import { OcppError } from '@busbar/ocpp/errors'
import type { IncomingCall } from '@busbar/ocpp/exchange'
import type { Session } from '@busbar/ocpp/session'
import type { Version } from '@busbar/ocpp/versions'
import type { LogEntry } from '../log.ts'
import type { Settings } from '../provisioning/settings.ts'
import { type Quirks, refuseTooMuch } from '../quirks.ts'
import type { Message, SendOutcome } from './message.ts'

type Answer = (payload: never) => object | Promise<object>

/** What speaking needs of the station. */
interface Needs {
  readonly id: string
  readonly version: Version
  readonly options: {
    readonly url: string
    readonly tls?: ConnectOptions['tls']
    readonly quirks?: Quirks
    onLog?(entry: LogEntry): void
  }
  readonly settings: Pick<Settings, 'messageTimeoutS' | 'webSocketPingIntervalS'>
  readonly link: { readonly session: Session | undefined; reconnect(): void }
  readonly registration: { readonly status: string; spoke(): void }
  readonly watchers: { lookSoon(): void }
  now(): Date
  log(text: string): void
  reboot(reason: 'RemoteReset'): void
  /** What the station does when it is told to. */
  obey(call: IncomingCall): object | Promise<object>
}

/** What the station and the CSMS say to each other, each frame told to the log. */
export class Conversation {
  readonly #station: Needs
  readonly #answers = new Map<string, Answer>()
  #password: string | Buffer | undefined

  constructor(station: Needs, password: string | undefined) {
    this.#station = station
    this.#password = password
  }

  open(onClose: () => void): Promise<Session> {
    const station = this.#station
    const { url, tls } = station.options
    return connect({
      url,
      identity: station.id,
      versions: [station.version],
      ...(this.#password !== undefined && { password: this.#password }),
      ...(tls && { tls }),
      handle: (call) => this.#handle(call),
      onClose,
      pingIntervalMs: station.settings.webSocketPingIntervalS * 1000,
      onProblem: ({ problem }) => station.log(`protocol problem: ${problem?.code ?? ''} ${problem?.message ?? ''}`),
      onError: (error) =>
        station.log(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    })
  }

  /** The CSMS sets new credentials: they count from the next connection on, which comes at once (2.0.1 A01). */
  changePassword(password: string | Buffer): void {
    this.#password = password
    this.#station.link.reconnect()
  }

  get securityProfile(): number {
    const { url, tls } = this.#station.options
    if (url.startsWith('wss:')) return tls?.cert ? 3 : 2
    return this.#password === undefined ? 0 : 1
  }

  async request({ action, payload }: Message, options: { validate?: boolean } = {}): Promise<SendOutcome> {
    const station = this.#station
    const { session } = station.link
    if (!session) return { outcome: 'closed' }
    this.#frame('out', 'call', action, payload)
    station.registration.spoke()
    const timeoutMs = station.settings.messageTimeoutS * 1000
    const outcome = await session
      .call(action, payload, { ...options, timeoutMs })
      .catch((error: unknown): SendOutcome => {
        // Our own mistake, or a fault text or id token a test made too long: said, not thrown into the void.
        if (error instanceof OcppError) return { outcome: 'unsendable', reason: error.message }
        throw error
      })
    if (outcome.outcome === 'unsendable') station.log(`${action} was not sent: ${outcome.reason}`)
    else if (outcome.outcome === 'answered') this.#frame('in', 'result', action, outcome.response)
    else if (outcome.outcome === 'refused') this.#frame('in', 'error', action, [outcome.code, outcome.description])
    else station.log(`${action} was not answered: ${outcome.outcome}`)
    return outcome
  }

  /** Right or wrong. Throws an OcppError when the CSMS refuses, an Error when it does not answer. */
  async call(message: Message): Promise<unknown> {
    const outcome = await this.request(message, { validate: false })
    if (outcome.outcome === 'answered') return outcome.response
    if (outcome.outcome === 'refused') throw new OcppError(outcome.code as 'GenericError', outcome.description)
    throw new Error(`${message.action} of ${this.#station.id} was not answered: ${outcome.outcome}`)
  }

  /** Answers a command with something else from now on. Undefined ends that. */
  answer(action: string, answer: Answer | undefined): void {
    if (answer) this.#answers.set(action, answer)
    else this.#answers.delete(action)
  }

  async #handle(call: IncomingCall): Promise<unknown> {
    this.#frame('in', 'call', call.action, call.payload)
    try {
      const response = await this.#answerTo(call)
      this.#frame('out', 'result', call.action, response)
      return response
    } catch (error) {
      if (error instanceof OcppError) this.#frame('out', 'error', call.action, [error.code, error.description])
      throw error
    }
  }

  #answerTo(call: IncomingCall): object | Promise<object> {
    const station = this.#station
    const own = this.#answers.get(call.action)
    if (own) return own(call.payload as never)
    const { quirks } = station.options
    if (quirks?.resetsWithoutAnswer && call.action === 'Reset') {
      station.reboot('RemoteReset')
      return new Promise(() => {})
    }
    if (quirks) refuseTooMuch(quirks, station.version, call)
    // 2.0.1 B03.FR.08: a rejected station takes no orders.
    if (station.registration.status === 'Rejected') throw new OcppError('SecurityError', 'not registered')
    return station.obey(call)
  }

  #frame(direction: 'in' | 'out', type: 'call' | 'result' | 'error', action: string, payload: unknown): void {
    const { options, id, watchers } = this.#station
    options.onLog?.({ at: this.#station.now(), station: id, kind: 'frame', direction, type, action, payload })
    watchers.lookSoon()
  }
}
