import { current, duration, power } from '../../format/quantities.ts'
import { t } from '../../texts/text.ts'
import type { Schedule } from './schedule.ts'

const width = 160
const height = 36

/** The shape of a schedule at a glance. */
export function ScheduleSketch({ schedule }: { readonly schedule: Schedule }) {
  const { steps, unit } = schedule
  const lastFromS = steps.at(-1)?.fromS ?? 0
  const totalS = schedule.durationS ?? Math.max(3600, lastFromS * 1.25)
  const top = Math.max(...steps.map(({ limit }) => limit), 1)
  const x = (s: number) => (Math.min(s, totalS) / totalS) * width
  const y = (limit: number) => height - 2 - (limit / top) * (height - 6)
  const path = steps
    .map(({ fromS, limit }, index) => `${index === 0 ? `M${x(fromS)} ${height}V` : `H${x(fromS)}V`}${y(limit)}`)
    .join('')
  const limitText = unit === 'A' ? current : power
  const words = steps
    .map(({ fromS, limit }) => t('chargingProfile.step', { from: duration(fromS), limit: limitText(limit) }))
    .join(', ')
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
      <title>{words}</title>
      <path d={`${path}H${width}V${height}Z`} fill="var(--busbar-current-soft)" />
      <path d={`${path}H${width}`} fill="none" stroke="var(--busbar-current)" strokeWidth="1.75" />
    </svg>
  )
}
