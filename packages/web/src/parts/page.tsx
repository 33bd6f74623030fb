import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconChevronLeft } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import { forwardRef, type ReactNode } from 'react'
import classes from './page.module.css'

interface PageProps {
  readonly title: string
  /** Beside the title: badges. */
  readonly badge?: ReactNode
  readonly sub?: ReactNode
  readonly back?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** The frame of every page: one heading, its facts, its actions. */
export function Page({ title, badge, sub, back, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Busbar`)
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.heading}>
          {back}
          <div className={classes.title}>
            <Title order={1}>{title}</Title>
            {badge}
          </div>
          {sub && <div className={classes.sub}>{sub}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

interface BackProps extends React.AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly children?: ReactNode
}

export const BackLink = createLink(
  forwardRef<HTMLAnchorElement, BackProps>(function Back({ children, ...rest }, ref) {
    return (
      <a ref={ref} {...rest} className={classes.back}>
        <IconChevronLeft size={15} aria-hidden />
        {children}
      </a>
    )
  }),
)
