/** What frames say of energy, taken into a transaction's register. Pure. */
import {
  addTo,
  addToIntervals,
  claimBegin,
  claimEnd,
  type EnergyRegister,
  rankOf,
  type SourceName,
  sourceOf,
} from './energy-register.ts'
import type { EnergyReading, MeterFrame } from './meter-frame.ts'

/**
 * `kind`: of the report they came in. The first reading of what began it and the last of what ended it are its ends, said or not.
 * `endMs`: when it was over; null: it runs, or its end was only assumed.
 */
export function takeEnergies(
  of: EnergyRegister,
  frames: readonly MeterFrame[],
  kind: 'started' | 'updated' | 'ended',
  endMs: number | null = null,
): void {
  const first = kind === 'started' ? earliest(frames) : null
  const last = kind === 'ended' ? latest(frames) : null
  for (const frame of frames) {
    if (frame.powerW !== null && frame.powerW > (of.seenPowerW ?? 0)) of.seenPowerW = frame.powerW
    const ms = frame.at.getTime()
    for (const reading of frame.energies) {
      if (reading.kind === 'interval') {
        if (reading.phases === 0 || reading.phases === 7)
          addToIntervals(of, reading.context === 'Sample.Clock', ms, reading.wh)
        continue
      }
      if (reading.hasUnit) of.isUnitless = false
      const name = nameOf(reading)
      const { wh, context } = reading
      if (context === 'Transaction.Begin') claimBegin(of, name, [ms, wh, rankOf.context])
      else if (context === 'Transaction.End') claimEnd(of, name, [ms, wh, rankOf.context])
      else if (frame === first) claimBegin(of, name, [ms, wh, rankOf.place])
      else if (frame === last) claimEnd(of, name, [ms, wh, rankOf.place])
      else addTo(of, name === 'outlet' && endMs !== null && ms > endMs ? 'after' : name, ms, wh)
    }
  }
}

function nameOf({ kind, isAtOutlet, phases }: EnergyReading): SourceName {
  if (kind === 'export' || kind === 'net') return kind
  return isAtOutlet ? sourceOf(phases) : 'elsewhere'
}

const tellsRegister = ({ energies }: MeterFrame): boolean => energies.some(({ kind }) => kind !== 'interval')

function earliest(frames: readonly MeterFrame[]): MeterFrame | null {
  let found: MeterFrame | null = null
  for (const frame of frames) if (tellsRegister(frame) && (found === null || frame.at < found.at)) found = frame
  return found
}

function latest(frames: readonly MeterFrame[]): MeterFrame | null {
  let found: MeterFrame | null = null
  for (const frame of frames) if (tellsRegister(frame) && (found === null || frame.at >= found.at)) found = frame
  return found
}

/** Then nothing that came beside has a say. */
export const hasOwnSamples = ({ sources }: EnergyRegister): boolean =>
  Object.entries(sources).some(
    ([name, source]) =>
      name !== 'beside' && name !== 'export' && name !== 'after' && (source?.readings.length ?? 0) > 0,
  )

/** Tells whether there was anything to take. */
export function takeBeside(of: EnergyRegister, frames: readonly MeterFrame[]): boolean {
  let took = false
  for (const frame of frames) {
    for (const { kind, wh, phases, isAtOutlet } of frame.energies) {
      if (kind !== 'import' || !isAtOutlet || sourceOf(phases) !== 'outlet') continue
      addTo(of, 'beside', frame.at.getTime(), wh)
      took = true
    }
  }
  return took
}
