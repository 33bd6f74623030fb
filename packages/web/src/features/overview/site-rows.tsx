import { Card, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { count, power } from '../../format/quantities.ts'
import { GridLoad } from '../../parts/grid-load.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { sitesQuery } from '../../queries/sites.ts'
import { t } from '../../texts/text.ts'
import classes from './list.module.css'

export function SiteRows() {
  const sites = useQuery(sitesQuery)
  return (
    <Card>
      <Title order={2} mb="xs">
        {t('nav.sites')}
      </Title>
      <Loaded query={sites} loading={{ rows: 1, height: 120 }}>
        {(items) => (
          <ul className={classes.list}>
            {items
              .toSorted((a, b) => b.powerW - a.powerW)
              .slice(0, 8)
              .map((site) => (
                <li key={site.id}>
                  <Link className={classes.row} to="/sites/$siteId" params={{ siteId: site.id }}>
                    <span className={classes.main}>
                      <span className={classes.title}>{site.name}</span>
                      <span className={classes.note}>
                        {[site.city, t('sites.onlineOf', { online: count(site.online), total: count(site.stations) })]
                          .filter(Boolean)
                          .join(' · ')}
                      </span>
                    </span>
                    <span className={classes.load}>
                      <GridLoad site={site} />
                    </span>
                    <span className={classes.side}>
                      <span className={classes.title}>{power(site.powerW)}</span>
                    </span>
                  </Link>
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}
