/**
 * A sampled value of any version in one shape: defaults of the specification filled in, the value in the measurand's own unit, and what
 * was sent kept beside it. Pure.
 */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'

export interface Sample {
  readonly measurand: string
  /** Absent: all of them, or no matter of phases. */
  readonly phase?: string
  readonly location: string
  readonly context: string
  /** Wh, varh, VAh, W, var, VA, A, V, Hz, %, °C, and as sent what we do not know; null: a number without one. */
  readonly unit: string | null
  /** null: no number; see `sent`. */
  readonly value: number | null
  readonly sent: { readonly value: string | number; unit?: string; multiplier?: number; format?: string }
  /** A signed reading as sent: never read, only passed on. */
  readonly signed?: unknown
}

export const importRegister = 'Energy.Active.Import.Register'

interface Unit {
  readonly unit: string
  readonly factor: number
  readonly offset: number
}

const unit = (name: string, factor = 1, offset = 0): Unit => ({ unit: name, factor, offset })

const units = new Map<string, Unit>([
  ['Wh', unit('Wh')],
  ['kWh', unit('Wh', 1000)],
  ['MWh', unit('Wh', 1e6)],
  ['varh', unit('varh')],
  ['kvarh', unit('varh', 1000)],
  ['VAh', unit('VAh')],
  ['kVAh', unit('VAh', 1000)],
  ['W', unit('W')],
  ['kW', unit('W', 1000)],
  ['MW', unit('W', 1e6)],
  ['var', unit('var')],
  ['kvar', unit('var', 1000)],
  ['VA', unit('VA')],
  ['kVA', unit('VA', 1000)],
  ['A', unit('A')],
  ['mA', unit('A', 0.001)],
  ['V', unit('V')],
  ['kV', unit('V', 1000)],
  ['Hz', unit('Hz')],
  ['mHz', unit('Hz', 0.001)],
  ['Percent', unit('%')],
  ['%', unit('%')],
  ['Celsius', unit('°C')],
  // OCPP 1.6 errata: the first schema's misspelling stays valid.
  ['Celcius', unit('°C')],
  ['C', unit('°C')],
  ['K', unit('°C', 1, -273.15)],
  ['Fahrenheit', unit('°C', 5 / 9, -160 / 9)],
])

/** Stations write `kwh` and `KWH`. Not where letters of either case have a meaning of their own: a mW is no MW. */
const unitsInAnyCase = new Map(
  [...units].filter(([name]) => !/^[mM](W|Wh)$/.test(name)).map(([name, known]) => [name.toLowerCase(), known]),
)

const unitOf = (sent: string): Unit | undefined => units.get(sent) ?? unitsInAnyCase.get(sent.trim().toLowerCase())

/** Words that decide something here, by their letters in lower case. */
const words = new Map(
  [
    importRegister,
    'Energy.Active.Export.Register',
    'Energy.Active.Import.Interval',
    'Energy.Active.Net',
    'Power.Active.Import',
    'Power.Active.Export',
    'Current.Import',
    'Voltage',
    'SoC',
    'Display.PresentSOC',
    'Transaction.Begin',
    'Transaction.End',
    'Sample.Periodic',
    'Sample.Clock',
    'Outlet',
    'Cable',
    'Body',
    'Inlet',
    'Upstream',
    'EV',
    'L1',
    'L2',
    'L3',
    'N',
    'L1-N',
    'L2-N',
    'L3-N',
  ].map((word) => [word.toLowerCase(), word]),
)
const knownWords = new Set(words.values())

/** In the specification's spelling where we know the word, else as sent. */
const inOurSpelling = (word: string): string =>
  knownWords.has(word) ? word : (words.get(word.trim().toLowerCase()) ?? word)

/**
 * OCPP 1.6 §7.43 and 2.0.1 part 2, §2.49: an absent unit is Wh for an energy. For the others each measurand has one that needs no
 * saying, and stations do leave it out.
 */
function unitWithoutSaying(measurand: string): string | null {
  if (measurand === importRegister) return 'Wh'
  if (measurand.startsWith('Energy.Reactive')) return 'varh'
  if (measurand.startsWith('Energy.Apparent')) return 'VAh'
  if (measurand.startsWith('Energy') || measurand === 'Display.BatteryEnergyCapacity') return 'Wh'
  if (measurand.startsWith('Power.Reactive')) return 'var'
  if (measurand === 'Power.Factor') return null
  if (measurand.startsWith('Power')) return 'W'
  if (measurand.startsWith('Current')) return 'A'
  if (measurand.startsWith('Voltage')) return 'V'
  if (measurand === 'SoC' || measurand.endsWith('SOC')) return '%'
  if (measurand === 'Frequency') return 'Hz'
  return measurand === 'Temperature' ? '°C' : null
}

/** More digits than any meter has are the noise of binary fractions. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000

function normalised(
  number: number | null,
  measurand: string,
  sentUnit: string | undefined,
): [number | null, string | null] {
  if (sentUnit === undefined) return [number, unitWithoutSaying(measurand)]
  const known = unitOf(sentUnit)
  if (known === undefined) return [number, sentUnit]
  if (number === null || (known.factor === 1 && known.offset === 0)) return [number, known.unit]
  return [rounded(number * known.factor + known.offset), known.unit]
}

const decimal = /^\s*[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?\s*$/i

/** 1.6 sends numbers as text; some stations write a decimal comma. What is no decimal number stays unread. */
function numberOf(text: string): number | null {
  if (!decimal.test(text)) return null
  const number = Number(text.includes(',') ? text.replace(',', '.') : text)
  return Number.isFinite(number) ? number : null
}

/** OCPP 1.6 §7.43. */
export function sample16(of: v16.SampledValue): Sample {
  const measurand = inOurSpelling(of.measurand ?? importRegister)
  const isSigned = of.format === 'SignedData'
  const [value, unitName] = normalised(isSigned ? null : numberOf(of.value), measurand, of.unit)
  const sent: Sample['sent'] = { value: of.value }
  if (of.unit !== undefined) sent.unit = of.unit
  if (of.format !== undefined) sent.format = of.format
  const location = inOurSpelling(of.location ?? 'Outlet')
  const context = inOurSpelling(of.context ?? 'Sample.Periodic')
  const sample: Sample =
    of.phase === undefined
      ? { measurand, location, context, unit: unitName, value, sent }
      : { measurand, phase: inOurSpelling(of.phase), location, context, unit: unitName, value, sent }
  return isSigned ? { ...sample, signed: of.value } : sample
}

/** OCPP 2.0.1 part 2, §2.41 SampledValueType; 2.1 has more measurands and lets parts of the signature out. */
export function sample2(of: v201.SampledValueType | v21.SampledValueType): Sample {
  const measurand = inOurSpelling(of.measurand ?? importRegister)
  const { unit: sentUnit, multiplier } = of.unitOfMeasure ?? {}
  const [value, unitName] = normalised(scaled(of.value, multiplier), measurand, sentUnit)
  const sent: Sample['sent'] = { value: of.value }
  if (sentUnit !== undefined) sent.unit = sentUnit
  if (multiplier !== undefined) sent.multiplier = multiplier
  const location = inOurSpelling(of.location ?? 'Outlet')
  const context = inOurSpelling(of.context ?? 'Sample.Periodic')
  const sample: Sample =
    of.phase === undefined
      ? { measurand, location, context, unit: unitName, value, sent }
      : { measurand, phase: inOurSpelling(of.phase), location, context, unit: unitName, value, sent }
  return of.signedMeterValue === undefined ? sample : { ...sample, signed: of.signedMeterValue }
}

/** §2.49 UnitOfMeasureType: the multiplier is an exponent of 10. */
function scaled(value: number, multiplier = 0): number | null {
  if (multiplier === 0) return value
  const number = multiplier > 0 ? value * 10 ** multiplier : value / 10 ** -multiplier
  return Number.isFinite(number) ? number : null
}
