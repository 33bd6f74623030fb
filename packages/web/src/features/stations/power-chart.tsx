import { Card, Group, Text, Title } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Station } from '../../api/types.ts'
import { power, rating } from '../../format/quantities.ts'
import { Chart, type ChartSeries } from '../../parts/chart/chart.tsx'
import { meterSeriesQuery, recentTransactionsQuery } from '../../queries/transactions.ts'
import { t } from '../../texts/text.ts'
import { type EvseReading, joined } from './power-series.ts'

const hours = 6
const colors = ['--chart-power', '--chart-energy', '--chart-soc', '--state-reserved']

/** Power of each EVSE over the last hours, from the transactions' meter values; goes on live. */
export function PowerChart({
  station,
  timeZone,
}: {
  readonly station: Station
  readonly timeZone: string | undefined
}) {
  const { data: recent, isPending } = useQuery(recentTransactionsQuery({ station: station.id, limit: 20 }))
  const [openedAt] = useState(Date.now)
  const since = openedAt - hours * 3_600_000
  const shown = useMemo(
    () => (recent?.items ?? []).filter(({ stoppedAt }) => stoppedAt === null || Date.parse(stoppedAt) > since),
    [recent, since],
  )
  const readings = useQueries({
    queries: shown.map(({ id }) => meterSeriesQuery(id)),
    combine: (results) => results.map((result) => result.data?.items ?? []),
  })
  const { times, byEvse } = useMemo(() => {
    const flat = shown.flatMap((transaction, index): EvseReading[] =>
      (readings[index] ?? [])
        .filter((value) => value.powerW !== null && Date.parse(value.at) > since)
        .map((value) => ({ evse: transaction.evse, atS: Date.parse(value.at) / 1000, powerW: value.powerW ?? 0 })),
    )
    // Between transactions nothing flows: without these the line would climb from the end of one to the middle of the next.
    const idle = shown.flatMap(({ evse, startedAt, stoppedAt }) =>
      [startedAt, stoppedAt].flatMap((at): EvseReading[] =>
        at !== null && Date.parse(at) > since ? [{ evse, atS: Date.parse(at) / 1000, powerW: 0 }] : [],
      ),
    )
    return joined([...flat, ...idle])
  }, [shown, readings, since])
  const series = [...byEvse].map(
    ([evse, values], index): ChartSeries => ({
      label: t('evse.title', { id: evse }),
      color: colors[index % colors.length] ?? '--chart-power',
      values,
      fill: byEvse.size === 1,
      text: power,
    }),
  )
  return (
    <Card>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{t('station.powerChart')}</Title>
        <Text c="dimmed" fz="sm">
          {t('station.lastHours', { n: hours })}
        </Text>
      </Group>
      {times.length > 0 ? (
        <Chart
          label={t('station.powerChartLabel', { now: power(station.powerW) })}
          times={times}
          series={series}
          timeZone={timeZone}
          axisText={rating}
          atLeast={1000}
          height={220}
        />
      ) : (
        <Text c="dimmed" py="xl" ta="center">
          {isPending ? t('loading') : t('station.noPowerYet', { n: hours })}
        </Text>
      )}
    </Card>
  )
}
