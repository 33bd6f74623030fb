import { Button } from '@mantine/core'
import { IconRoute } from '@tabler/icons-react'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { Empty, Failed, Loading } from '../parts/faces.tsx'
import { Page } from '../parts/page.tsx'
import { t } from '../texts/text.ts'

export function NotFound() {
  return (
    <main>
      <Page title={t('notFound.title')}>
        <Empty
          icon={IconRoute}
          title={t('notFound.words')}
          action={
            <Button variant="default" component={Link} to="/">
              {t('nav.overview')}
            </Button>
          }
        />
      </Page>
    </main>
  )
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Page title={t('failed.title')}>
      <Failed error={error} onRetry={reset} />
    </Page>
  )
}

export function PagePending() {
  return (
    <Page title={t('loading')}>
      <Loading rows={8} height={36} />
    </Page>
  )
}
