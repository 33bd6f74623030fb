import type { Timer } from '../clock.ts'
import { evModels, VirtualEv } from '../ev/ev.ts'
import type { Evse } from '../evse/evse.ts'
import type { Random } from '../random.ts'
import type { SimulatedStation } from '../station/station.ts'

export interface DriverHabits {
  /** Of one EVSE. */
  arrivalsPerHour: number
  idTokens: readonly string[]
  /** How many of a hundred come with an id token nobody knows. */
  strangersPercent: number
  /** How often an EVSE fails, and is repaired some minutes later. */
  faultsPerDay: number
  /** EVs come with batteries, and drivers with patience, this many times smaller. Power, energy and time on the wire stay true to each other. */
  speed: number
}

/** The people at one EVSE: they come by chance, plug in, hold up their card, wait, and leave. */
export class Drivers {
  readonly #station: SimulatedStation
  readonly #evse: Evse
  readonly #random: Random
  readonly #habits: DriverHabits
  #next: Timer | undefined
  #nextFault: Timer | undefined
  #gone = false

  constructor(station: SimulatedStation, evse: Evse, random: Random, habits: DriverHabits) {
    this.#station = station
    this.#evse = evse
    this.#random = random
    this.#habits = habits
  }

  /** `busyPercent` of the EVSEs get their first visitor within a minute, so that a fleet lives from the start. */
  start(busyPercent: number): void {
    if (this.#evse.transaction) this.#goOn()
    else if (this.#random.chance(busyPercent / 100)) this.#in(this.#random.between(2, 60), () => this.#arrive())
    else this.#awaitArrival()
    this.#awaitFault()
  }

  stop(): void {
    this.#gone = true // a tap may still be on its way, and must not set the next timer
    this.#next?.cancel()
    this.#nextFault?.cancel()
  }

  /** Somebody was here before this process was. */
  #goOn(): void {
    if (this.#evse.ev && this.#evse.authorization) this.#stay()
    else if (this.#evse.ev) this.#in(this.#random.between(4, 20), () => this.#tap(() => this.#stay()))
    else this.#in(this.#random.between(5, 25), () => this.#plugIn(() => this.#stay()))
  }

  #awaitArrival(): void {
    const { arrivalsPerHour } = this.#habits
    if (arrivalsPerHour > 0) this.#in(this.#random.exponential(3600 / arrivalsPerHour), () => this.#arrive())
  }

  #arrive(): void {
    // Somebody else plays with this EVSE: a test, a person at the keyboard, a remote start.
    if (this.#evse.ev || this.#evse.authorization) {
      this.#awaitArrival()
      return
    }
    const station = this.#station
    if (this.#random.chance(0.3)) {
      // Card first, then the cable.
      this.#in(0, () => this.#tap(() => this.#in(this.#random.between(5, 25), () => this.#plugIn(() => this.#stay()))))
      return
    }
    this.#plugIn(() => {
      if (station.transaction(this.#evse.id)?.idToken) this.#stay()
      else this.#in(this.#random.between(4, 20), () => this.#tap(() => this.#stay()))
    })
  }

  #plugIn(then: () => void): void {
    if (this.#evse.ev) {
      this.#awaitArrival()
      return
    }
    this.#station.plugIn(this.#evse.id, this.#newEv())
    then()
  }

  #tap(then: () => void): void {
    const { idTokens, strangersPercent } = this.#habits
    const stranger = idTokens.length === 0 || this.#random.chance(strangersPercent / 100)
    const idToken = stranger ? this.#random.hex(14).toUpperCase() : this.#random.pick(idTokens)
    // A remote start was quicker: this driver need not hold up a card, and must not stop what it began.
    if (this.#evse.authorization) {
      then()
      return
    }
    void this.#station.tap(this.#evse.id, idToken).then(({ result }) => {
      if (result === 'accepted') then()
      else this.#in(this.#random.between(5, 30), () => this.#leave())
    })
  }

  /** Until the EV is full, or the driver's time is up, and then a while longer: people are late. */
  #stay(): void {
    const dc = this.#evse.supply.current === 'DC'
    const patienceS = this.#random.exponential(dc ? 1500 : 7200) / this.#habits.speed + 120
    const leaveAtMs = this.#station.clock.now() + patienceS * 1000
    const look = () => {
      const { ev, transaction } = this.#evse
      if (!ev) return this.#awaitArrival()
      const done = ev.full || !transaction || this.#station.clock.now() >= leaveAtMs
      if (!done) return this.#in(this.#random.between(10, 20), look)
      this.#in(this.#random.exponential(dc ? 120 : 600) / this.#habits.speed, () => this.#stop())
    }
    this.#in(15, look)
  }

  #stop(): void {
    const idToken = this.#evse.authorization?.idToken
    // Nine of ten hold up their card; the tenth pulls the plug.
    if (!idToken || this.#random.chance(0.1)) {
      this.#leave()
      return
    }
    void this.#station
      .tap(this.#evse.id, idToken)
      .then(() => this.#in(this.#random.between(3, 20), () => this.#leave()))
  }

  #leave(): void {
    this.#station.unplug(this.#evse.id)
    this.#awaitArrival()
  }

  #newEv(): VirtualEv {
    const dc = this.#evse.supply.current === 'DC'
    const model = this.#random.pick(evModels.filter((each) => !dc || each.dc))
    const socPercent = this.#random.between(8, 62)
    return new VirtualEv({
      ...model,
      batteryWh: (model.batteryWh ?? 50_000) / this.#habits.speed,
      socPercent,
      targetSocPercent: dc ? this.#random.between(72, 92) : this.#random.pick([80, 90, 100]),
    })
  }

  #awaitFault(): void {
    const { faultsPerDay } = this.#habits
    if (faultsPerDay <= 0) return
    const { clock } = this.#station
    this.#nextFault = clock.setTimeout(
      () => {
        this.#station.fault(this.#evse.id, this.#random.pick(['GroundFailure', 'HighTemperature', 'OtherError']))
        this.#nextFault = clock.setTimeout(() => {
          this.#station.clearFault(this.#evse.id)
          this.#awaitFault()
        }, this.#random.between(60, 900) * 1000)
      },
      this.#random.exponential(86_400 / faultsPerDay) * 1000,
    )
  }

  #in(delayS: number, task: () => void): void {
    if (this.#gone) return
    this.#next = this.#station.clock.setTimeout(task, delayS * 1000)
  }
}
