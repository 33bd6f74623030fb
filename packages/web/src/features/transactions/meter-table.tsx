import { Group, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { MeterValue } from '../../api/types.ts'
import { current, energyExact, nothing, percent, power, voltage } from '../../format/quantities.ts'
import { timeText, withZone, zonedText } from '../../format/times.ts'
import type { Column } from '../../parts/data-table.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { useRows } from '../../parts/use-rows.ts'
import { meterValuesQuery } from '../../queries/transactions.ts'
import { counted, t } from '../../texts/text.ts'
import { samplesText } from './samples-text.ts'

/** Every meter value of a transaction: what we made of it, and on hover what was sent. */
export function MeterTable({ id, timeZone }: { readonly id: number; readonly timeZone: string | undefined }) {
  const rows = useRows(useInfiniteQuery(meterValuesQuery(id)))
  const columns: Column<MeterValue>[] = [
    {
      key: 'at',
      header: withZone(t('meter.at'), rows.rowAt(0)?.at, timeZone),
      width: '8rem',
      cell: (value) => timeText(value.at, 'time', timeZone),
    },
    {
      key: 'energy',
      header: t('meter.register'),
      width: 'minmax(7rem, 1fr)',
      end: true,
      cell: (value) => energyExact(value.energyWh),
    },
    {
      key: 'power',
      header: t('figure.power'),
      width: 'minmax(5rem, 1fr)',
      end: true,
      cell: (value) => power(value.powerW),
    },
    {
      key: 'current',
      header: t('meter.current'),
      width: 'minmax(5rem, 1fr)',
      end: true,
      cell: (value) => current(value.currentA),
    },
    {
      key: 'voltage',
      header: t('meter.voltage'),
      width: 'minmax(5rem, 1fr)',
      end: true,
      cell: (value) => voltage(value.voltageV),
    },
    {
      key: 'soc',
      header: t('figure.soc'),
      width: 'minmax(4rem, 1fr)',
      end: true,
      cell: (value) => percent(value.socPercent),
    },
    {
      key: 'context',
      header: t('meter.context'),
      width: 'minmax(8rem, 1.2fr)',
      fromEm: 60,
      cell: (value) => value.context ?? nothing,
    },
    {
      key: 'samples',
      header: t('meter.sent'),
      width: 'minmax(6rem, 2fr)',
      fromEm: 76,
      cell: ({ samples }) =>
        samples === null ? (
          <Text span c="dimmed" fz="sm">
            {t('meter.notKept')}
          </Text>
        ) : (
          <Text span c="dimmed" fz="sm" title={samplesText(samples, '\n')}>
            {counted('meter.samples', samples.length)}: {samplesText(samples, ', ')}
          </Text>
        ),
    },
  ]
  return (
    <PagedTable
      label={t('tab.meterValues')}
      rows={rows}
      loading={{ rows: 8 }}
      empty={{ title: t('transaction.noMeterValues') }}
      columns={columns}
      keyOf={(value) => `${value.at} ${value.receivedAt} ${value.context}`}
      rowHeight={36}
      cardHeight={72}
      card={(value) => (
        <>
          <Group justify="space-between">
            <Text>{zonedText(value.at, 'time', timeZone)}</Text>
            <Text fw={550}>{energyExact(value.energyWh)}</Text>
          </Group>
          <Text c="dimmed" fz="sm">
            {[power(value.powerW), current(value.currentA), voltage(value.voltageV), percent(value.socPercent)].join(
              ' · ',
            )}
          </Text>
        </>
      )}
    />
  )
}
