/** Whether messages are logged. When there is little room left the log gives way, before transactions would have to. */

export interface MessageLogState {
  readonly state: 'on' | 'off' | 'paused'
  /** When it was paused. */
  readonly since: Date | null
  /** How many messages were not logged, since then or, when it goes on, in its last pause since the start. */
  readonly notLogged: number
}

export class MessageLogSwitch {
  readonly #isWanted: boolean
  #pausedSince: Date | null = null
  #notLogged = 0
  /** When the database last had no room for a row. */
  noRoomAt: Date | null = null

  /** `isWanted`: as the settings say. */
  constructor(isWanted: boolean) {
    this.#isWanted = isWanted
  }

  get isOn(): boolean {
    return this.#isWanted && this.#pausedSince === null
  }

  get state(): MessageLogState {
    const state = this.#isWanted ? (this.#pausedSince ? 'paused' : 'on') : 'off'
    return { state, since: this.#pausedSince, notLogged: this.#notLogged }
  }

  /** A message was not logged. */
  countMissed(): void {
    if (this.#pausedSince) this.#notLogged++
  }

  pause(at: Date): void {
    if (this.#pausedSince) return
    this.#pausedSince = at
    this.#notLogged = 0
  }

  resume(): void {
    this.#pausedSince = null
  }
}
