import type * as v16 from '@busbar/ocpp/v16'
import type { StatusReports } from '../availability/status-reports.ts'
import type { Timer } from '../clock.ts'
import type { FirmwareUpdater } from '../firmware/firmware-updater.ts'
import type { Link } from '../link/link.ts'
import type { Message, SendOutcome } from '../link/message.ts'
import { tellSecurityEvent } from '../security/security-event-notification.ts'
import { update } from '../transactions/charging.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'
import type { Outbox } from '../transactions/outbox.ts'
import { type BootReason, type BootWords, type Nameplate, readBoot } from './boot-notification.ts'

/** How long to wait before asking again when the CSMS leaves it to the station (interval 0). */
const ownRetryS = 30

/** What standing with the CSMS needs of the station. */
interface Needs extends TransactionNeeds, Nameplate {
  readonly firmware: Pick<FirmwareUpdater, 'version' | 'afterBoot'>
  readonly statusReports: Pick<StatusReports, 'update' | 'reportAll' | 'reportChanges'>
  readonly outbox: Pick<Outbox, 'push' | 'pump'>
  readonly link: Pick<Link, 'lostAtMs'>
  readonly protocol: TransactionNeeds['protocol'] & RegistrationWords
  /** Sends whatever the registration status is. */
  request(message: Message): Promise<SendOutcome>
  setClock(currentTime: Date): void
  log(text: string): void
}

export interface RegistrationWords extends BootWords {
  /** 1.6 lets the CSMS set how often; 2.x counts from the last message (HeartbeatInterval is an interval of inactivity). */
  readonly heartbeatOnlyWhenSilent: boolean
  /** 2.x tells of a start as a security event. */
  readonly announcesStartup: boolean
}

/** Standing with the CSMS: boot until accepted, then heartbeats; what to do on a return from being offline. */
export class Registration {
  readonly #station: Needs
  #reason: BootReason = 'PowerUp'
  #status: 'Unknown' | 'Accepted' | 'Pending' | 'Rejected' = 'Unknown'
  #retry: Timer | undefined
  #heartbeat: Timer | undefined
  #spokeAtMs = 0
  /** Since the station was last switched on. */
  wasAccepted = false

  constructor(station: Needs) {
    this.#station = station
  }

  get status(): 'Unknown' | 'Accepted' | 'Pending' | 'Rejected' {
    return this.#status
  }

  /** The station comes up: the next connection begins with a BootNotification. */
  boot(reason: BootReason): void {
    this.#reason = reason
    this.#status = 'Unknown'
    this.wasAccepted = false
  }

  /** It was accepted before: the next connection is a reconnect. */
  goOn(): void {
    this.#status = 'Accepted'
    this.wasAccepted = true
  }

  stop(): void {
    this.#retry?.cancel()
    this.#heartbeat?.cancel()
  }

  async connected(): Promise<void> {
    if (this.#status === 'Accepted') this.#resume()
    else await this.sendBoot(this.#reason)
  }

  disconnected(): void {
    this.#heartbeat?.cancel()
    this.#retry?.cancel()
    // A boot that was not accepted starts over on the next connection.
    if (this.#status !== 'Accepted') this.#status = 'Unknown'
  }

  async sendBoot(reason: BootReason): Promise<void> {
    this.#retry?.cancel()
    const station = this.#station
    const outcome = await station.request(station.protocol.boot(station, reason))
    if (outcome.outcome === 'closed') return
    if (outcome.outcome !== 'answered') return this.#again(ownRetryS)
    const answer = readBoot(outcome.response)
    this.#status = answer.status
    station.setClock(answer.currentTime)
    if (answer.status !== 'Accepted') {
      const retryS = answer.intervalS > 0 ? answer.intervalS : ownRetryS
      station.log(`boot: ${answer.status}; asks again in ${retryS} s`)
      return this.#again(retryS)
    }
    // B01.FR.04: the interval of an accepted boot is the heartbeat's.
    if (answer.intervalS > 0) station.settings.heartbeatIntervalS = answer.intervalS
    this.#accepted()
  }

  /** Something was sent: silence begins anew. */
  spoke(): void {
    this.#spokeAtMs = this.#station.clock.now()
  }

  restartHeartbeat(): void {
    this.#heartbeat?.cancel()
    const { clock, settings, protocol } = this.#station
    if (!this.#station.online || settings.heartbeatIntervalS <= 0) return
    const intervalMs = settings.heartbeatIntervalS * 1000
    const sinceMs = protocol.heartbeatOnlyWhenSilent ? clock.now() - this.#spokeAtMs : 0
    this.#heartbeat = clock.setTimeout(() => this.#beat(), Math.max(0, intervalMs - sinceMs))
  }

  async sendHeartbeat(): Promise<void> {
    const station = this.#station
    const outcome = await station.send({ action: 'Heartbeat', payload: {} })
    if (outcome.outcome === 'answered')
      station.setClock(new Date((outcome.response as v16.HeartbeatResponse).currentTime))
  }

  #accepted(): void {
    const station = this.#station
    const first = !this.wasAccepted
    this.wasAccepted = true
    station.log('accepted')
    station.statusReports.reportAll()
    if (first && station.protocol.announcesStartup) {
      tellSecurityEvent(station, this.#reason === 'PowerUp' ? 'StartupOfTheDevice' : 'ResetOrReboot', this.#reason)
    }
    if (first) station.firmware.afterBoot()
    void station.outbox.pump()
    this.restartHeartbeat()
    // What changed while the station could not start anything is looked at now.
    for (const evse of station.evses) update(station, evse, 'ChargingStateChanged')
  }

  /** OCPP 2.0.1 part 4, 5.3: a reconnect is no reboot. B04: after a longer absence the CSMS hears every status, otherwise what changed. */
  #resume(): void {
    const station = this.#station
    const { lostAtMs } = station.link
    const awayS = lostAtMs === undefined ? 0 : (station.clock.now() - lostAtMs) / 1000
    if (awayS > station.settings.offlineThresholdS) station.statusReports.reportAll()
    else station.statusReports.reportChanges()
    void station.outbox.pump()
    this.restartHeartbeat()
    // Its clock may have drifted while nobody set it.
    void this.sendHeartbeat()
  }

  #again(inS: number): void {
    this.#retry = this.#station.clock.setTimeout(() => void this.sendBoot(this.#reason), inS * 1000)
  }

  #beat(): void {
    const { clock, settings, protocol } = this.#station
    const silentMs = clock.now() - this.#spokeAtMs
    if (!protocol.heartbeatOnlyWhenSilent || silentMs >= settings.heartbeatIntervalS * 1000) void this.sendHeartbeat()
    this.restartHeartbeat()
  }
}
