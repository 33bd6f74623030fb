import { Link } from '@tanstack/react-router'
import type { Site } from '../../api/types.ts'
import { count, power } from '../../format/quantities.ts'
import { GridLoad } from '../../parts/grid-load.tsx'
import { t } from '../../texts/text.ts'
import classes from './site-cards.module.css'

export function SiteCards({ sites }: { readonly sites: readonly Site[] }) {
  return (
    <ul className={classes.list}>
      {sites.map((site) => (
        <li key={site.id}>
          <Link className={classes.card} to="/sites/$siteId" params={{ siteId: site.id }}>
            <span className={classes.line}>
              <span className={classes.name}>{site.name}</span>
              <span className={classes.power}>{power(site.powerW)}</span>
            </span>
            <span className={classes.line}>
              <span>{[site.city, site.country].filter(Boolean).join(', ')}</span>
              <span>{t('sites.onlineOf', { online: count(site.online), total: count(site.stations) })}</span>
            </span>
            <GridLoad site={site} />
          </Link>
        </li>
      ))}
    </ul>
  )
}
