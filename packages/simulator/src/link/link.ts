import type { Session } from '@busbar/ocpp/session'
import type { Clock, Timer } from '../clock.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { Random } from '../random.ts'

export interface LinkOptions {
  clock: Clock
  random: Random
  settings: Settings
  open(onClose: () => void): Promise<Session>
  onUp(session: Session): void
  onDown(): void
  onFailure(error: unknown): void
}

/** Keeps the socket: connects, notices a loss, and comes back with the back-off of OCPP 2.0.1 part 4, 5.3. */
export class Link {
  readonly #options: LinkOptions
  #session: Session | undefined
  #wanted = false
  #cut = false
  #attempts = 0
  #waitS = 0
  #timer: Timer | undefined
  /** Tells attempts apart: one that was overtaken by stop or cut must not bring a session. */
  #era = 0
  lostAtMs: number | undefined

  constructor(options: LinkOptions) {
    this.#options = options
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
      const session = await this.#options.open(() => this.#lost(era))
      if (era !== this.#era) return session.terminate()
      this.#session = session
      this.#attempts = 0
      this.#waitS = 0
      this.#options.onUp(session)
    } catch (error) {
      if (era !== this.#era) return
      this.#options.onFailure(error)
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
    this.lostAtMs = this.#options.clock.now()
    this.#options.onDown()
  }

  #retryLater(): void {
    const { settings, random, clock } = this.#options
    this.#waitS = nextBackOffS(this.#attempts, this.#waitS, settings, random)
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
