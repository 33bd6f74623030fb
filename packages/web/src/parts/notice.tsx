import { IconAlertTriangle, type TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './notice.module.css'

interface NoticeProps {
  readonly tone: 'faulted' | 'warning'
  readonly icon?: TablerIcon
  readonly title?: string
  /** Said aloud as soon as it appears. */
  readonly alert?: boolean
  readonly children: ReactNode
}

export function Notice({ tone, icon: Icon = IconAlertTriangle, title, alert, children }: NoticeProps) {
  return (
    <div className={`${classes.notice} ${classes[tone]}`} role={alert ? 'alert' : undefined}>
      <Icon size={18} aria-hidden />
      <div>
        {title && <div className={classes.title}>{title}</div>}
        {children}
      </div>
    </div>
  )
}

/** What has to be read before the rest of a page. Nothing when there are none. */
export function Notices({ children }: { readonly children: ReactNode }) {
  return <div className={classes.notices}>{children}</div>
}
