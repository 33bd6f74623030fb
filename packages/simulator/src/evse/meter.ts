import type { Evse } from './evse.ts'

export const measurands = [
  'Current.Import',
  'Current.Offered',
  'Energy.Active.Import.Register',
  'Energy.Active.Import.Interval',
  'Frequency',
  'Power.Active.Import',
  'Power.Factor',
  'Power.Offered',
  'SoC',
  'Voltage',
] as const

export type Measurand = (typeof measurands)[number]

export type ReadingContext = 'Sample.Periodic' | 'Sample.Clock' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger'

export interface SampledValue {
  measurand: Measurand
  value: number
  unit: 'Wh' | 'W' | 'A' | 'V' | 'Hz' | 'Percent' | ''
  phase?: 'L1' | 'L2' | 'L3' | 'L1-N' | 'L2-N' | 'L3-N'
  location?: 'EV'
}

/** Values read at one moment. */
export interface MeterSample {
  at: Date
  context: ReadingContext
  values: SampledValue[]
}

export const frequencyHz = 50

/** Reads what an EVSE's meter and its EV can tell; measurands it cannot tell are left out. */
export function readMeter(evse: Evse, wanted: readonly Measurand[], at: Date, context: ReadingContext): MeterSample {
  return { at, context, values: wanted.flatMap((measurand) => valuesOf(evse, measurand)) }
}

/** The station's own meter, before all EVSEs. */
export function readMainMeter(evses: readonly Evse[], wanted: readonly Measurand[], at: Date): MeterSample {
  const sum = (of: (evse: Evse) => number) => evses.reduce((total, evse) => total + of(evse), 0)
  const values = wanted.flatMap((measurand): SampledValue[] => {
    switch (measurand) {
      case 'Energy.Active.Import.Register':
        return [{ measurand, value: sum((evse) => evse.registerWh), unit: 'Wh' }]
      case 'Power.Active.Import':
        return [{ measurand, value: tenth(sum((evse) => evse.draw.powerW)), unit: 'W' }]
      case 'Frequency':
        return [{ measurand, value: frequencyHz, unit: 'Hz' }]
      default:
        return []
    }
  })
  return { at, context: 'Sample.Clock', values }
}

function valuesOf(evse: Evse, measurand: Measurand): SampledValue[] {
  const { draw, ev, offer, supply, transaction } = evse
  switch (measurand) {
    case 'Energy.Active.Import.Register':
      return [{ measurand, value: evse.registerWh, unit: 'Wh' }]
    case 'Energy.Active.Import.Interval':
      return transaction ? [{ measurand, value: evse.registerWh - transaction.lastSampleWh, unit: 'Wh' }] : []
    case 'Power.Active.Import':
      return [{ measurand, value: tenth(draw.powerW), unit: 'W' }]
    case 'Power.Factor':
      return [{ measurand, value: draw.powerW > 0 ? 0.99 : 1, unit: '' }]
    case 'Power.Offered':
      return [{ measurand, value: tenth(offeredW(evse)), unit: 'W' }]
    case 'Current.Offered':
      return offer?.current === 'AC' ? [{ measurand, value: tenth(offer.limitA), unit: 'A' }] : []
    case 'Current.Import':
      if (supply.current === 'DC') return [{ measurand, value: tenth(draw.currentA), unit: 'A' }]
      return phasesOf(supply.phases).map((phase, i) => {
        return { measurand, value: i < draw.phases ? tenth(draw.currentA) : 0, unit: 'A', phase }
      })
    case 'Voltage':
      if (supply.current === 'DC')
        return draw.voltageV > 0 ? [{ measurand, value: tenth(draw.voltageV), unit: 'V' }] : []
      return phasesOf(supply.phases).map((phase, i) => {
        // A loaded phase sags a little: 0.2 V per ampere is an ordinary cable.
        const sagV = i < draw.phases ? draw.currentA * 0.2 : 0
        return { measurand, value: tenth(supply.voltageV - sagV), unit: 'V', phase: `${phase}-N` }
      })
    case 'SoC': {
      const tells = ev && (supply.current === 'DC' || ev.tellsSocOnAc)
      return tells ? [{ measurand, value: Math.floor(ev.socPercent * 10) / 10, unit: 'Percent', location: 'EV' }] : []
    }
    case 'Frequency':
      return [{ measurand, value: frequencyHz, unit: 'Hz' }]
  }
}

export function offeredW(evse: Evse): number {
  const { offer } = evse
  if (!offer) return 0
  return offer.current === 'DC' ? offer.limitW : offer.limitA * offer.phases * offer.voltageV
}

const phasesOf = (count: 1 | 2 | 3) => (['L1', 'L2', 'L3'] as const).slice(0, count)

const tenth = (value: number) => Math.round(value * 10) / 10
