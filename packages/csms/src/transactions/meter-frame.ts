/** A set of values sampled at one moment: what it says at a glance, all of it as text to keep, and what tells it from another. Pure. */
import { crc32 } from 'node:zlib'
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { importRegister, type Sample, sample2, sample16 } from './sampled-value.ts'

export interface MeterFrame {
  /** By our clock, as well as the station's time tells. */
  readonly at: Date
  /** The import register, over all phases it gives. */
  readonly energyWh: number | null
  /** Which phases were added up, as bits 1, 2, 4; 0: the value was given for all. */
  readonly energyPhases: number
  /** Is it where a vehicle is charged? At the inlet a meter counts what others use, too. */
  readonly isAtOutlet: boolean
  readonly energyContext: string | null
  /** Active import, W, over all phases; negative when the vehicle gives. */
  readonly powerW: number | null
  /** The highest phase, A: it is what fuses are about. */
  readonly currentA: number | null
  /** The mean of the phases, V. */
  readonly voltageV: number | null
  readonly socPercent: number | null
  /** Was all of it read because a clock struck, and for no transaction's sake? */
  readonly isClockAligned: boolean
  /** All samples, as JSON. */
  readonly samples: string
  readonly digest: number
}

/** `at`: when it was measured, by our clock; `sampleTimes` tells. */
export const frame16 = (of: v16.MeterValue, at: Date): MeterFrame => frameOf(at, of.sampledValue.map(sample16))

export const frame2 = (of: v201.MeterValueType | v21.MeterValueType, at: Date): MeterFrame =>
  frameOf(at, (of.sampledValue as v21.SampledValueType[]).map(sample2))

export function frameOf(at: Date, samples: readonly Sample[]): MeterFrame {
  const energy = new PhaseSum()
  const power = new PhaseSum()
  const exported = new PhaseSum()
  let currentA: number | null = null
  let voltageV: number | null = null
  let voltages = 0
  let socPercent: number | null = null
  let energyContext: string | null = null
  let isClockAligned = samples.length > 0
  for (const sample of samples) {
    if (sample.context !== 'Sample.Clock') isClockAligned = false
    const { value, phase } = sample
    if (value === null) continue
    switch (sample.measurand) {
      case importRegister:
        if (sample.unit === 'Wh' && energy.add(value, phase, sample.location)) energyContext = sample.context
        break
      case 'Power.Active.Import':
        if (sample.unit === 'W') power.add(value, phase, sample.location)
        break
      case 'Power.Active.Export':
        if (sample.unit === 'W') exported.add(value, phase, sample.location)
        break
      case 'Current.Import':
        if (sample.unit === 'A' && phase !== 'N' && (currentA === null || value > currentA)) currentA = value
        break
      case 'Voltage':
        // L1-L2 shows 400 V where L1-N shows 230 V; the two have no mean.
        if (sample.unit === 'V' && isOfOnePhase(phase)) {
          voltageV = (voltageV ?? 0) + value
          voltages++
        }
        break
      case 'SoC':
      case 'Display.PresentSOC':
        if (value >= 0 && value <= 100) socPercent ??= value
        break
    }
  }
  const text = JSON.stringify(samples)
  return {
    at,
    energyWh: energy.value,
    energyPhases: energy.phases,
    isAtOutlet: energy.rank <= farthestOutlet,
    energyContext,
    powerW: power.value ?? (exported.value === null ? null : -exported.value),
    currentA,
    voltageV: voltageV === null ? null : rounded(voltageV / voltages),
    socPercent,
    isClockAligned,
    samples: text,
    digest: digestOf(text),
  }
}

/** Where energy for the vehicle is measured, best first. */
const locations = ['Outlet', 'Cable', 'Body', 'Inlet', 'Upstream', 'EV']
const farthestOutlet = 2

const isOfOnePhase = (phase: string | undefined): boolean => phase === undefined || /^L[123](-N)?$/.test(phase)

const rounded = (value: number): number => Math.round(value * 1000) / 1000

/** The value given for all phases, or else the sum of those given one by one, at the best location there is. */
class PhaseSum {
  value: number | null = null
  phases = 0
  rank = locations.length
  #isTotal = false

  /** Did it count? */
  add(value: number, phase: string | undefined, location: string): boolean {
    const found = locations.indexOf(location)
    const rank = found < 0 ? locations.length - 1 : found
    if (rank > this.rank) return false
    if (rank < this.rank) this.#restart(rank)
    if (this.#isTotal) return false
    if (phase === undefined) {
      this.value = value
      this.phases = 0
      this.#isTotal = true
      return true
    }
    if (!isOfOnePhase(phase)) return false
    const bit = 1 << (phase.charCodeAt(1) - 49)
    if ((this.phases & bit) !== 0) return false
    this.phases |= bit
    this.value = rounded((this.value ?? 0) + value)
    return true
  }

  #restart(rank: number): void {
    this.value = null
    this.phases = 0
    this.rank = rank
    this.#isTotal = false
  }
}

/** A frame sent again has the same one; two different frames of the same meter and moment, next to never. */
const digestOf = (text: string): number => (text.length % 2 ** 20) * 2 ** 32 + crc32(text)
