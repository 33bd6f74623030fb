import type { Session } from '@busbar/ocpp/session'
import type { Clock, Timer } from '../clock.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { Random } from '../random.ts'

/** What keeping the socket needs of the station. */
interface Needs {
  readonly clock: Clock
  readonly random: Random
  readonly settings: Settings
  readonly conversation: { open(onClose: () => void): Promise<Session> }
  readonly registration: { connected(): Promise<void>; disconnected(): void }
  log(text: string): void
}

/** Keeps the socket: connects, notices a loss, and comes back with the back-off of OCPP 2.0.1 part 4, 5.3. */
export class Link {
  readonly #station: Needs
  readonly #random: Random
  #session: Session | undefined
  #wanted = false
  #cut = false
  #attempts = 0
  #waitS = 0
  #timer: Timer | undefined
  /** Tells attempts apart: one that was overtaken by stop or cut must not bring a session. */
  #era = 0
  lostAtMs: number | undefined

  constructor(station: Needs) {
    this.#station = station
    this.#random = station.random.fork('link')
  }

  get session(): Session | undefined {
    return this.#session?.open ? this.#session : undefined
  }

  start(): void {
    this.#wanted = true
    this.#restart()
  }

  /** Closes politely and stays away. */
  stop(): void {
    this.#wanted = false
    this.#end((session) => session.close(1000))
  }

  /** The network is gone: the socket breaks without a word, and no attempt succeeds. */
  cut(): void {
    this.#cut = true
    this.#end((session) => session.terminate())
    if (this.#wanted) this.#retryLater()
  }

  restore(): void {
    this.#cut = false
    // The next attempt may be minutes away; a network that comes back is noticed at once.
    if (this.#wanted && !this.#session) this.#restart()
  }

  /** Closes and connects again, for instance after the credentials changed. */
  reconnect(): void {
    this.#end((session) => session.close(1000))
    if (this.#wanted) this.#restart()
  }

  #restart(): void {
    this.#attempts = 0
    this.#waitS = 0
    this.#timer?.cancel()
    void this.#attempt()
  }

  async #attempt(): Promise<void> {
    if (this.#cut) return this.#retryLater()
    this.#era++
    const era = this.#era
    try {
      const session = await this.#station.conversation.open(() => this.#lost(era))
      if (era !== this.#era) return session.terminate()
      this.#session = session
      this.#attempts = 0
      this.#waitS = 0
      this.#station.log('connected')
      void this.#station.registration.connected()
    } catch (error) {
      if (era !== this.#era) return
      this.#station.log(`cannot connect: ${error instanceof Error ? error.message : String(error)}`)
      this.#retryLater()
    }
  }

  #lost(era: number): void {
    if (era !== this.#era || !this.#session) return
    this.#down()
    this.#retryLater()
  }

  #end(how: (session: Session) => void): void {
    this.#era++
    this.#timer?.cancel()
    const session = this.#session
    if (!session) return
    this.#down()
    how(session)
  }

  #down(): void {
    this.#session = undefined
    this.lostAtMs = this.#station.clock.now()
    this.#station.log('connection lost')
    this.#station.registration.disconnected()
  }

  #retryLater(): void {
    const { settings, clock } = this.#station
    this.#waitS = nextBackOffS(this.#attempts, this.#waitS, settings, this.#random)
    this.#attempts++
    this.#timer = clock.setTimeout(() => void this.#attempt(), this.#waitS * 1000)
  }
}

/** The wait before an attempt, after so many failed ones. */
export function nextBackOffS(attempts: number, previousS: number, settings: Settings, random: Random): number {
  const { backOffWaitMinimumS, backOffRandomRangeS, backOffRepeatTimes } = settings
  const extraS = random.next() * backOffRandomRangeS
  if (attempts === 0) return backOffWaitMinimumS + extraS
  return attempts <= backOffRepeatTimes ? previousS * 2 + extraS : previousS
}
