import { describe, expect, test } from 'vitest'
import { sample2, sample16 } from './sampled-value.ts'

const register = 'Energy.Active.Import.Register'

describe('1.6', () => {
  test('a bare value is the import register at the outlet, in Wh (§7.43)', () => {
    expect(sample16({ value: '1234' })).toEqual({
      measurand: register,
      location: 'Outlet',
      context: 'Sample.Periodic',
      unit: 'Wh',
      value: 1234,
      sent: { value: '1234' },
    })
  })

  test.each([
    [{ value: '12.345', unit: 'kWh' }, 12345, 'Wh'],
    [{ value: '1234.5678', unit: 'kWh' }, 1234567.8, 'Wh'],
    [{ value: '0.0001', unit: 'kWh' }, 0.1, 'Wh'],
    [{ value: '7,4', unit: 'kW', measurand: 'Power.Active.Import' }, 7400, 'W'],
    [{ value: ' 16 ', unit: 'A', measurand: 'Current.Import' }, 16, 'A'],
    [{ value: '7400', measurand: 'Power.Active.Import' }, 7400, 'W'],
    [{ value: '16.1', measurand: 'Current.Import' }, 16.1, 'A'],
    [{ value: '230', measurand: 'Voltage' }, 230, 'V'],
    [{ value: '50', measurand: 'Frequency' }, 50, 'Hz'],
    [{ value: '0.98', measurand: 'Power.Factor' }, 0.98, null],
    [{ value: '80', unit: 'Percent', measurand: 'SoC' }, 80, '%'],
    [{ value: '80', measurand: 'SoC' }, 80, '%'],
    [{ value: '25', unit: 'Celcius', measurand: 'Temperature' }, 25, '°C'],
    [{ value: '25', unit: 'Celsius', measurand: 'Temperature' }, 25, '°C'],
    [{ value: '298.15', unit: 'K', measurand: 'Temperature' }, 25, '°C'],
    [{ value: '77', unit: 'Fahrenheit', measurand: 'Temperature' }, 25, '°C'],
    [{ value: '3', unit: 'kvarh', measurand: 'Energy.Reactive.Import.Register' }, 3000, 'varh'],
    [{ value: '3', measurand: 'Energy.Reactive.Import.Register' }, 3, 'varh'],
    [{ value: '-1.5e3', measurand: 'Power.Active.Import' }, -1500, 'W'],
  ] as const)('%j', (sampled, value, unit) => {
    expect(sample16(sampled)).toMatchObject({ value, unit })
  })

  test.each(['', ' ', 'n/a', '0x1F', 'NaN', 'Infinity', '1.2.3', '1,234,567'])('%j is no number', (value) => {
    expect(sample16({ value })).toMatchObject({ value: null, sent: { value } })
  })

  test('signed data is kept and never read, not even when it looks like a number', () => {
    const sample = sample16({ value: '3132', format: 'SignedData', unit: 'kWh' })
    expect(sample).toMatchObject({ value: null, signed: '3132' })
    expect(sample.sent).toEqual({ value: '3132', unit: 'kWh', format: 'SignedData' })
  })
})

describe('2.x', () => {
  test('a bare value is the import register at the outlet, in Wh', () => {
    expect(sample2({ value: 1234 })).toMatchObject({ measurand: register, unit: 'Wh', value: 1234, location: 'Outlet' })
  })

  test.each([
    [{ value: 12.345, unitOfMeasure: { unit: 'kWh' } }, 12345, 'Wh'],
    [{ value: 12.345, unitOfMeasure: { multiplier: 3 } }, 12345, 'Wh'],
    [{ value: 12.345, unitOfMeasure: { unit: 'kWh', multiplier: 3 } }, 12_345_000, 'Wh'],
    [{ value: 123450, unitOfMeasure: { unit: 'Wh', multiplier: -1 } }, 12345, 'Wh'],
    [{ value: 50000, measurand: 'Frequency', unitOfMeasure: { unit: 'mHz' } }, 50, 'Hz'],
    [{ value: 5, measurand: 'Current.Import', unitOfMeasure: { unit: 'furlong' } }, 5, 'furlong'],
  ] as const)('%j', (sampled, value, unit) => {
    expect(sample2(sampled)).toMatchObject({ value, unit })
  })

  test('a signature is kept beside the value', () => {
    const signedMeterValue = { signedMeterData: 'AQID', signingMethod: '', encodingMethod: 'OCMF', publicKey: '' }
    expect(sample2({ value: 5, signedMeterValue })).toMatchObject({ value: 5, signed: signedMeterValue })
  })
})
