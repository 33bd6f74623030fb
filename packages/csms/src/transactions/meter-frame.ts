/** A set of values sampled at one moment: what it says at a glance, all of it as text to keep, and what tells it from another. Pure. */
import { crc32 } from 'node:zlib'
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { isOfOnePhase, PhaseSum } from './phase-sum.ts'
import { importRegister, type Sample, sample2, sample16 } from './sampled-value.ts'

/** A register or an interval as a frame tells it, over all phases it gives. */
export interface EnergyReading {
  readonly kind: 'import' | 'export' | 'net' | 'interval'
  readonly wh: number
  /** Which phases were added up, as bits 1, 2, 4; 0: the value was given for all. */
  readonly phases: number
  /** Is it where a vehicle is charged? At the inlet a meter counts what others use, too. */
  readonly isAtOutlet: boolean
  readonly context: string
  readonly hasUnit: boolean
}

export interface MeterFrame {
  /** By our clock, as well as the station's time tells. */
  readonly at: Date
  /** All that tells energy, one for each kind and context. */
  readonly energies: readonly EnergyReading[]
  /** The import register at a glance. */
  readonly energyWh: number | null
  /** Active import, W, over all phases; negative when the vehicle gives. */
  readonly powerW: number | null
  /** The highest phase, A: it is what fuses are about. */
  readonly currentA: number | null
  /** The mean of the phases, V. */
  readonly voltageV: number | null
  readonly socPercent: number | null
  /** Was all of it read because a clock struck, and for no transaction's sake? */
  readonly isClockAligned: boolean
  readonly samples: readonly Sample[]
  readonly digest: number
}

/** The import register at the outlet, over all phases, Wh. */
export const outletWhOf = ({ energies }: MeterFrame): number | null =>
  energies.find(({ kind, isAtOutlet, phases }) => kind === 'import' && isAtOutlet && (phases === 0 || phases === 7))
    ?.wh ?? null

/** `at`: when it was measured, by our clock; `sampleTimes` tells. */
export const frame16 = (of: v16.MeterValue, at: Date): MeterFrame => frameOf(at, of.sampledValue.map(sample16))

export const frame2 = (of: v201.MeterValueType | v21.MeterValueType, at: Date): MeterFrame =>
  frameOf(at, (of.sampledValue as v21.SampledValueType[]).map(sample2))

/** What it says, whatever the order of its samples: location and context decide, and of two values with the same ones the larger. */
export function frameOf(at: Date, samples: readonly Sample[]): MeterFrame {
  const energies = new EnergiesOfFrame()
  let power: PhaseSum | null = null
  let exported: PhaseSum | null = null
  let currentA: number | null = null
  let voltageV: number | null = null
  let voltages = 0
  let soc: number | null = null
  let displayed: number | null = null
  let isClockAligned = samples.length > 0
  for (const sample of samples) {
    if (sample.context !== 'Sample.Clock') isClockAligned = false
    const { value, phase } = sample
    if (value === null) continue
    switch (sample.measurand) {
      case importRegister:
        energies.add('import', value, sample)
        break
      case 'Energy.Active.Export.Register':
        energies.add('export', value, sample)
        break
      case 'Energy.Active.Net':
        energies.add('net', value, sample)
        break
      case 'Energy.Active.Import.Interval':
        energies.add('interval', value, sample)
        break
      case 'Power.Active.Import':
        if (sample.unit !== 'W') break
        power ??= new PhaseSum()
        power.add(value, phase, sample.location)
        break
      case 'Power.Active.Export':
        if (sample.unit !== 'W') break
        exported ??= new PhaseSum()
        exported.add(value, phase, sample.location)
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
        if (isPercent(value)) soc = Math.max(soc ?? 0, value)
        break
      case 'Display.PresentSOC':
        if (isPercent(value)) displayed = Math.max(displayed ?? 0, value)
        break
    }
  }
  const readings = energies.readings()
  return {
    at,
    energies: readings,
    energyWh: greatestImport(readings),
    powerW: powerOf(power?.value ?? null, exported?.value ?? null),
    currentA,
    voltageV: voltageV === null ? null : rounded(voltageV / voltages),
    socPercent: soc ?? displayed,
    isClockAligned,
    samples,
    digest: digestOf(samples),
  }
}

const powerOf = (importedW: number | null, exportedW: number | null): number | null =>
  exportedW !== null && (importedW === null || importedW === 0) ? 0 - exportedW : importedW

function greatestImport(readings: readonly EnergyReading[]): number | null {
  let most: number | null = null
  for (const { kind, wh } of readings) if (kind === 'import' && (most === null || wh > most)) most = wh
  return most
}

const isPercent = (value: number): boolean => value >= 0 && value <= 100

const rounded = (value: number): number => Math.round(value * 1000) / 1000

const noEnergies: readonly EnergyReading[] = []

interface EnergyGroup {
  readonly kind: EnergyReading['kind']
  readonly context: string
  hasUnit: boolean
  readonly sum: PhaseSum
}

/** A phase sum for each kind and context; the location nearest to the vehicle is the one that counts. */
class EnergiesOfFrame {
  #groups: EnergyGroup[] | null = null

  add(kind: EnergyReading['kind'], wh: number, { unit, context, location, phase, sent }: Sample): void {
    if (unit !== 'Wh') return
    this.#groups ??= []
    let group = this.#groups.find((known) => known.kind === kind && known.context === context)
    if (group === undefined) {
      group = { kind, context, hasUnit: false, sum: new PhaseSum() }
      this.#groups.push(group)
    }
    group.sum.add(wh, phase, location)
    if (sent.unit !== undefined || sent.multiplier !== undefined) group.hasUnit = true
  }

  readings(): readonly EnergyReading[] {
    const groups = this.#groups
    if (groups === null) return noEnergies
    const readings: EnergyReading[] = []
    for (const { kind, context, hasUnit, sum } of groups) {
      const wh = sum.value
      if (wh === null || groups.some((other) => other.kind === kind && other.sum.rank < sum.rank)) continue
      readings.push({ kind, wh, phases: sum.phases, isAtOutlet: sum.isAtOutlet, context, hasUnit })
    }
    return readings
  }
}

/** A frame sent again has the same one; two different frames of the same meter and moment, next to never. */
function digestOf(samples: readonly Sample[]): number {
  let text = ''
  for (const { measurand, phase, location, context, unit, sent, signed } of samples) {
    text += `${measurand}|${phase}|${location}|${context}|${unit}|${sent.value}|${sent.unit}|${sent.multiplier}|${sent.format}\n`
    if (signed !== undefined) text += JSON.stringify(signed)
  }
  return (text.length % 2 ** 20) * 2 ** 32 + crc32(text)
}
