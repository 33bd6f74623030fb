import { type ConnectOptions, connect } from '@busbar/ocpp/client'
import { OcppError } from '@busbar/ocpp/errors'
import type { IncomingCall, Session } from '@busbar/ocpp/session'
import type { Version } from '@busbar/ocpp/versions'
import type { IdToken } from '../authorization/id-token.ts'
import { LocalAuthorization } from '../authorization/local-authorization.ts'
import type { ConnectorStatus } from '../availability/connector-status.ts'
import type { Fault } from '../availability/fault.ts'
import { StatusReports } from '../availability/status-reports.ts'
import { Certificates } from '../certificates/certificates.ts'
import { type Clock, realClock, type Timer } from '../clock.ts'
import { LogUploader } from '../diagnostics/log-uploader.ts'
import { type EvOptions, type Offer, VirtualEv } from '../ev/ev.ts'
import { Evse, type EvseOptions } from '../evse/evse.ts'
import { FirmwareUpdater } from '../firmware/firmware-updater.ts'
import { Link } from '../link/link.ts'
import type { Message, SendOutcome } from '../link/message.ts'
import type { LogEntry } from '../log.ts'
import { Registration } from '../provisioning/registration.ts'
import { defaultSettings, type Settings } from '../provisioning/settings.ts'
import { type Quirks, refuseTooMuch } from '../quirks.ts'
import { Random } from '../random.ts'
import { dropReservations, holdReservation } from '../reservations/hold-reservation.ts'
import { Reservations } from '../reservations/reservations.ts'
import { ocpp16 } from '../routes/ocpp16.ts'
import { ocpp21 } from '../routes/ocpp21.ts'
import { ocpp201 } from '../routes/ocpp201.ts'
import type { BootReason, Protocol } from '../routes/protocol.ts'
import { Profiles } from '../smart-charging/profiles.ts'
import { deauthorize, plugIn, stopNow, unplug, update } from '../transactions/charging.ts'
import { goOn, type Memory } from '../transactions/go-on.ts'
import { Outbox } from '../transactions/outbox.ts'
import { startAlignedSampling, startSampling } from '../transactions/sampling.ts'
import { type TapResult, tap } from '../transactions/tap.ts'
import type { Transaction } from '../transactions/transaction.ts'
import { Watchers } from './watchers.ts'

export interface StationOptions {
  /** The CSMS's endpoint, `ws://host:8080/ocpp`. */
  url: string
  id: string
  version: Version
  /** HTTP Basic authentication. */
  password?: string
  vendor?: string
  model?: string
  serialNumber?: string
  firmwareVersion?: string
  /** Default: one EVSE, 3 × 32 A. */
  evses?: readonly EvseOptions[]
  /** Every random choice comes from it. Default: the id. */
  seed?: string | number
  clock?: Clock
  settings?: Partial<Settings>
  /** It has been on before, in another process, and goes on: accepted, without a boot, with what ran then. */
  memory?: Memory
  /** From closing the socket to opening it again. Default 5 s. */
  rebootS?: number
  tls?: ConnectOptions['tls']
  quirks?: Quirks
  onLog?(entry: LogEntry): void
}

type Answer = (payload: never) => object | Promise<object>

/**
 * A charging station. Its modules keep one thing each (the socket, the queue, the EVSEs, the lists…) and find one another through it; people
 * and tests use the verbs at its top.
 */
export class SimulatedStation {
  readonly id: string
  readonly version: Version
  readonly options: StationOptions
  readonly clock: Clock
  readonly random: Random
  readonly settings: Settings
  readonly protocol: Protocol
  readonly evses: readonly Evse[]
  readonly authorization: LocalAuthorization
  readonly reservations = new Reservations()
  readonly profiles: Profiles
  readonly certificates = new Certificates()
  readonly firmware: FirmwareUpdater
  readonly logs: LogUploader
  readonly outbox: Outbox
  readonly link: Link
  readonly registration: Registration
  readonly statusReports: StatusReports
  /** As the CSMS set the whole station. */
  operative = true
  /** Of the whole station: connector 0 of 1.6, the component ChargingStation of 2.x. */
  stationFault: Fault | undefined
  rebooting = false
  resetPending = false
  /** What the CSMS may learn by its own questions only; kept as it was sent. */
  readonly networkProfiles = new Map<number, object>()
  readonly #answers = new Map<string, Answer>()
  readonly #watchers = new Watchers()
  readonly #rebootS: number
  #clockOffsetMs = 0
  #alignedTimer: Timer | undefined
  #rebootTimer: Timer | undefined
  #running = false
  #memory: Memory | undefined
  #password: string | Buffer | undefined
  #lastEventId = 0

  constructor(options: StationOptions) {
    this.options = options
    this.id = options.id
    this.version = options.version
    this.clock = options.clock ?? realClock
    this.random = new Random(options.seed ?? options.id)
    this.protocol = protocols[options.version]
    this.settings = { ...defaultSettings(), ...this.protocol.settings, ...options.settings }
    this.#rebootS = options.rebootS ?? 5
    this.#password = options.password
    this.#memory = options.memory
    const nowMs = this.clock.now()
    this.evses = (options.evses ?? [{}]).map((evse, i) => new Evse(i + 1, evse, nowMs))
    if (this.version === 'ocpp1.6' && this.evses.some((evse) => evse.connectors.length > 1)) {
      throw new RangeError('1.6 knows connectors only: give each its own EVSE')
    }
    this.authorization = new LocalAuthorization(this.settings)
    this.profiles = new Profiles(this.evses, this.protocol.profileRivals)
    this.firmware = new FirmwareUpdater(this, options.firmwareVersion ?? '1.0.0')
    this.logs = new LogUploader(this)
    this.registration = new Registration(this)
    this.statusReports = new StatusReports(this)
    this.outbox = new Outbox({
      clock: this.clock,
      settings: this.settings,
      ready: () => this.online,
      send: (event) => this.request(this.protocol.transactionEvent(event)),
      delivered: (event, response) => this.registration.delivered(event, response),
      dropped: (event, outcome) => this.log(`gave up ${event.kind} of ${event.transaction.id}: ${outcome.outcome}`),
    })
    this.link = new Link({
      clock: this.clock,
      random: this.random.fork('link'),
      settings: this.settings,
      open: (onClose) => this.#open(onClose),
      onUp: () => {
        this.log('connected')
        void this.registration.connected()
      },
      onDown: () => {
        this.log('connection lost')
        this.registration.disconnected()
      },
      onFailure: (error) => this.log(`cannot connect: ${error instanceof Error ? error.message : String(error)}`),
    })
  }

  // For people and tests

  /** Switches the station on. It connects, boots and stays. After `stop` that is the end of a power cut: what ran then has ended. */
  start(): void {
    if (this.#running) return
    this.#running = true
    const memory = this.#memory
    this.#memory = undefined
    if (memory) goOn(this, memory)
    else this.#powerUp()
    this.restartAlignedSampling()
    this.link.start()
  }

  #powerUp(): void {
    this.registration.boot('PowerUp')
    for (const reservation of this.reservations.all) holdReservation(this, reservation)
    for (const evse of this.evses) {
      evse.settle(this.clock.now())
      if (evse.transaction) stopNow(this, evse, 'PowerLoss', 'AbnormalCondition')
    }
  }

  /** Cuts the power: the socket closes, nothing moves any more. Memory and plugs stay as they are. */
  stop(): void {
    this.#running = false
    this.rebooting = false
    this.#rebootTimer?.cancel()
    this.#alignedTimer?.cancel()
    this.link.stop()
    this.registration.stop()
    this.firmware.stop()
    this.logs.stop()
    this.reservations.pause()
    for (const evse of this.evses) {
      evse.settle(this.clock.now())
      evse.setOffer(undefined)
      evse.chargeTimer?.cancel()
      evse.connectTimer?.cancel()
      evse.transaction?.sampleTimer?.cancel()
      evse.transaction?.endSampleTimer?.cancel()
    }
  }

  /** Puts an EV's plug into a connector. */
  plugIn(evseId: number, ev: VirtualEv | EvOptions = {}, connectorId = 1): VirtualEv {
    const vehicle = ev instanceof VirtualEv ? ev : new VirtualEv(ev)
    plugIn(this, this.evse(evseId), vehicle, connectorId)
    return vehicle
  }

  unplug(evseId: number): void {
    unplug(this, this.evse(evseId))
  }

  /** Holds an id token before the reader: starts, or stops, or is refused. */
  tap(evseId: number, idToken: string | IdToken): Promise<TapResult> {
    const token = typeof idToken === 'string' ? { idToken, type: 'ISO14443' } : idToken
    return tap(this, this.evse(evseId), token)
  }

  /** The emergency or stop button, or anything else that ends what runs at an EVSE. */
  stopTransaction(evseId: number): void {
    deauthorize(this, this.evse(evseId), 'Local', 'StopAuthorized')
  }

  /** EVSE 0 is the station as a whole; what charges goes on. */
  fault(evseId: number, fault: Fault | string = 'OtherError'): void {
    const given = typeof fault === 'string' ? { errorCode: fault } : fault
    const { errorCode } = given
    this.log(`fault ${errorCode} on ${evseId === 0 ? 'the station' : `EVSE ${evseId}`}`)
    if (evseId === 0) {
      this.stationFault = given
      this.reportStation()
      return
    }
    const evse = this.evse(evseId)
    evse.fault = given
    const reason =
      errorCode === 'GroundFailure' ? 'GroundFault' : errorCode === 'OverCurrentFailure' ? 'OvercurrentFault' : 'Other'
    stopNow(this, evse, reason, 'AbnormalCondition')
    dropReservations(this)
  }

  clearFault(evseId: number): void {
    if (evseId === 0) {
      this.stationFault = undefined
      this.reportStation()
      return
    }
    const evse = this.evse(evseId)
    evse.fault = undefined
    update(this, evse, 'ChargingStateChanged')
  }

  /** Cuts the cable to the internet. The station goes on by itself. */
  dropNetwork(): void {
    this.log('network dropped')
    this.link.cut()
  }

  restoreNetwork(): void {
    this.log('network restored')
    this.link.restore()
  }

  /**
   * Sends any action with any payload, right or wrong, without touching the station's own state. Throws an OcppError when the CSMS refuses, an
   * Error when it does not answer.
   */
  async call<Response = Record<string, unknown>>(action: string, payload: object): Promise<Response> {
    const outcome = await this.request({ action, payload }, { validate: false })
    if (outcome.outcome === 'answered') return outcome.response as Response
    if (outcome.outcome === 'refused') throw new OcppError(outcome.code as 'GenericError', outcome.description)
    throw new Error(`${action} of ${this.id} was not answered: ${outcome.outcome}`)
  }

  /** Answers a command of the CSMS with something else from now on; the station does nothing else about it. Undefined ends that. */
  answer<Payload = unknown>(action: string, answer?: (payload: Payload) => object | Promise<object>): void {
    if (answer) this.#answers.set(action, answer as Answer)
    else this.#answers.delete(action)
  }

  evse(evseId: number): Evse {
    const evse = this.evses[evseId - 1]
    if (!evse) throw new RangeError(`${this.id} has no EVSE ${evseId}`)
    return evse
  }

  status(evseId: number, connectorId = 1): ConnectorStatus | undefined {
    return this.evse(evseId).connectors[connectorId - 1]?.status
  }

  transaction(evseId: number): Transaction | undefined {
    return this.evse(evseId).transaction
  }

  /** Waits, in real time, until something about this station is true. */
  waitFor(condition: (station: SimulatedStation) => boolean, timeoutMs = 5000): Promise<void> {
    return this.#watchers.waitFor(() => condition(this), timeoutMs, this.id)
  }

  // For the station's own modules

  /** By the station's clock, which the CSMS sets. */
  now(): Date {
    return new Date(this.clock.now() + this.#clockOffsetMs)
  }

  /** Latency makes every answer a little old; only a real difference moves the clock, so that timestamps stay in order. */
  setClock(currentTime: Date): void {
    const offMs = currentTime.getTime() - this.now().getTime()
    if (Math.abs(offMs) >= 1000) this.#clockOffsetMs += offMs
  }

  get session(): Session | undefined {
    return this.link.session
  }

  /** Connected and accepted: what happens can be told at once. */
  get online(): boolean {
    return this.session !== undefined && this.registration.status === 'Accepted' && !this.rebooting
  }

  get offlineS(): number {
    if (this.online || this.link.lostAtMs === undefined) return 0
    return (this.clock.now() - this.link.lostAtMs) / 1000
  }

  get acceptsTransactions(): boolean {
    if (this.rebooting || this.resetPending || this.firmware.installing) return false
    return this.registration.wasAccepted || this.settings.txBeforeAccepted
  }

  isOperative(evse: Evse): boolean {
    return this.operative && evse.operative && evse.connectors.some((connector) => connector.operative)
  }

  newTransactionId(): string {
    // E01.FR.08: never twice, not even when the same seed runs again.
    return `${this.now().getTime().toString(36)}-${this.random.hex(12)}`
  }

  offerFor(evse: Evse): Offer {
    const active = this.evses
      .filter((e) => e === evse || (e.transaction && e.authorization && e.ev && !e.ev.full))
      .toSorted((a, b) => startedMs(a) - startedMs(b))
    return this.profiles.offerFor(evse, active, this.now().getTime(), this.offlineS)
  }

  /** Sends what needs no queue; away from the CSMS it is lost. */
  async send(message: Message): Promise<SendOutcome> {
    return this.online ? this.request(message) : { outcome: 'offline' }
  }

  /** Sends whatever the registration status is. */
  async request({ action, payload }: Message, options: { validate?: boolean } = {}): Promise<SendOutcome> {
    const { session } = this
    if (!session) return { outcome: 'closed' }
    this.#frame('out', 'call', action, payload)
    this.registration.spoke()
    const timeoutMs = this.settings.messageTimeoutS * 1000
    const outcome = await session
      .call(action, payload, { ...options, timeoutMs })
      .catch((error: unknown): SendOutcome => {
        // Our own mistake, or a fault text or id token a test made too long: said, not thrown into the void.
        if (error instanceof OcppError) return { outcome: 'unsendable', reason: error.message }
        throw error
      })
    if (outcome.outcome === 'unsendable') this.log(`${action} was not sent: ${outcome.reason}`)
    else if (outcome.outcome === 'answered') this.#frame('in', 'result', action, outcome.response)
    else if (outcome.outcome === 'refused') this.#frame('in', 'error', action, [outcome.code, outcome.description])
    else this.log(`${action} was not answered: ${outcome.outcome}`)
    return outcome
  }

  reportStatus(): void {
    this.statusReports.update()
    this.#watchers.look()
  }

  /** Of the station as a whole. */
  reportStation(): void {
    void this.send(this.protocol.stationStatus(this))
  }

  /** 2.x numbers its events. */
  newEventId(): number {
    this.#lastEventId += 1
    return this.#lastEventId
  }

  restartAlignedSampling(): void {
    this.#alignedTimer?.cancel()
    this.#alignedTimer = this.#running ? startAlignedSampling(this) : undefined
  }

  /** After an interval was configured. */
  restartSampling(): void {
    for (const evse of this.evses) if (evse.transaction) startSampling(this, evse, evse.transaction)
    this.restartAlignedSampling()
  }

  /** Registers, settings, lists, profiles, reservations and the queue survive; the EVs stay plugged in. */
  reboot(reason: BootReason): void {
    if (this.rebooting) return
    this.rebooting = true
    this.resetPending = false
    this.log(`reboots: ${reason}`)
    this.registration.stop()
    this.link.stop()
    this.#rebootTimer = this.clock.setTimeout(() => {
      this.rebooting = false
      if (!this.#running) return
      for (const evse of this.evses) {
        evse.resetPending = false
        evse.finished = false
      }
      this.registration.boot(reason)
      this.link.start()
    }, this.#rebootS * 1000)
  }

  /** The CSMS sets new credentials: they count from the next connection on, which comes at once (2.0.1 A01). */
  changePassword(password: string | Buffer): void {
    this.#password = password
    this.link.reconnect()
  }

  get securityProfile(): number {
    if (this.options.url.startsWith('wss:')) return this.options.tls?.cert ? 3 : 2
    return this.#password === undefined ? 0 : 1
  }

  log(text: string): void {
    this.options.onLog?.({ at: this.now(), station: this.id, kind: 'event', text })
  }

  #open(onClose: () => void): Promise<Session> {
    const { url, tls } = this.options
    return connect({
      url,
      identity: this.id,
      versions: [this.version],
      ...(this.#password !== undefined && { password: this.#password }),
      ...(tls && { tls }),
      handle: (call) => this.#handle(call),
      onClose,
      pingIntervalMs: this.settings.webSocketPingIntervalS * 1000,
      onProblem: ({ problem }) => this.log(`protocol problem: ${problem?.code ?? ''} ${problem?.message ?? ''}`),
      onError: (error) => this.log(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    })
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
    const own = this.#answers.get(call.action)
    if (own) return own(call.payload as never)
    const { quirks } = this.options
    if (quirks?.resetsWithoutAnswer && call.action === 'Reset') {
      this.reboot('RemoteReset')
      return new Promise(() => {})
    }
    if (quirks) refuseTooMuch(quirks, this.version, call)
    // 2.0.1 B03.FR.08: a rejected station takes no orders.
    if (this.registration.status === 'Rejected') throw new OcppError('SecurityError', 'not registered')
    const handler = this.protocol.handlers[call.action]
    if (!handler) throw new OcppError('NotSupported', `${call.action} is not supported`)
    return handler(this, call.payload as never, (task) => call.after(task))
  }

  #frame(direction: 'in' | 'out', type: 'call' | 'result' | 'error', action: string, payload: unknown): void {
    this.options.onLog?.({ at: this.now(), station: this.id, kind: 'frame', direction, type, action, payload })
    this.#watchers.lookSoon()
  }
}

const protocols: Readonly<Record<Version, Protocol>> = {
  'ocpp1.6': ocpp16,
  'ocpp2.0.1': ocpp201,
  'ocpp2.1': ocpp21,
}

function startedMs(evse: Evse): number {
  return evse.transaction?.startedAt.getTime() ?? Number.POSITIVE_INFINITY
}
