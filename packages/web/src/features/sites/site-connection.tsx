import { Card, Title } from '@mantine/core'
import type { Site } from '../../api/types.ts'
import { current, rating } from '../../format/quantities.ts'
import { timeText } from '../../format/times.ts'
import { useNow } from '../../format/use-now.ts'
import { GridLoad } from '../../parts/grid-load.tsx'
import { KeyValues } from '../../parts/key-values.tsx'
import { t } from '../../texts/text.ts'

interface SiteConnectionProps {
  readonly site: Site
  /** As last heard, which may be later than what is known of the site. */
  readonly powerW: number
}

/** One grid connection: its load, its limits, its clock. */
export function SiteConnection({ site, powerW }: SiteConnectionProps) {
  return (
    <Card>
      <Title order={2} mb="sm">
        {t('site.connection')}
      </Title>
      <GridLoad site={{ ...site, powerW }} />
      <div style={{ height: '0.75rem' }} />
      <KeyValues
        items={[
          [t('site.gridLimitW'), site.gridLimitW === null ? null : rating(site.gridLimitW)],
          [t('site.gridLimitA'), site.gridLimitA === null ? null : current(site.gridLimitA)],
          [t('site.gridPhases'), site.gridPhases],
          [t('site.timeZone'), <LocalTime key="time" timeZone={site.timeZone} />],
          [t('site.currency'), site.currency],
          [t('site.id'), site.id],
        ]}
      />
    </Card>
  )
}

export const addressText = ({ address, postalCode, city, country }: Site): string =>
  [address, [postalCode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', ')

function LocalTime({ timeZone }: { readonly timeZone: string }) {
  return (
    <>
      {timeZone}, {timeText(useNow(), 'minute', timeZone)}
    </>
  )
}
