import { Badge, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiToken } from '../../api/types.ts'
import { useNow } from '../../format/use-now.ts'
import { AboveRow, type Column, DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Form } from '../../parts/form.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Ago, At } from '../../parts/times.tsx'
import { apiTokensQuery } from '../../queries/lists.ts'
import { t, wordFor } from '../../texts/text.ts'
import { useRevokeApiToken } from './commands.ts'

export function TokenTable() {
  const tokens = useQuery(apiTokensQuery)
  const [revoking, setRevoking] = useState<ApiToken | null>(null)
  const columns: Column<ApiToken>[] = [
    { key: 'name', header: t('apiTokens.name'), width: 'minmax(12rem, 2fr)', cell: (one) => <Name token={one} /> },
    { key: 'origin', header: t('apiTokens.origin'), width: 'minmax(8rem, 1fr)', fromEm: 70, cell: originOf },
    {
      key: 'created',
      header: t('apiTokens.created'),
      width: '9rem',
      fromEm: 60,
      cell: (one) => <At at={one.createdAt} shape="date" />,
    },
    { key: 'used', header: t('apiTokens.used'), width: '9rem', cell: (one) => <Used token={one} /> },
    { key: 'expires', header: t('apiTokens.expires'), width: '9rem', cell: (one) => <Expiry token={one} /> },
    {
      key: 'revoke',
      header: t('actions'),
      hideHeader: true,
      width: '6.5rem',
      end: true,
      cell: (one) => <RevokeButton token={one} onRevoke={setRevoking} />,
    },
  ]
  return (
    <>
      <Loaded query={tokens} loading={{ rows: 4, height: 32 }}>
        {(rows) => (
          <DataTable
            label={t('nav.apiTokens')}
            columns={columns}
            count={rows.length}
            rowAt={(index) => rows[index]}
            keyOf={(one) => one.id}
            card={(one) => (
              <Group justify="space-between" wrap="nowrap">
                <div style={{ minWidth: 0 }}>
                  <Name token={one} />
                  <Text fz="xs" c="dimmed">
                    {t('apiTokens.used')}: <Used token={one} /> · {t('apiTokens.expires')}: <Expiry token={one} />
                  </Text>
                </div>
                <RevokeButton token={one} onRevoke={setRevoking} />
              </Group>
            )}
          />
        )}
      </Loaded>
      <Revoke token={revoking} onClose={() => setRevoking(null)} />
    </>
  )
}

function Name({ token }: { readonly token: ApiToken }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Text fz="sm" fw={500} truncate>
        {token.name}
      </Text>
      {token.current && (
        <Badge size="sm" variant="light" flex="none">
          {t('apiTokens.current')}
        </Badge>
      )}
    </Group>
  )
}

const originOf = (token: ApiToken) =>
  token.origin === 'api' ? token.createdBy : wordFor('apiTokens.origin', token.origin)

const Used = ({ token }: { readonly token: ApiToken }) =>
  token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : t('apiTokens.unused')

function Expiry({ token: { expiresAt } }: { readonly token: ApiToken }) {
  const now = useNow()
  if (expiresAt === null) return t('apiTokens.never')
  return Date.parse(expiresAt) <= now ? t('apiTokens.expired') : <At at={expiresAt} shape="date" />
}

interface RevokeButtonProps {
  readonly token: ApiToken
  onRevoke(token: ApiToken): void
}

function RevokeButton({ token, onRevoke }: RevokeButtonProps) {
  const ofSetting = token.origin === 'setting'
  return (
    <AboveRow>
      <Button
        size="compact-sm"
        variant="default"
        disabled={ofSetting}
        {...(ofSetting && { title: t('apiTokens.ofSetting') })}
        onClick={() => onRevoke(token)}
      >
        {t('apiTokens.revoke')}
      </Button>
    </AboveRow>
  )
}

function Revoke({ token, onClose }: { readonly token: ApiToken | null; readonly onClose: () => void }) {
  const revoke = useRevokeApiToken()
  const close = () => {
    revoke.reset()
    onClose()
  }
  return (
    <Dialog opened={token !== null} onClose={close} title={t('apiTokens.revokeTitle', { name: token?.name ?? '' })}>
      {token && (
        <Form
          onSubmit={() => revoke.mutate(token.id, { onSuccess: close })}
          onCancel={close}
          submit={t('apiTokens.revoke')}
          danger
          pending={revoke.isPending}
          error={revoke.error}
        >
          <Text fz="sm">{t('apiTokens.revokeWords')}</Text>
          {token.current && <Notice tone="warning">{t('apiTokens.revokeOwn')}</Notice>}
        </Form>
      )}
    </Dialog>
  )
}
