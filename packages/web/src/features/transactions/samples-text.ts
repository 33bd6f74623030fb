import type { MeterValue } from '../../api/types.ts'

type Samples = NonNullable<MeterValue['samples']>

/** Samples in the station's own numbers. */
export const samplesText = (samples: Samples, separator: string): string =>
  samples
    .map((sample) => `${sample.measurand}${sample.phase ? ` ${sample.phase}` : ''} ${sentText(sample)}`)
    .join(separator)

function sentText({ sent, value, unit }: Samples[number]): string {
  if (typeof sent !== 'object' || sent === null) return `${value ?? ''} ${unit ?? ''}`.trim()
  const {
    value: asSent,
    unit: unitSent,
    multiplier,
  } = sent as { value?: unknown; unit?: unknown; multiplier?: unknown }
  return [asSent, multiplier ? `×10^${multiplier}` : undefined, unitSent ?? unit]
    .filter((part) => part !== undefined && part !== null)
    .join(' ')
}
