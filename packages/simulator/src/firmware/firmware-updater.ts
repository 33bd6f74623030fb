import type { Timer } from '../clock.ts'
import type { Evse } from '../evse/evse.ts'
import { type SecurityNeeds, tellSecurityEvent } from '../security/security-event-notification.ts'
import type { FirmwareWords } from './firmware-status-notification.ts'

export type FirmwareStatus =
  | 'Idle'
  | 'DownloadScheduled'
  | 'Downloading'
  | 'Downloaded'
  | 'DownloadFailed'
  | 'SignatureVerified'
  | 'InvalidSignature'
  | 'InstallScheduled'
  | 'Installing'
  | 'InstallRebooting'
  | 'InstallationFailed'
  | 'Installed'

export interface FirmwareJob {
  /** Absent for 1.6's unsigned UpdateFirmware. */
  requestId?: number
  location: string
  retrieveAt: Date
  installAt?: Date
  retries: number
  retryIntervalS: number
  signed: boolean
}

const downloadS = 10
const installS = 10

/** Protocols the station can fetch and bring files by. */
export const fileTransferProtocols = ['HTTP', 'HTTPS', 'FTP', 'FTPS', 'SFTP'] as const

/** What the block needs of its station. */
interface Needs extends SecurityNeeds {
  readonly evses: readonly Evse[]
  readonly protocol: FirmwareWords
  reportStatus(): void
  reboot(reason: 'FirmwareUpdate'): void
}

/** Plays a firmware update: the times and messages of a real one; no file is fetched. A location that is no URL fails like a server that is gone. */
export class FirmwareUpdater {
  readonly #station: Needs
  #job: FirmwareJob | undefined
  #timer: Timer | undefined
  status: FirmwareStatus = 'Idle'
  version: string

  constructor(station: Needs, version: string) {
    this.#station = station
    this.version = version
  }

  get job(): FirmwareJob | undefined {
    return this.#job
  }

  /** Installing can no longer be undone or put off. */
  get installing(): boolean {
    return this.status === 'Installing' || this.status === 'InstallRebooting'
  }

  /** True when an update in progress had to go. Starts once the answer has left. */
  begin(job: FirmwareJob): boolean {
    const canceled = this.#job !== undefined
    this.#timer?.cancel()
    this.#job = job
    this.status = 'Idle'
    this.#at(job.retrieveAt, 'DownloadScheduled', () => this.#download(job.retries))
    return canceled
  }

  /** After the reboot that an installation ends with. */
  afterBoot(): void {
    if (this.status !== 'InstallRebooting') return
    this.#report('Installed')
    tellSecurityEvent(this.#station, 'FirmwareUpdated', `firmware ${this.version}`)
    this.#finish()
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #download(retriesLeft: number): void {
    const job = this.#job
    if (!job) return
    this.#report('Downloading')
    this.#after(downloadS, () => {
      if (canTransfer(job.location)) return this.#downloaded(job)
      if (retriesLeft > 0) return this.#after(job.retryIntervalS, () => this.#download(retriesLeft - 1))
      this.#report('DownloadFailed')
      this.#finish()
    })
  }

  #downloaded(job: FirmwareJob): void {
    this.#report('Downloaded')
    if (job.signed) this.#report('SignatureVerified')
    this.#at(job.installAt ?? new Date(0), 'InstallScheduled', () => this.#installWhenIdle())
  }

  /** Transactions come first; meanwhile no new one begins (2.0.1 L01.FR.07). */
  #installWhenIdle(): void {
    const station = this.#station
    if (station.evses.some((evse) => evse.transaction)) {
      if (this.status !== 'InstallScheduled') this.#report('InstallScheduled')
      for (const evse of station.evses) if (!evse.transaction) evse.resetPending = true
      station.reportStatus()
      this.#after(1, () => this.#installWhenIdle())
      return
    }
    this.#report('Installing')
    this.#after(installS, () => {
      this.version = nextVersion(this.version, this.#job?.location ?? '')
      this.status = 'InstallRebooting'
      // 1.6's unsigned update knows no such status; what cannot be said is left out.
      this.#report('InstallRebooting')
      station.reboot('FirmwareUpdate')
    })
  }

  #at(when: Date, waiting: FirmwareStatus, task: () => void): void {
    const delayMs = when.getTime() - this.#station.now().getTime()
    if (delayMs > 0) this.#report(waiting)
    this.#after(Math.max(0, delayMs) / 1000, task)
  }

  #after(delayS: number, task: () => void): void {
    this.#timer = this.#station.clock.setTimeout(task, delayS * 1000)
  }

  #report(status: FirmwareStatus): void {
    this.status = status
    const message = this.#station.protocol.firmwareStatus(status, this.#job)
    if (message) void this.#station.send(message)
  }

  #finish(): void {
    this.#job = undefined
    this.status = 'Idle'
  }
}

export function canTransfer(location: string): boolean {
  if (!URL.canParse(location)) return false
  const scheme = new URL(location).protocol.replace(':', '').toUpperCase()
  return fileTransferProtocols.some((protocol) => protocol === scheme)
}

/** The version the file's name promises, or one higher than the last. */
function nextVersion(version: string, location: string): string {
  const named = /(\d+\.\d+\.\d+)[^/]*$/.exec(location)?.[1]
  if (named) return named
  const [major = '1', minor = '0', patch = '0'] = version.split('.')
  return `${major}.${minor}.${Number(patch) + 1}`
}
