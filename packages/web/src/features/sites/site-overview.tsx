import { useMediaQuery } from '@mantine/hooks'
import { IconMapPin } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { Site } from '../../api/types.ts'
import { power } from '../../format/quantities.ts'
import { Loaded, type Reading } from '../../parts/loaded.tsx'
import { counted, t } from '../../texts/text.ts'
import { SiteMap } from './map/site-map.tsx'
import { SiteCards } from './site-cards.tsx'
import classes from './site-overview.module.css'

interface Sites {
  readonly items: readonly Site[]
  readonly total: number
}

/** All sites on a map, and one by one beside it. */
export function SiteOverview({ query }: { readonly query: Reading<Sites> }) {
  const navigate = useNavigate()
  const phone = useMediaQuery('(max-width: 47.99em)')
  return (
    <Loaded
      query={query}
      loading={{ rows: 8, height: 40 }}
      empty={{ icon: IconMapPin, title: t('sites.none'), words: t('sites.noneWords') }}
    >
      {(items) => (
        <div className={classes.columns}>
          <SiteMap
            sites={items}
            height={phone ? 260 : 560}
            onOpen={(site) => void navigate({ to: '/sites/$siteId', params: { siteId: site.id } })}
          />
          <SiteCards sites={items} />
        </div>
      )}
    </Loaded>
  )
}

/** How many, and what they draw together. */
export const sitesText = ({ items, total }: Sites): string =>
  `${counted('sites.count', total)} · ${power(items.reduce((sum, site) => sum + site.powerW, 0))}`
