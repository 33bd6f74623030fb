import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconId } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { IdToken, IdTokenFilter } from '../../api/types.ts'
import { nothing } from '../../format/quantities.ts'
import { AboveRow, type Column, RowButton } from '../../parts/data-table.tsx'
import { failureText } from '../../parts/faces.tsx'
import { PagedTable } from '../../parts/paged-table.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { At } from '../../parts/times.tsx'
import { idTokenTones } from '../../parts/tones.ts'
import { useRows } from '../../parts/use-rows.ts'
import { idTokenListQuery } from '../../queries/lists.ts'
import { t, wordFor } from '../../texts/text.ts'
import { usePutIdToken } from './commands.ts'

interface IdTokenTableProps {
  readonly filter: IdTokenFilter
  onEdit(idToken: IdToken): void
}

export function IdTokenTable({ filter, onEdit }: IdTokenTableProps) {
  const rows = useRows(useInfiniteQuery(idTokenListQuery(filter)))
  const columns: Column<IdToken>[] = [
    {
      key: 'token',
      header: t('idToken.token'),
      width: 'minmax(10rem, 1.4fr)',
      cell: (one) => <RowButton onClick={() => onEdit(one)}>{one.token}</RowButton>,
    },
    { key: 'status', header: t('idToken.status'), width: '7.5rem', cell: (one) => <Status idToken={one} /> },
    { key: 'type', header: t('idToken.type'), width: '7.5rem', cell: (one) => one.type },
    {
      key: 'group',
      header: t('idToken.group'),
      width: 'minmax(7rem, 1fr)',
      fromEm: 64,
      cell: (one) => one.groupToken ?? nothing,
    },
    {
      key: 'expires',
      header: t('idToken.expires'),
      width: '8.5rem',
      fromEm: 70,
      cell: (one) => <At at={one.expiresAt} shape="date" />,
    },
    {
      key: 'note',
      header: t('idToken.note'),
      width: 'minmax(7rem, 1.4fr)',
      fromEm: 76,
      cell: (one) => one.note ?? nothing,
    },
    {
      key: 'block',
      header: t('actions'),
      hideHeader: true,
      width: '6rem',
      end: true,
      cell: (one) => <BlockButton idToken={one} />,
    },
  ]
  return (
    <PagedTable
      label={t('nav.idTokens')}
      rows={rows}
      loading={{ rows: 10, height: 32 }}
      empty={{ icon: IconId, title: t('idTokens.none'), words: t('idTokens.noneWords') }}
      columns={columns}
      keyOf={(one) => one.token}
      cardHeight={76}
      card={(one) => (
        <>
          <Group justify="space-between" wrap="nowrap">
            <RowButton onClick={() => onEdit(one)}>{one.token}</RowButton>
            <Status idToken={one} />
          </Group>
          <Group justify="space-between" wrap="nowrap">
            <Text c="dimmed" fz="sm" truncate>
              {[one.type, one.groupToken, one.note].filter(Boolean).join(' · ')}
            </Text>
            <BlockButton idToken={one} />
          </Group>
        </>
      )}
    />
  )
}

const Status = ({ idToken }: { readonly idToken: IdToken }) => (
  <StateBadge tone={idTokenTones[idToken.status]}>{wordFor('idToken.status', idToken.status)}</StateBadge>
)

function BlockButton({ idToken }: { readonly idToken: IdToken }) {
  const put = usePutIdToken(idToken)
  const blocked = idToken.status === 'blocked'
  const act = () =>
    put.mutate(
      { token: idToken.token, body: { status: blocked ? 'accepted' : 'blocked' } },
      { onError: (error) => notifications.show({ color: 'red', message: failureText(error) }) },
    )
  return (
    <AboveRow>
      <Button
        size="compact-sm"
        variant="default"
        loading={put.isPending}
        aria-label={
          blocked
            ? t('idTokens.unblockOne', { token: idToken.token })
            : t('idTokens.blockOne', { token: idToken.token })
        }
        onClick={act}
      >
        {blocked ? t('idTokens.unblock') : t('idTokens.block')}
      </Button>
    </AboveRow>
  )
}
