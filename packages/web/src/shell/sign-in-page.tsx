import { Button, Checkbox, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { ApiProblem, api, bodyOf } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { signIn, useToken } from '../api/token.ts'
import { failureText } from '../parts/faces.tsx'
import { Notice } from '../parts/notice.tsx'
import { t } from '../texts/text.ts'
import classes from './sign-in-page.module.css'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  useDocumentTitle(`${t('signIn.title')} · Busbar`)
  const { to } = route.useSearch()
  const token = useToken()
  const [typed, setTyped] = useState('')
  const [remember, setRemember] = useState(true)
  const attempt = useMutation({
    mutationFn: (given: string) =>
      bodyOf(
        api.GET('/api/v1/sites', { params: { query: { limit: 1 } }, headers: { authorization: `Bearer ${given}` } }),
      ),
    onSuccess: (_, given) => {
      queryClient.clear()
      signIn(given, remember)
    },
  })
  if (token) return <Navigate to={to ?? '/'} replace />

  function onSubmit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault()
    attempt.mutate(typed.trim())
  }

  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={onSubmit}>
        <div className={classes.bar} />
        <div className={classes.taps} aria-hidden>
          <i />
          <i />
          <i />
          <i />
        </div>
        <div className={classes.product}>
          <Title order={1}>{t('product')}</Title>
          <Text c="dimmed">{t('signIn.what')}</Text>
        </div>
        <Stack>
          <PasswordInput
            label={t('signIn.token')}
            description={t('signIn.hint')}
            size="md"
            autoFocus
            autoComplete="current-password"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
          />
          <Checkbox
            label={t('signIn.remember')}
            checked={remember}
            onChange={(event) => setRemember(event.currentTarget.checked)}
          />
          {attempt.error && (
            <Notice tone="faulted" alert>
              {attempt.error instanceof ApiProblem && attempt.error.status === 401
                ? t('signIn.refused')
                : failureText(attempt.error)}
            </Notice>
          )}
          <Button type="submit" size="md" loading={attempt.isPending} disabled={typed.trim() === ''}>
            {t('signIn.button')}
          </Button>
        </Stack>
      </form>
    </main>
  )
}
