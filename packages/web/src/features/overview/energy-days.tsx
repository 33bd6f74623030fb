import { Card, Group, SegmentedControl, Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { energy, energySumAxis } from '../../format/quantities.ts'
import { Chart } from '../../parts/chart/chart.tsx'
import { Failed } from '../../parts/faces.tsx'
import { type EnergyRange, energyHistoryQuery } from '../../queries/history.ts'
import { counted, t } from '../../texts/text.ts'
import { energySeriesOf } from './energy-series.ts'

const halfS = { day: 43_200, month: 16 * 86_400 }

/** Energy of the last month by day, or of the last year by month. */
export function EnergyDays({ site }: { readonly site?: string }) {
  const [by, setBy] = useState<EnergyRange['by']>('day')
  const history = useQuery(energyHistoryQuery({ by, site }))
  const series = useMemo(
    () => history.data && energySeriesOf(history.data, by, new Date().toISOString().slice(0, 10)),
    [history.data, by],
  )
  const total = series && [energy(series.totalWh), counted('energyDays.sessions', series.sessions)].join(' · ')
  return (
    <Card>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{t('energyDays.title')}</Title>
        <SegmentedControl
          size="xs"
          aria-label={t('energyDays.by')}
          value={by}
          onChange={(value) => setBy(value as EnergyRange['by'])}
          data={[
            { value: 'day', label: t('energyDays.days') },
            { value: 'month', label: t('energyDays.months') },
          ]}
        />
      </Group>
      {!series ? (
        history.isError ? (
          <Failed error={history.error} onRetry={() => void history.refetch()} />
        ) : (
          <Skeleton height={224} />
        )
      ) : series.times.length === 0 ? (
        <Text c="dimmed">{t('energyDays.none')}</Text>
      ) : (
        <>
          <Text c="dimmed" fz="sm">
            {total}
            {series.unknown > 0 && ` · ${counted('energyDays.unknown', series.unknown)}`}
          </Text>
          <Chart
            key={by}
            label={t('energyDays.label', { total: total ?? '' })}
            times={series.times}
            series={[
              { label: t('figure.energy'), color: '--chart-energy', values: series.energyWh, bars: true, text: energy },
            ]}
            from={(series.times[0] as number) - halfS[by]}
            to={(series.times.at(-1) as number) + halfS[by]}
            atLeast={1000}
            timeZone="UTC"
            timeShape={by === 'day' ? 'day' : 'month'}
            axisText={energySumAxis}
            height={200}
          />
        </>
      )}
    </Card>
  )
}
