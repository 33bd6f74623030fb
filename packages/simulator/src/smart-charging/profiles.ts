import type { ChargingProfile, Purpose } from '@busbar/smart-charging/charging-profile'
import {
  type CompositePeriod,
  compose,
  composeStation,
  type EvseContext,
  limitAt,
  type Window,
} from '@busbar/smart-charging/composite-schedule'
import {
  type ProfileProblem,
  problemOf,
  type SmartChargingCapabilities,
  sameSlot,
} from '@busbar/smart-charging/profile-rules'
import { leastPilotA, type Offer } from '../ev/ev.ts'
import type { Evse } from '../evse/evse.ts'
import type { Transaction } from '../transactions/transaction.ts'

export const maxStackLevel = 10
export const maxPeriods = 24
export const maxProfiles = 50

/** A profile with its words as they came, for a report of what is installed. */
export interface InstalledProfile {
  profile: ChargingProfile
  wire: object
}

export interface ProfileFilter {
  id?: number
  ids?: readonly number[]
  evseId?: number
  purpose?: Purpose
  stackLevel?: number
}

/** The charging profiles of a station and what they make of its power. Kept across resets (2.0.1 K01.FR.27). */
export class Profiles {
  readonly #evses: readonly Evse[]
  readonly #rivals: SmartChargingCapabilities['rivals']
  #installed: InstalledProfile[] = []

  constructor(evses: readonly Evse[], rivals: SmartChargingCapabilities['rivals']) {
    this.#evses = evses
    this.#rivals = rivals
  }

  get count(): number {
    return this.#installed.length
  }

  install(installed: InstalledProfile): ProfileProblem | undefined {
    const { profile } = installed
    const problem = this.problemOf(profile, (evseId) => {
      const transaction = this.#evses[evseId - 1]?.transaction
      return transaction && keyOf(transaction)
    })
    if (!problem) this.put(installed)
    return problem
  }

  problemOf(
    profile: ChargingProfile,
    transactionOn: (evseId: number) => string | undefined,
  ): ProfileProblem | undefined {
    const capabilities: SmartChargingCapabilities = {
      evseIds: this.#evses.map((evse) => evse.id),
      maxStackLevel,
      maxPeriods,
      maxProfiles,
      units: ['A', 'W'],
      dc: false, // K01.FR.44 allows a DC station to accept phases and ignore them, which limits do on DC
      phaseSwitching: false,
      rivals: this.#rivals,
    }
    return problemOf(
      profile,
      this.#installed.map(({ profile: p }) => p),
      capabilities,
      transactionOn,
    )
  }

  /** Without asking the rules: for a profile that came with a remote start, whose transaction just began. */
  put(installed: InstalledProfile): void {
    const { profile } = installed
    this.#installed = this.#installed.filter(
      (other) => other.profile.id !== profile.id && !sameSlot(other.profile, profile),
    )
    this.#installed.push(installed)
  }

  find(filter: ProfileFilter): InstalledProfile[] {
    return this.#installed.filter(
      ({ profile }) =>
        (filter.id === undefined || profile.id === filter.id) &&
        (filter.ids === undefined || filter.ids.includes(profile.id)) &&
        (filter.evseId === undefined || profile.evseId === filter.evseId) &&
        (filter.purpose === undefined || profile.purpose === filter.purpose) &&
        (filter.stackLevel === undefined || profile.stackLevel === filter.stackLevel),
    )
  }

  /** How many went. */
  clear(filter: ProfileFilter): number {
    const gone = this.find(filter)
    this.#installed = this.#installed.filter((one) => !gone.includes(one))
    return gone.length
  }

  /** A TxProfile dies with its transaction. */
  endTransaction(transaction: Transaction): void {
    this.#installed = this.#installed.filter(
      ({ profile }) => !(profile.purpose === 'TxProfile' && profile.evseId === transaction.evseId),
    )
  }

  composite(evseId: number, window: Window): CompositePeriod[] {
    const profiles = this.#profiles()
    if (evseId === 0) return composeStation(profiles, this.#evses.map(contextOf), window)
    const evse = this.#evses[evseId - 1]
    return evse ? compose(profiles, contextOf(evse), window) : []
  }

  /** What an EVSE may offer now: its own limit, and its share of the station's. */
  offerFor(evse: Evse, nowMs: number, offlineS: number): Offer {
    // Those that could deliver, oldest first.
    const active = this.#evses
      .filter((e) => e === evse || (e.transaction && e.authorization && e.ev && !e.ev.full))
      .toSorted((a, b) => startedMs(a) - startedMs(b))
    const { supply } = evse
    const unit = supply.current === 'DC' ? 'W' : 'A'
    const window: Window = { from: new Date(nowMs), to: new Date(nowMs + 1000), unit, offlineS }
    const profiles = this.#profiles()
    const own = limitAt(profiles, contextOf(evse), window, nowMs)
    const limit = Math.min(own.limit, shareOfStation(profiles, evse, active, window, nowMs))
    return supply.current === 'DC'
      ? { current: 'DC', limitW: limit }
      : { current: 'AC', phases: own.numberPhases ?? supply.phases, voltageV: supply.voltageV, limitA: limit }
  }

  #profiles(): ChargingProfile[] {
    return this.#installed.map(({ profile }) => profile)
  }
}

/** The station's cap in equal shares, for as many EVSEs as can have the least a pilot can signal; the latest wait. */
function shareOfStation(
  profiles: readonly ChargingProfile[],
  evse: Evse,
  active: readonly Evse[],
  window: Window,
  nowMs: number,
): number {
  const caps = profiles.filter(
    (p) =>
      p.evseId === 0 &&
      (p.purpose === 'ChargingStationMaxProfile' || p.purpose === 'ChargingStationExternalConstraints'),
  )
  if (caps.length === 0) return Number.POSITIVE_INFINITY
  const { supply } = evse
  const unlimited = supply.current === 'DC' ? { ...supply, maxW: 1e9 } : { ...supply, maxA: 1e6 }
  const cap = limitAt(caps, { evseId: evse.id, supply: unlimited }, window, nowMs).limit
  const least = supply.current === 'DC' ? 1000 : leastPilotA
  const admitted = Math.min(active.length, Math.max(1, Math.floor(cap / least)))
  return active.indexOf(evse) < admitted ? cap / admitted : 0
}

function startedMs(evse: Evse): number {
  return evse.transaction?.startedAt.getTime() ?? Number.POSITIVE_INFINITY
}

function contextOf(evse: Evse): EvseContext {
  const { transaction, ev } = evse
  return {
    evseId: evse.id,
    supply: evse.supply,
    ...(transaction && {
      transaction: {
        id: keyOf(transaction),
        startedAt: transaction.startedAt,
        priorityCharging: transaction.priorityCharging,
        ...(ev && { socPercent: ev.socPercent }),
      },
    }),
  }
}

/** The id a charging profile knows a transaction by: the CSMS's number in 1.6, the station's own id in 2.x. */
export function keyOf(transaction: Transaction): string {
  return transaction.number === undefined ? transaction.id : String(transaction.number)
}
