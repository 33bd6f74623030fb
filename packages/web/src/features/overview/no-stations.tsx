import { Button, Card } from '@mantine/core'
import { IconChargingPile, IconMailbox, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Empty } from '../../parts/faces.tsx'
import { unknownStationsQuery } from '../../queries/stations.ts'
import { counted, t } from '../../texts/text.ts'

/** What to do first: let in who waits, else add one. */
export function NoStations() {
  const { data } = useQuery(unknownStationsQuery)
  const waiting = data?.total ?? 0
  return (
    <Card>
      {waiting > 0 ? (
        <Empty
          icon={IconMailbox}
          title={counted('unknownStations.title', waiting)}
          action={<Button renderRoot={(props) => <Link {...props} to="/stations" />}>{t('overview.inbox')}</Button>}
          words={t('overview.waitingWords')}
        />
      ) : (
        <Empty
          icon={IconChargingPile}
          title={t('overview.empty')}
          action={
            <Button
              leftSection={<IconPlus size={16} />}
              renderRoot={(props) => <Link {...props} to="/stations" hash="add" />}
            >
              {t('stations.add')}
            </Button>
          }
          words={t('overview.emptyWords')}
        />
      )}
    </Card>
  )
}
