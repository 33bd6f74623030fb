import { ActionIcon, Kbd, Menu, VisuallyHidden } from '@mantine/core'
import {
  IconApi,
  IconHistory,
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
import { useLiveConnection } from '../live/live.ts'
import { t } from '../texts/text.ts'
import { LiveBadge, OfflineBanner } from './connection.tsx'
import { Logo } from './logo.tsx'
import { Navigation, TabBar } from './navigation.tsx'
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
            <Menu.Item component={Link} to="/retention" leftSection={<IconHistory size={16} />}>
              {t('nav.retention')}
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
      <Navigation waiting={waiting} />
      <main id="main" tabIndex={-1} className={classes.main}>
        <OfflineBanner />
        <DemoBanner />
        <Outlet />
      </main>
      <TabBar waiting={waiting} />
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
