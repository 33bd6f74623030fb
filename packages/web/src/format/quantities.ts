/** Numbers with units for people. Rounding belongs here, at the edge. */
import { locale } from '../texts/text.ts'

export const nothing = '–'

export interface Quantity {
  readonly value: string
  readonly unit: string
}

const significant = new Intl.NumberFormat(locale, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 })
const threeAtMost = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
const twoDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const threeDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })

export function powerParts(powerW: number | null | undefined): Quantity {
  return powerW === null || powerW === undefined ? { value: nothing, unit: '' } : scaled(powerW, 'W')
}

export function energyParts(energyWh: number | null | undefined): Quantity {
  if (energyWh === null || energyWh === undefined) return { value: nothing, unit: '' }
  if (Math.abs(energyWh) >= 1_000_000) return scaled(energyWh, 'Wh')
  return { value: twoDecimals.format(energyWh / 1000), unit: 'kWh' }
}

export const power = (powerW: number | null | undefined): string => joined(powerParts(powerW))
/** A nameplate or a limit: no more digits than it has. */
export const rating = (powerW: number | null | undefined): string =>
  powerW === null || powerW === undefined
    ? nothing
    : Math.abs(powerW) >= 1e6
      ? `${threeAtMost.format(powerW / 1e6)} MW`
      : Math.abs(powerW) >= 1000
        ? `${threeAtMost.format(powerW / 1000)} kW`
        : `${whole.format(powerW)} W`
export const energy = (energyWh: number | null | undefined): string => joined(energyParts(energyWh))
/** On an axis: as many digits as its steps have. */
export const energyAxis = (energyWh: number): string => `${threeAtMost.format(energyWh / 1000)} kWh`

/** On the axis of months. */
export const energySumAxis = (energyWh: number): string =>
  Math.abs(energyWh) >= 1e6 ? `${threeAtMost.format(energyWh / 1e6)} MWh` : energyAxis(energyWh)

/** To the watt-hour, where money hangs on it. */
export const energyExact = (energyWh: number | null | undefined): string =>
  energyWh === null || energyWh === undefined ? nothing : `${threeDecimals.format(energyWh / 1000)} kWh`

export const current = (currentA: number | null | undefined): string => plain(currentA, 'A')
export const voltage = (voltageV: number | null | undefined): string => plain(voltageV, 'V')
export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? nothing : `${oneDecimal.format(value)} %`
export const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? nothing : whole.format(value)
export const milliseconds = (ms: number | null | undefined): string =>
  ms === null || ms === undefined
    ? nothing
    : ms < 10_000
      ? `${whole.format(ms)} ms`
      : `${oneDecimal.format(ms / 1000)} s`

/** `45 s`, `12 min`, `3 h 05 min`, `2 d 4 h`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return nothing
  const s = Math.max(0, Math.round(seconds))
  if (s < 60) return `${s} s`
  const minutes = Math.floor(s / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** Of what lies on a disk. */
export const size = (bytes: number): string => joined(scaled(bytes, 'B'))

function scaled(value: number, unit: string): Quantity {
  const size = Math.abs(value)
  if (size >= 1e12) return { value: significant.format(value / 1e12), unit: `T${unit}` }
  if (size >= 1e9) return { value: significant.format(value / 1e9), unit: `G${unit}` }
  if (size >= 1e6) return { value: significant.format(value / 1e6), unit: `M${unit}` }
  if (size >= 1e3) return { value: significant.format(value / 1e3), unit: `k${unit}` }
  return { value: whole.format(value), unit }
}

const joined = ({ value, unit }: Quantity) => (unit ? `${value} ${unit}` : value)
const plain = (value: number | null | undefined, unit: string) =>
  value === null || value === undefined ? nothing : `${oneDecimal.format(value)} ${unit}`
