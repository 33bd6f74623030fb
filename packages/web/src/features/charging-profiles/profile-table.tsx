import { Group, Text } from '@mantine/core'
import { IconStairs } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ChargingProfile } from '../../api/types.ts'
import { nothing } from '../../format/quantities.ts'
import { type Column, RowButton } from '../../parts/data-table.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { Ago } from '../../parts/times.tsx'
import { useRows } from '../../parts/use-rows.ts'
import { chargingProfileListQuery } from '../../queries/lists.ts'
import { t } from '../../texts/text.ts'
import { scheduleOf } from './schedule.ts'
import { ScheduleSketch } from './schedule-sketch.tsx'

export function ProfileTable({ onEdit }: { readonly onEdit: (profile: ChargingProfile) => void }) {
  const rows = useRows(useInfiniteQuery(chargingProfileListQuery))
  const columns: Column<ChargingProfile>[] = [
    { key: 'id', header: t('chargingProfile.id'), width: '4.5rem', cell: (one) => one.id },
    {
      key: 'name',
      header: t('chargingProfile.name'),
      width: 'minmax(9rem, 1.4fr)',
      cell: (one) => <RowButton onClick={() => onEdit(one)}>{one.name}</RowButton>,
    },
    { key: 'sketch', header: t('chargingProfile.schedule'), width: '11rem', cell: (one) => <Sketch profile={one} /> },
    {
      key: 'purpose',
      header: t('chargingProfile.purpose'),
      width: 'minmax(9rem, 1fr)',
      cell: (one) => word(one.profile.chargingProfilePurpose),
    },
    {
      key: 'kind',
      header: t('chargingProfile.kind'),
      width: 'minmax(7rem, 1fr)',
      fromEm: 64,
      cell: (one) => word(one.profile.chargingProfileKind),
    },
    {
      key: 'level',
      header: t('chargingProfile.stackLevel'),
      width: '6rem',
      end: true,
      fromEm: 64,
      cell: (one) => word(one.profile.stackLevel),
    },
    {
      key: 'updated',
      header: t('chargingProfile.updated'),
      width: '6.5rem',
      end: true,
      fromEm: 70,
      cell: (one) => <Ago at={one.updatedAt} />,
    },
  ]
  return (
    <PagedTable
      label={t('nav.chargingProfiles')}
      rows={rows}
      loading={{ rows: 6, height: 40 }}
      empty={{ icon: IconStairs, title: t('chargingProfiles.none'), words: t('chargingProfiles.noneWords') }}
      columns={columns}
      keyOf={(one) => one.id}
      rowHeight={52}
      cardHeight={112}
      card={(one) => (
        <>
          <Group justify="space-between" wrap="nowrap">
            <RowButton onClick={() => onEdit(one)}>{one.name}</RowButton>
            <Text c="dimmed" fz="sm">
              #{one.id}
            </Text>
          </Group>
          <Text c="dimmed" fz="sm">
            {word(one.profile.chargingProfilePurpose)} · {word(one.profile.chargingProfileKind)}
          </Text>
          <Sketch profile={one} />
        </>
      )}
    />
  )
}

function Sketch({ profile }: { readonly profile: ChargingProfile }) {
  const schedule = scheduleOf(profile.profile)
  return schedule ? <ScheduleSketch schedule={schedule} /> : nothing
}

const word = (value: unknown): string => (value === undefined || value === null ? nothing : String(value))
