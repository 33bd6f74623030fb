import { ActionIcon, Kbd, Menu, VisuallyHidden } from '@mantine/core'
import {
  IconApi,
  IconCloudOff,
  IconDots,
  IconKey,
  IconKeyboard,
  IconLogout,
  IconSearch,
  IconUserCircle,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { signOut } from '../api/token.ts'
import { useLiveConnection, useLiveState } from '../live/live.ts'
import { t } from '../texts/text.ts'
import { Logo } from './logo.tsx'
import { rooms } from './nav.ts'
import { DemoBanner, OrganisationMenu } from './organisation-menu.tsx'
import { Palette } from './palette.tsx'
import { unknownStationCount } from './queries.ts'
import classes from './shell.module.css'
import { ShortcutHelp } from './shortcut-help.tsx'
import { useShortcuts } from './shortcuts.ts'
import { ThemeMenu } from './theme-menu.tsx'

/** Header, navigation and the live connection around every signed-in page. */
export function Shell() {
  useLiveConnection()
  const [open, setOpen] = useState<'palette' | 'help' | null>(null)
  const close = () => setOpen(null)
  const openHelp = useCallback(() => setOpen('help'), [])
  useShortcuts({ openPalette: () => setOpen('palette'), openHelp })
  const { data: waiting } = useQuery(unknownStationCount)

  return (
    <>
      <a href="#main" className={classes.skip}>
        {t('nav.skip')}
      </a>
      <header className={classes.header}>
        <Link to="/" className={classes.brand}>
          <Logo />
          {t('product')}
        </Link>
        <button type="button" className={classes.search} onClick={() => setOpen('palette')}>
          <IconSearch size={16} aria-hidden />
          <span>{t('palette.hint')}</span>
          <Kbd size="xs">{t('palette.key')}</Kbd>
        </button>
        <OrganisationMenu />
        <div className={classes.spacer} />
        <LiveBadge />
        <ThemeMenu />
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('account.menu')}>
              <IconUserCircle size={20} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={openHelp}>
              {t('shortcuts.title')}
            </Menu.Item>
            <Menu.Item component={Link} to="/api-tokens" leftSection={<IconKey size={16} />}>
              {t('nav.apiTokens')}
            </Menu.Item>
            <Menu.Item leftSection={<IconApi size={16} />} component="a" href="/api/docs" target="_blank">
              {t('account.api')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
              {t('account.signOut')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
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
      <main id="main" tabIndex={-1} className={classes.main}>
        <OfflineBanner />
        <DemoBanner />
        <Outlet />
      </main>
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
      <Announcer />
      <Palette opened={open === 'palette'} onClose={close} onHelp={openHelp} />
      <ShortcutHelp opened={open === 'help'} onClose={close} />
    </>
  )
}

/** Says aloud which page has opened: without a page load, a screen reader does not notice. */
function Announcer() {
  const path = useLocation({ select: ({ pathname }) => pathname })
  const [title, setTitle] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another page
  useEffect(() => {
    const timer = setTimeout(() => setTitle(document.title), 300)
    return () => clearTimeout(timer)
  }, [path])
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {title}
    </VisuallyHidden>
  )
}

function LiveBadge() {
  const state = useLiveState()
  return (
    <span className={classes.live} data-state={state} role="status">
      {t(`live.${state}`)}
    </span>
  )
}

function OfflineBanner() {
  const state = useLiveState()
  if (state !== 'offline') return null
  return (
    <div className={classes.banner} role="alert">
      <IconCloudOff size={18} aria-hidden />
      {t('live.offlineBanner')}
    </div>
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
