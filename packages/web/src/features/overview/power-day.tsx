import { Card, Group, Skeleton, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import type { Overview } from '../../api/types.ts'
import { power, rating } from '../../format/quantities.ts'
import { Chart } from '../../parts/chart/chart.tsx'
import { counted, t } from '../../texts/text.ts'
import { type DaySeries, daySeriesOf, shownHours } from './day-series.ts'

interface PowerDayProps {
  readonly overview: Overview | undefined
  readonly timeZone?: string | undefined
  /** A grid limit to hold the line against. */
  readonly limitW?: number | null | undefined
}

const nothingYet: DaySeries = { times: [], powerW: [], peakW: 0 }

/** Power of the last 24 hours, up to this moment; of fewer where less is known. */
export function PowerDay({ overview, timeZone, limitW }: PowerDayProps) {
  const { times, powerW, peakW } = useMemo(() => (overview ? daySeriesOf(overview) : nothingYet), [overview])
  const now = times.at(-1) ?? 0
  const hours = overview ? shownHours(times[0] ?? now, now) : 24
  const title = counted('overview.powerHours', hours)
  return (
    <Card>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{title}</Title>
        {overview && <Text c="dimmed">{t('overview.peak', { power: power(peakW) })}</Text>}
      </Group>
      {overview ? (
        <Chart
          label={t('overview.powerLabel', { title, now: power(overview.powerW), peak: power(peakW) })}
          times={times}
          series={[{ label: t('figure.power'), color: '--chart-power', values: powerW, fill: true, text: power }]}
          from={now - hours * 3600}
          to={now}
          atLeast={1000}
          timeZone={timeZone}
          axisText={rating}
          height={240}
          limit={limitW ? { value: limitW, label: t('site.limitLine', { power: rating(limitW) }) } : undefined}
        />
      ) : (
        <Skeleton height={264} />
      )}
    </Card>
  )
}
