import type { Site } from '../api/types.ts'
import { percent, rating } from '../format/quantities.ts'
import { t } from '../texts/text.ts'
import classes from './grid-load.module.css'

/** Power drawn against what the grid connection gives. Nothing when no limit is known. */
export function GridLoad({
  site,
}: {
  readonly site: Pick<Site, 'powerW' | 'gridLimitW' | 'gridLimitA' | 'gridPhases'>
}) {
  const limitW = gridLimitW(site)
  if (limitW === null || limitW === 0) return null
  const share = site.powerW / limitW
  const level = share > 1 ? classes.over : share > 0.85 ? classes.near : ''
  return (
    <span className={classes.load}>
      <span className={`${classes.bar} ${level}`} aria-hidden>
        <i style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
      <span className={classes.words}>
        {t('sites.load', { share: percent(Math.round(share * 100)), limit: rating(limitW) })}
      </span>
    </span>
  )
}

/** In W, from amperes per phase at 230 V where only those are known. */
export function gridLimitW({
  gridLimitW: limitW,
  gridLimitA,
  gridPhases,
}: Pick<Site, 'gridLimitW' | 'gridLimitA' | 'gridPhases'>): number | null {
  if (limitW !== null) return limitW
  return gridLimitA === null ? null : gridLimitA * 230 * (gridPhases ?? 3)
}
