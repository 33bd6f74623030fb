/** The faces a page can have when there is nothing to show: empty, failed, unreachable, on its way. */
import { Button, Skeleton, Stack, Text } from '@mantine/core'
import { IconCloudOff, IconFaceIdError, IconInbox, type TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiProblem, Unreachable } from '../api/client.ts'
import { t } from '../texts/text.ts'
import classes from './faces.module.css'

export interface EmptyProps {
  readonly icon?: TablerIcon
  readonly title: string
  readonly words?: ReactNode
  readonly action?: ReactNode
}

export function Empty({ icon: Icon = IconInbox, title, words, action }: EmptyProps) {
  return (
    <div className={classes.face}>
      <span className={classes.icon}>
        <Icon size={24} stroke={1.6} aria-hidden />
      </span>
      <Text fw={600}>{title}</Text>
      {words && <div className={classes.words}>{words}</div>}
      {action}
    </div>
  )
}

export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const away = error instanceof Unreachable
  const Icon = away ? IconCloudOff : IconFaceIdError
  return (
    <div className={`${classes.face} ${classes.failed}`} role="alert">
      <span className={classes.icon}>
        <Icon size={24} stroke={1.6} aria-hidden />
      </span>
      <Text fw={600}>{away ? t('failed.unreachable') : failureTitle(error)}</Text>
      <div className={classes.words}>{away ? t('failed.unreachableWords') : failureText(error)}</div>
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          {t('failed.retry')}
        </Button>
      )}
    </div>
  )
}

export function Loading({ rows = 6, height = 28 }: { readonly rows?: number; readonly height?: number }) {
  return (
    <Stack gap="xs" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical placeholders
        <Skeleton key={row} height={height} width={`${100 - ((row * 13) % 30)}%`} />
      ))}
    </Stack>
  )
}

/** What went wrong, in the server's words where it has some. */
export function failureText(error: unknown): string {
  if (error instanceof ApiProblem) {
    const { detail, title, errors } = error.problem
    const where = errors?.map((e) => (e.path ? `${e.path}: ${e.message}` : e.message)).join('; ')
    return [detail ?? title, where].filter(Boolean).join(' – ')
  }
  if (error instanceof Unreachable) return t('failed.unreachable')
  return error instanceof Error ? error.message : String(error)
}

const failureTitle = (error: unknown): string =>
  error instanceof ApiProblem && error.status === 404 ? t('failed.missing') : t('failed.title')
