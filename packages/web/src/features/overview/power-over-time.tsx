import { Card, Group, SegmentedControl, Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Overview } from '../../api/types.ts'
import { power, rating } from '../../format/quantities.ts'
import { Chart } from '../../parts/chart/chart.tsx'
import { Failed } from '../../parts/faces.tsx'
import { type PowerPast, powerHistoryQuery } from '../../queries/history.ts'
import { counted, t } from '../../texts/text.ts'
import { daySeriesOf, shownHours } from './day-series.ts'
import { pastSeriesOf } from './past-series.ts'

interface PowerProps {
  readonly overview: Overview | undefined
  /** Left out: of all. */
  readonly site?: string | undefined
  readonly timeZone?: string | undefined
  /** A grid limit to hold the line against. */
  readonly limitW?: number | null | undefined
}

type Span = 'day' | PowerPast

/** Power of the last hours, of a month or of a year, with its peak. */
export function PowerOverTime(props: PowerProps) {
  const [span, setSpan] = useState<Span>('day')
  return (
    <Card>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{t('figure.power')}</Title>
        <SegmentedControl
          size="xs"
          aria-label={t('power.span')}
          value={span}
          onChange={(value) => setSpan(value as Span)}
          data={(['day', 'month', 'year'] as const).map((value) => ({ value, label: t(`power.${value}`) }))}
        />
      </Group>
      {span === 'day' ? <Day {...props} /> : <Past key={span} past={span} {...props} />}
    </Card>
  )
}

const height = 240

function Day({ overview, timeZone, limitW }: PowerProps) {
  const series = useMemo(() => overview && daySeriesOf(overview), [overview])
  if (!overview || !series) return <Skeleton height={height + 48} />
  const { times, powerW, peakW } = series
  const now = times.at(-1) ?? 0
  const hours = shownHours(times[0] ?? now, now)
  const title = counted('overview.powerHours', hours)
  return (
    <>
      <Under title={title} peakW={peakW} />
      <Chart
        label={t('overview.powerLabel', { title, now: power(overview.powerW), peak: power(peakW) })}
        times={times}
        series={[{ label: t('figure.power'), color: '--chart-power', values: powerW, fill: true, text: power }]}
        from={now - hours * 3600}
        to={now}
        {...scaleOf(timeZone, limitW)}
      />
    </>
  )
}

function Past({ past, site, timeZone, limitW }: PowerProps & { readonly past: PowerPast }) {
  const history = useQuery(powerHistoryQuery(past, site))
  const series = useMemo(() => history.data && pastSeriesOf(history.data), [history.data])
  if (!series) {
    return history.isError ? (
      <Failed error={history.error} onRetry={() => void history.refetch()} />
    ) : (
      <Skeleton height={height + 48} />
    )
  }
  const { times, meanW, maxW, peakW } = series
  if (peakW === null) return <Text c="dimmed">{t('power.none')}</Text>
  const title = t(`power.last.${past}`)
  return (
    <>
      <Under title={title} peakW={peakW} />
      <Chart
        label={t('power.label', { title, peak: power(peakW) })}
        times={times}
        series={[
          { label: t('power.mean'), color: '--chart-power', values: meanW, fill: true, text: power },
          { label: t('power.greatest'), color: '--chart-peak', values: maxW, text: power },
        ]}
        {...scaleOf(timeZone, limitW)}
      />
    </>
  )
}

const Under = ({ title, peakW }: { readonly title: string; readonly peakW: number }) => (
  <Text c="dimmed" fz="sm">
    {title} · {t('overview.peak', { power: power(peakW) })}
  </Text>
)

const scaleOf = (timeZone: string | undefined, limitW: number | null | undefined) => ({
  ...{ atLeast: 1000, timeZone, axisText: rating, height },
  limit: limitW ? { value: limitW, label: t('site.limitLine', { power: rating(limitW) }) } : undefined,
})
