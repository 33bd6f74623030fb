import { IconCloudOff } from '@tabler/icons-react'
import { useLiveState } from '../live/live.ts'
import { t } from '../texts/text.ts'
import classes from './connection.module.css'

export function LiveBadge() {
  const state = useLiveState()
  return (
    <span className={classes.live} data-state={state} role="status">
      {t(`live.${state}`)}
    </span>
  )
}

/** What is on screen is what was known last. */
export function OfflineBanner() {
  const state = useLiveState()
  if (state !== 'offline') return null
  return (
    <div className={classes.banner} role="alert">
      <IconCloudOff size={18} aria-hidden />
      {t('live.offlineBanner')}
    </div>
  )
}
