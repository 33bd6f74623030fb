import { Card, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { MeterValue, Transaction } from '../../api/types.ts'
import { energy, energyAxis, percent, power, rating } from '../../format/quantities.ts'
import { Chart } from '../../parts/chart/chart.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { meterSeriesQuery } from '../../queries/transactions.ts'
import { t } from '../../texts/text.ts'
import { chartsOf } from './charts.ts'

interface TransactionChartsProps {
  readonly transaction: Transaction
  readonly timeZone: string | undefined
}

/** Power, energy and state of charge on one time axis. */
export function TransactionCharts({ transaction, timeZone }: TransactionChartsProps) {
  const series = useQuery(meterSeriesQuery(transaction.id))
  return (
    <Loaded query={series} loading={{ rows: 8 }}>
      {(items) => <Charts items={items} transaction={transaction} timeZone={timeZone} />}
    </Loaded>
  )
}

interface ChartsProps extends TransactionChartsProps {
  readonly items: readonly MeterValue[]
}

function Charts({ items, transaction, timeZone }: ChartsProps) {
  const { times, powerW, energyWh, socPercent } = chartsOf(items, transaction)
  if (times.length === 0) {
    return (
      <Card>
        <Text c="dimmed" ta="center" py="xl">
          {t(noValuesText(transaction))}
        </Text>
      </Card>
    )
  }
  const shared = {
    times,
    timeZone,
    sync: `transaction ${transaction.id}`,
    from: Date.parse(transaction.startedAt) / 1000,
    to: Math.max(times.at(-1) ?? 0, transaction.stoppedAt ? Date.parse(transaction.stoppedAt) / 1000 : 0),
  }
  return (
    <Card>
      <Title order={2} mb="xs">
        {t('transaction.charts')}
      </Title>
      <Stack gap="sm">
        {powerW && (
          <Chart
            {...shared}
            label={t('transaction.powerChart', { now: power(transaction.powerW) })}
            series={[{ label: t('figure.power'), color: '--chart-power', values: powerW, fill: true, text: power }]}
            axisText={rating}
            atLeast={1000}
            height={200}
          />
        )}
        {energyWh && (
          <Chart
            {...shared}
            label={t('transaction.energyChart', { total: energy(transaction.energyWh) })}
            series={[{ label: t('figure.energy'), color: '--chart-energy', values: energyWh, text: energy }]}
            axisText={energyAxis}
            atLeast={100}
            height={150}
          />
        )}
        {socPercent && (
          <Chart
            {...shared}
            label={t('transaction.socChart', { now: percent(transaction.socPercent) })}
            series={[{ label: t('figure.soc'), color: '--chart-soc', values: socPercent, text: percent }]}
            axisText={percent}
            atLeast={95}
            height={130}
          />
        )}
      </Stack>
    </Card>
  )
}

function noValuesText({ meterStartWh, meterStopWh, energyWh }: Transaction) {
  if (meterStartWh !== null && meterStopWh !== null && energyWh !== null) return 'transaction.noMeterValues'
  return energyWh === null ? 'transaction.nothingMetered' : 'transaction.noMeterValuesYet'
}
