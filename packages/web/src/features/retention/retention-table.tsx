import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Retained } from '../../api/types.ts'
import { count, size } from '../../format/quantities.ts'
import { timeText } from '../../format/times.ts'
import { AboveRow, type Column, DataTable } from '../../parts/data-table.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { At } from '../../parts/times.tsx'
import { retentionQuery } from '../../queries/history.ts'
import { counted, t, wordFor } from '../../texts/text.ts'
import { RetentionForm } from './retention-form.tsx'
import { freedText, ruleText } from './rule-text.ts'

export function RetentionTable() {
  const kinds = useQuery(retentionQuery)
  const [editing, setEditing] = useState<Retained | null>(null)
  const columns: Column<Retained>[] = [
    { key: 'kind', header: t('retention.kind'), width: 'minmax(12rem, 2fr)', cell: (one) => <Name of={one} /> },
    { key: 'rule', header: t('retention.rule'), width: 'minmax(9rem, 1fr)', cell: (one) => ruleText(one.rule) },
    {
      key: 'oldest',
      header: t('retention.oldest'),
      width: '8rem',
      fromEm: 70,
      cell: (one) => (one.oldestAt ? <At at={one.oldestAt} shape="date" /> : t('retention.none')),
    },
    {
      key: 'rows',
      header: t('retention.rowCount'),
      width: '8rem',
      end: true,
      fromEm: 60,
      cell: (one) => count(one.rows),
    },
    {
      key: 'size',
      header: t('retention.size'),
      width: '6.5rem',
      end: true,
      cell: (one) => (
        <span title={t('retention.measured', { at: timeText(one.measuredAt, 'full') })}>{size(one.bytes)}</span>
      ),
    },
    {
      key: 'change',
      header: t('actions'),
      hideHeader: true,
      width: '6.5rem',
      end: true,
      cell: (one) => <Change of={one} onEdit={setEditing} />,
    },
  ]
  return (
    <>
      <Loaded query={kinds} loading={{ rows: 6, height: 40 }}>
        {(rows) => (
          <DataTable
            label={t('nav.retention')}
            columns={columns}
            count={rows.length}
            rowAt={(index) => rows[index]}
            keyOf={(one) => one.kind}
            rowHeight={56}
            cardHeight={112}
            card={(one) => (
              <Group justify="space-between" wrap="nowrap">
                <div style={{ minWidth: 0 }}>
                  <Name of={one} />
                  <Text fz="xs" c="dimmed">
                    {ruleText(one.rule)} · {size(one.bytes)}
                    {one.oldestAt && (
                      <>
                        {' · '}
                        {t('retention.oldest')} <At at={one.oldestAt} shape="date" />
                      </>
                    )}
                  </Text>
                </div>
                <Change of={one} onEdit={setEditing} />
              </Group>
            )}
          />
        )}
      </Loaded>
      <RetentionForm of={editing} onClose={() => setEditing(null)} />
    </>
  )
}

function Name({ of }: { readonly of: Retained }) {
  const held = of.heldDays > 0 && counted('retention.held', of.heldDays)
  const due = of.frees.bytes > 0 && freedText(of.frees)
  return (
    <div style={{ minWidth: 0 }}>
      <Text fz="sm" fw={500}>
        {wordFor('retention.kind', of.kind)}
      </Text>
      <Text fz="xs" c="dimmed" truncate>
        {[due, held].filter(Boolean).join(' ') || wordFor('retention.words', of.kind)}
      </Text>
    </div>
  )
}

interface ChangeProps {
  readonly of: Retained
  onEdit(of: Retained): void
}

const Change = ({ of, onEdit }: ChangeProps) => (
  <AboveRow>
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t('retention.changeKind', { kind: wordFor('retention.kind', of.kind) })}
      onClick={() => onEdit(of)}
    >
      {t('retention.change')}
    </Button>
  </AboveRow>
)
