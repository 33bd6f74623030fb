import type { Clock, Timer } from '../clock.ts'
import { canTransfer } from '../firmware/firmware-updater.ts'
import type { Sender } from '../link/message.ts'
import type { LogWords } from './log-status-notification.ts'

export type LogStatus = 'Idle' | 'Uploading' | 'Uploaded' | 'UploadFailure' | 'AcceptedCanceled'

export interface LogJob {
  /** Absent for 1.6's GetDiagnostics. */
  requestId?: number
  location: string
  retries: number
  retryIntervalS: number
}

const uploadS = 5

interface Needs extends Sender {
  readonly id: string
  readonly clock: Clock
  readonly protocol: LogWords
}

/** Plays the upload of a log: the times and messages of a real one; no file leaves. */
export class LogUploader {
  readonly #station: Needs
  #job: LogJob | undefined
  #timer: Timer | undefined
  #count = 0

  constructor(station: Needs) {
    this.#station = station
  }

  get job(): LogJob | undefined {
    return this.#job
  }

  /** The name of the file to come, and whether an upload in progress had to go (2.0.1 N01). Begins once the answer has left. */
  begin(job: LogJob, kind: string): { fileName: string; canceled: boolean } {
    const former = this.#job
    this.#timer?.cancel()
    this.#job = job
    this.#count++
    this.#timer = this.#station.clock.setTimeout(() => {
      if (former) this.#report('AcceptedCanceled', former)
      this.#upload(job, job.retries)
    }, 0)
    return { fileName: `${this.#station.id}-${kind}-${this.#count}.log`, canceled: former !== undefined }
  }

  stop(): void {
    this.#timer?.cancel()
    this.#job = undefined
  }

  #upload(job: LogJob, retriesLeft: number): void {
    this.#report('Uploading', job)
    this.#timer = this.#station.clock.setTimeout(() => {
      if (!canTransfer(job.location) && retriesLeft > 0) {
        this.#timer = this.#station.clock.setTimeout(
          () => this.#upload(job, retriesLeft - 1),
          job.retryIntervalS * 1000,
        )
        return
      }
      this.#job = undefined
      this.#report(canTransfer(job.location) ? 'Uploaded' : 'UploadFailure', job)
    }, uploadS * 1000)
  }

  #report(status: LogStatus, job: LogJob): void {
    void this.#station.send(this.#station.protocol.logStatus(status, job))
  }
}
