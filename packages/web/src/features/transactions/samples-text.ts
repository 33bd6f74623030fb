import type { MeterValue } from '../../api/types.ts'

/** Samples in the station's own numbers. */
export const samplesText = (samples: MeterValue['samples'], separator: string): string =>
  samples
    .map((sample) => `${sample.measurand}${sample.phase ? ` ${sample.phase}` : ''} ${sentText(sample)}`)
    .join(separator)

function sentText({ sent, value, unit }: MeterValue['samples'][number]): string {
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
