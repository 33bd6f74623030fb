import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { t } from '../texts/text.ts'
import { rooms } from './nav.ts'
import classes from './navigation.module.css'

interface NavigationProps {
  /** Stations that wait in the inbox. */
  readonly waiting: number | undefined
}

export function Navigation({ waiting }: NavigationProps) {
  return (
    <nav className={classes.nav} aria-label={t('nav.label')}>
      {rooms.map(({ to, text, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className={classes.link}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          title={t(text)}
        >
          <Icon size={19} stroke={1.7} aria-hidden />
          <span className={classes.label}>{t(text)}</span>
          {to === '/stations' && <WaitingCount count={waiting} />}
        </Link>
      ))}
    </nav>
  )
}

/** On a phone: the first rooms within reach of a thumb, the others behind a button. */
export function TabBar({ waiting }: NavigationProps) {
  return (
    <nav className={classes.tabs} aria-label={t('nav.label')}>
      {rooms.slice(0, 4).map(({ to, text, icon: Icon }) => (
        <Link key={to} to={to} className={classes.tab} activeOptions={{ exact: to === '/', includeSearch: false }}>
          <Icon size={21} stroke={1.7} aria-hidden />
          {t(text)}
          {to === '/stations' && <WaitingCount count={waiting} />}
        </Link>
      ))}
      <Menu position="top-end" shadow="md">
        <Menu.Target>
          <button type="button" className={classes.tab}>
            <IconDots size={21} stroke={1.7} aria-hidden />
            {t('nav.more')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {rooms.slice(4).map(({ to, text, icon: Icon }) => (
            <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={18} />}>
              {t(text)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  )
}

function WaitingCount({ count }: { readonly count: number | undefined }) {
  if (!count) return null
  return (
    <span className={classes.count} role="img" aria-label={t('unknownStations.waiting', { n: count })}>
      {count}
    </span>
  )
}
