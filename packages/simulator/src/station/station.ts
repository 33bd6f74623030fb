import { OcppError } from '@busbar/ocpp/errors'
import type { IncomingCall } from '@busbar/ocpp/exchange'
import type { Version } from '@busbar/ocpp/versions'
import type { IdToken } from '../authorization/id-token.ts'
import { LocalAuthorization } from '../authorization/local-authorization.ts'
import type { ConnectorStatus } from '../availability/connector-status.ts'
import { clearFault, type Fault, fault } from '../availability/fault.ts'
import { StatusReports } from '../availability/status-reports.ts'
import { Certificates } from '../certificates/certificates.ts'
import { type Clock, realClock } from '../clock.ts'
import { LogUploader } from '../diagnostics/log-uploader.ts'
import { type EvOptions, VirtualEv } from '../ev/ev.ts'
import { Evse } from '../evse/evse.ts'
import { FirmwareUpdater } from '../firmware/firmware-updater.ts'
import { Conversation } from '../link/conversation.ts'
import { Link } from '../link/link.ts'
import type { Message, SendOutcome } from '../link/message.ts'
import type { BootReason } from '../provisioning/boot-notification.ts'
import { coldBoot } from '../provisioning/cold-boot.ts'
import { Registration } from '../provisioning/registration.ts'
import { Resets } from '../provisioning/reset.ts'
import { defaultSettings, type Settings } from '../provisioning/settings.ts'
import { Random } from '../random.ts'
import { Reservations } from '../reservations/reservations.ts'
import { fromCsms } from '../routes/from-csms.ts'
import { type Protocol, protocols } from '../routes/protocol.ts'
import { Profiles } from '../smart-charging/profiles.ts'
import { deauthorize, plugIn, unplug } from '../transactions/charging.ts'
import { goOn, type Memory } from '../transactions/go-on.ts'
import { Outbox } from '../transactions/outbox.ts'
import { AlignedSampler } from '../transactions/sampling.ts'
import { type TapResult, tap } from '../transactions/tap.ts'
import type { Transaction } from '../transactions/transaction.ts'
import type { StationOptions } from './options.ts'
import { Watchers } from './watchers.ts'

/** A charging station: it makes its modules, which keep one thing each, and gives them to the blocks. People and tests use its verbs. */
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
  readonly logs = new LogUploader(this)
  readonly outbox = new Outbox(this)
  readonly link: Link
  readonly conversation: Conversation
  readonly registration = new Registration(this)
  readonly resets: Resets
  readonly statusReports = new StatusReports(this)
  readonly alignedSampler = new AlignedSampler(this)
  readonly watchers = new Watchers()
  /** As the CSMS set the whole station. */
  operative = true
  /** Of the whole station. */
  stationFault: Fault | undefined
  /** What the CSMS may learn by its own questions only; kept as it was sent. */
  readonly networkProfiles = new Map<number, object>()
  #running = false
  #memory: Memory | undefined
  #clockOffsetMs = 0
  #lastEventId = 0

  constructor(options: StationOptions) {
    this.options = options
    this.id = options.id
    this.version = options.version
    this.clock = options.clock ?? realClock
    this.random = new Random(options.seed ?? options.id)
    this.protocol = protocols[options.version]
    this.settings = { ...defaultSettings(), ...this.protocol.settings, ...options.settings }
    this.#memory = options.memory
    const nowMs = this.clock.now()
    this.evses = (options.evses ?? [{}]).map((evse, i) => new Evse(i + 1, evse, nowMs))
    if (this.version === 'ocpp1.6' && this.evses.some((evse) => evse.connectors.length > 1)) {
      throw new RangeError('1.6 knows connectors only: give each its own EVSE')
    }
    this.authorization = new LocalAuthorization(this.settings)
    this.profiles = new Profiles(this.evses, this.protocol.profileRivals)
    this.firmware = new FirmwareUpdater(this, options.firmwareVersion ?? '1.0.0')
    this.resets = new Resets(this, options.rebootS ?? 5)
    this.conversation = new Conversation(this, options.password)
    this.link = new Link(this)
  }

  // For people and tests

  /** Switches the station on. It connects, boots and stays. After `stop` that is the end of a power cut: what ran then has ended. */
  start(): void {
    if (this.#running) return
    this.#running = true
    const memory = this.#memory
    this.#memory = undefined
    if (memory) {
      this.registration.goOn()
      goOn(this, memory)
    } else coldBoot(this)
    this.alignedSampler.start()
    this.link.start()
  }

  /** Cuts the power: the socket closes, nothing moves any more. Memory and plugs stay as they are. */
  stop(): void {
    this.#running = false
    this.resets.stop()
    this.alignedSampler.stop()
    this.link.stop()
    this.registration.stop()
    this.firmware.stop()
    this.logs.stop()
    this.reservations.pause()
    for (const evse of this.evses) evse.powerDown(this.clock.now())
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
  fault(evseId: number, given: Fault | string = 'OtherError'): void {
    fault(this, evseId === 0 ? undefined : this.evse(evseId), typeof given === 'string' ? { errorCode: given } : given)
  }

  clearFault(evseId: number): void {
    clearFault(this, evseId === 0 ? undefined : this.evse(evseId))
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
    return (await this.conversation.call({ action, payload })) as Response
  }

  /** Answers a command of the CSMS with something else from now on; the station does nothing else about it. Undefined ends that. */
  answer<Payload = unknown>(action: string, answer?: (payload: Payload) => object | Promise<object>): void {
    this.conversation.answer(action, answer)
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
    return this.watchers.waitFor(() => condition(this), timeoutMs, this.id)
  }

  // For the station's own blocks

  /** By the station's clock, which the CSMS sets. */
  now(): Date {
    return new Date(this.clock.now() + this.#clockOffsetMs)
  }

  /** Latency makes every answer a little old; only a real difference moves the clock, so that timestamps stay in order. */
  setClock(currentTime: Date): void {
    const offMs = currentTime.getTime() - this.now().getTime()
    if (Math.abs(offMs) >= 1000) this.#clockOffsetMs += offMs
  }

  /** Has power. */
  get running(): boolean {
    return this.#running
  }

  get rebooting(): boolean {
    return this.resets.rebooting
  }

  /** Connected and accepted: what happens can be told at once. */
  get online(): boolean {
    return this.link.session !== undefined && this.registration.status === 'Accepted' && !this.rebooting
  }

  get offlineS(): number {
    if (this.online || this.link.lostAtMs === undefined) return 0
    return (this.clock.now() - this.link.lostAtMs) / 1000
  }

  get acceptsTransactions(): boolean {
    if (this.rebooting || this.resets.pending || this.firmware.installing) return false
    return this.registration.wasAccepted || this.settings.txBeforeAccepted
  }

  isOperative(evse: Evse): boolean {
    return this.operative && evse.operative && evse.connectors.some((connector) => connector.operative)
  }

  get securityProfile(): number {
    return this.conversation.securityProfile
  }

  reboot(reason: BootReason): void {
    this.resets.reboot(reason)
  }

  /** Sends what needs no queue; away from the CSMS it is lost. */
  async send(message: Message): Promise<SendOutcome> {
    return this.online ? this.request(message) : { outcome: 'offline' }
  }

  /** Sends whatever the registration status is. */
  request(message: Message): Promise<SendOutcome> {
    return this.conversation.request(message)
  }

  obey(call: IncomingCall): object | Promise<object> {
    const handler = fromCsms[this.version][call.action]
    if (!handler) throw new OcppError('NotSupported', `${call.action} is not supported`)
    return handler(this, call.payload as never, (task) => call.after(task))
  }

  reportStatus(): void {
    this.statusReports.update()
    this.watchers.look()
  }

  /** 2.x numbers its events. */
  newEventId(): number {
    this.#lastEventId += 1
    return this.#lastEventId
  }

  log(text: string): void {
    this.options.onLog?.({ at: this.now(), station: this.id, kind: 'event', text })
  }
}
