import { expect, test } from 'vitest'
import { frame2, frame16 } from './meter-frame.ts'

const timestamp = '2026-03-01T08:00:00Z'
const now = new Date('2026-03-01T08:00:01Z')
type Sampled = Parameters<typeof frame16>[0]['sampledValue'][number]
const frame = (...sampledValue: Sampled[]) => frame16({ timestamp, sampledValue }, now)

test('power without a phase is the whole; else the phases are added up', () => {
  const power = (value: string, phase?: 'L1' | 'L2' | 'L3' | 'N'): Sampled => ({
    value,
    measurand: 'Power.Active.Import',
    ...(phase && { phase }),
  })
  expect(frame(power('7000'), power('2400', 'L1'), power('2300', 'L2'), power('2300', 'L3')).powerW).toBe(7000)
  expect(frame(power('2400', 'L1'), power('2300', 'L2'), power('2300', 'L3'), power('9', 'N')).powerW).toBe(7000)
})

test('the register is the outlet’s, whatever else the frame holds', () => {
  const { energyWh, energies } = frame(
    { value: '999', location: 'Inlet' },
    { value: '5', unit: 'kWh' },
    { value: '3', location: 'EV' },
    { value: '17', measurand: 'Energy.Active.Import.Interval' },
    { value: '4', measurand: 'Energy.Active.Export.Register' },
  )
  expect(energyWh).toBe(5000)
  expect(energies.map(({ kind, wh, isAtOutlet }) => [kind, wh, isAtOutlet])).toEqual([
    ['import', 5000, true],
    ['interval', 17, true],
    ['export', 4, true],
  ])
})

test('a register at the inlet is told as such', () => {
  expect(frame({ value: '999', location: 'Inlet' })).toMatchObject({
    energyWh: 999,
    energies: [{ isAtOutlet: false }],
  })
})

test('interval values are no register', () => {
  expect(frame({ value: '17', measurand: 'Energy.Active.Import.Interval' }).energyWh).toBeNull()
})

test('a register per phase is their sum, and says which phases', () => {
  const phases = (['L1', 'L2', 'L3'] as const).map((phase, i) => ({ value: String(1000 + i), phase }))
  expect(frame(...phases)).toMatchObject({ energyWh: 3003, energies: [{ phases: 7 }] })
  expect(frame(...phases.slice(0, 1))).toMatchObject({ energyWh: 1000, energies: [{ phases: 1 }] })
})

test('power is never made up from current and voltage, which know no phase angle', () => {
  const { powerW, currentA, voltageV } = frame(
    { value: '16', measurand: 'Current.Import', phase: 'L1' },
    { value: '15', measurand: 'Current.Import', phase: 'L2' },
    { value: '1', measurand: 'Current.Import', phase: 'N' },
    { value: '230', measurand: 'Voltage', phase: 'L1-N' },
    { value: '232', measurand: 'Voltage', phase: 'L2-N' },
    { value: '400', measurand: 'Voltage', phase: 'L1-L2' },
  )
  expect({ powerW, currentA, voltageV }).toEqual({ powerW: null, currentA: 16, voltageV: 231 })
})

test('a vehicle that gives has negative power', () => {
  expect(frame({ value: '5', unit: 'kW', measurand: 'Power.Active.Export' }).powerW).toBe(-5000)
})

test('a unit that cannot be the measurand’s is not read as it', () => {
  expect(frame({ value: '5', unit: 'A' }).energyWh).toBeNull()
  expect(frame({ value: '5', unit: 'V', measurand: 'Power.Active.Import' }).powerW).toBeNull()
})

test('the same frame has the same digest, another one has not', () => {
  expect(frame({ value: '5' }).digest).toBe(frame({ value: '5' }).digest)
  expect(frame({ value: '5' }).digest).not.toBe(frame({ value: '6' }).digest)
  expect(Number.isSafeInteger(frame({ value: '5' }).digest)).toBe(true)
})

test('a signature does not hide the value beside it', () => {
  const of = frame({ value: '3132', format: 'SignedData' }, { value: '5' })
  expect(of.energyWh).toBe(5)
  expect(of.samples).toHaveLength(2)
})

test('a frame is clock-aligned when all of it is', () => {
  const clock = { value: '5', context: 'Sample.Clock' } as const
  expect(frame(clock, clock).isClockAligned).toBe(true)
  expect(frame(clock, { value: '5' }).isClockAligned).toBe(false)
})

test('2.x state of charge', () => {
  const sampledValue = [{ value: 55, measurand: 'SoC', location: 'EV' }] as [
    { value: number; measurand: 'SoC'; location: 'EV' },
  ]
  expect(frame2({ timestamp, sampledValue }, now).socPercent).toBe(55)
})

test('within a frame location and context decide, never the order of its samples', () => {
  const samples: Sampled[] = [
    { value: '0' },
    { value: '1244' },
    { value: '9', unit: 'kWh', location: 'Inlet' },
    { value: '1000', context: 'Transaction.Begin' },
    { value: '1300', context: 'Transaction.End' },
  ]
  const read = (of: readonly Sampled[]) =>
    frame(...of)
      .energies.map(({ context, wh }) => [context, wh])
      .toSorted()
  expect(read(samples)).toEqual([
    ['Sample.Periodic', 1244],
    ['Transaction.Begin', 1000],
    ['Transaction.End', 1300],
  ])
  expect(read(samples.toReversed())).toEqual(read(samples))
})

test('units and words are read in any case', () => {
  const sampled = {
    value: '2.01',
    unit: 'KWH',
    measurand: 'energy.active.import.register',
    context: 'TRANSACTION.end',
    location: 'outlet',
  }
  expect(frame(sampled as Sampled).energies).toMatchObject([
    { kind: 'import', wh: 2010, context: 'Transaction.End', isAtOutlet: true },
  ])
  expect(frame({ value: '5', unit: 'mW', measurand: 'Power.Active.Import' } as unknown as Sampled).powerW).toBeNull()
})
