/** What the EVSE offers at this moment. */
export type Offer =
  | { current: 'AC'; phases: number; voltageV: number /** per phase */; limitA: number }
  | { current: 'DC'; limitW: number }

/** What the EV takes of it. */
export interface Draw {
  powerW: number
  /** Per phase on AC. */
  currentA: number
  /** 0 on DC. */
  phases: number
  voltageV: number
}

export interface EvOptions {
  name?: string
  batteryWh?: number
  socPercent?: number
  /** Where the EV itself stops. */
  targetSocPercent?: number
  /** The charger on board. */
  ac?: { phases: 1 | 2 | 3; maxA: number }
  /** Absent: the EV has no DC inlet. */
  dc?: { maxW: number; nominalV?: number }
  /** What the battery takes at which state of charge, as a share of its greatest power. Ascending. */
  taper?: readonly TaperPoint[]
  /** An AC car tells its state of charge only by ISO 15118; on DC it always does. */
  tellsSocOnAc?: boolean
}

export interface TaperPoint {
  socPercent: number
  share: number
}

/** IEC 61851-1, table A.8: a pilot cannot signal less than 6 A. */
export const leastPilotA = 6

const acEfficiency = 0.92
const dcEfficiency = 0.96

const usualTaper: readonly TaperPoint[] = [
  { socPercent: 0, share: 0.85 },
  { socPercent: 5, share: 1 },
  { socPercent: 50, share: 1 },
  { socPercent: 80, share: 0.55 },
  { socPercent: 95, share: 0.18 },
  { socPercent: 100, share: 0.06 },
]

/** An electric vehicle: a battery that takes what it is offered, what its charger can, and what its state of charge lets it. */
export class VirtualEv {
  readonly name: string
  readonly batteryWh: number
  readonly ac: { phases: 1 | 2 | 3; maxA: number }
  readonly dc: { maxW: number; nominalV: number } | undefined
  readonly tellsSocOnAc: boolean
  readonly #taper: readonly TaperPoint[]
  socPercent: number
  targetSocPercent: number
  /** The EV pauses by itself, for instance for its departure timer or a battery too hot. */
  paused = false

  constructor(options: EvOptions = {}) {
    this.name = options.name ?? 'EV'
    this.batteryWh = options.batteryWh ?? 60_000
    this.socPercent = options.socPercent ?? 30
    this.targetSocPercent = options.targetSocPercent ?? 100
    this.ac = options.ac ?? { phases: 3, maxA: 16 }
    this.dc = options.dc && { maxW: options.dc.maxW, nominalV: options.dc.nominalV ?? 400 }
    this.tellsSocOnAc = options.tellsSocOnAc ?? false
    this.#taper = options.taper ?? usualTaper
  }

  get full(): boolean {
    return this.socPercent >= this.targetSocPercent - 1e-9
  }

  drawOf(offer: Offer | undefined): Draw {
    if (!offer) return nothing
    if (offer.current === 'AC') return this.#drawAc(offer)
    if (!this.dc) return nothing
    const voltageV = this.dc.nominalV * (0.88 + 0.0017 * this.socPercent)
    if (this.full || this.paused || offer.limitW <= 0) return { ...nothing, voltageV }
    const powerW = Math.min(offer.limitW, this.dc.maxW * this.#share())
    return { powerW, currentA: powerW / voltageV, phases: 0, voltageV }
  }

  #drawAc(offer: Offer & { current: 'AC' }): Draw {
    const { voltageV } = offer
    const idle = { powerW: 0, currentA: 0, phases: 0, voltageV }
    if (this.full || this.paused || offer.limitA < leastPilotA) return idle
    const phases = Math.min(offer.phases, this.ac.phases)
    // A charger on board is small beside the battery: only the last percents slow it down.
    const batteryA = (this.batteryWh * 1.2 * this.#share()) / (phases * voltageV)
    const currentA = Math.min(offer.limitA, this.ac.maxA, batteryA)
    return { powerW: currentA * phases * voltageV, currentA, phases, voltageV }
  }

  /** Takes energy for a while under an offer that does not change. Returns what went through the EVSE's meter, in Wh. */
  charge(offer: Offer | undefined, durationS: number): number {
    let energyWh = 0
    let leftS = durationS
    while (leftS > 0) {
      const { powerW } = this.drawOf(offer)
      if (powerW <= 0) break
      const efficiency = offer?.current === 'DC' ? dcEfficiency : acEfficiency
      const roomWh = ((this.targetSocPercent - this.socPercent) / 100) * this.batteryWh
      const fullInS = (roomWh / (powerW * efficiency)) * 3600
      const stepS = Math.min(leftS, 10, fullInS) // short enough for the taper to follow the state of charge
      const stepWh = (powerW * stepS) / 3600
      energyWh += stepWh
      this.socPercent =
        stepS === fullInS ? this.targetSocPercent : this.socPercent + ((stepWh * efficiency) / this.batteryWh) * 100
      leftS -= stepS
    }
    return energyWh
  }

  #share(): number {
    const above = this.#taper.findIndex((point) => point.socPercent >= this.socPercent)
    const high = this.#taper[above] ?? this.#taper.at(-1)
    const low = this.#taper[above - 1] ?? high
    if (!high || !low) return 1
    if (high.socPercent === low.socPercent) return high.share
    const way = (this.socPercent - low.socPercent) / (high.socPercent - low.socPercent)
    return low.share + way * (high.share - low.share)
  }
}

const nothing: Draw = { powerW: 0, currentA: 0, phases: 0, voltageV: 0 }

/** A street's worth of cars, from a plug-in hybrid to a van. Sizes are typical of their classes, not of a make. */
export const evModels: readonly EvOptions[] = [
  { name: 'Plug-in hybrid', batteryWh: 13_000, ac: { phases: 1, maxA: 16 } },
  { name: 'City car', batteryWh: 27_000, ac: { phases: 1, maxA: 32 }, dc: { maxW: 40_000 } },
  { name: 'Compact', batteryWh: 45_000, ac: { phases: 3, maxA: 16 }, dc: { maxW: 100_000 } },
  { name: 'Saloon', batteryWh: 60_000, ac: { phases: 3, maxA: 16 }, dc: { maxW: 150_000 } },
  { name: 'SUV', batteryWh: 77_000, ac: { phases: 3, maxA: 16 }, dc: { maxW: 135_000 } },
  { name: 'Long range', batteryWh: 95_000, ac: { phases: 3, maxA: 32 }, dc: { maxW: 230_000, nominalV: 750 } },
  { name: 'Van', batteryWh: 68_000, ac: { phases: 3, maxA: 16 }, dc: { maxW: 80_000 } },
]
