import { Modal, useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import {
  IconBolt,
  IconChargingPile,
  IconHistory,
  IconId,
  IconKey,
  IconKeyboard,
  IconLogout,
  IconMapPin,
  IconMoon,
  IconPlus,
  type TablerIcon,
} from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { signOut } from '../api/token.ts'
import { t } from '../texts/text.ts'
import { rooms } from './nav.ts'
import classes from './palette.module.css'
import { searchEverywhere } from './queries.ts'

interface Entry {
  readonly id: string
  readonly group: string
  readonly icon: TablerIcon
  readonly label: string
  readonly note?: string
  run(): unknown
}

interface PaletteProps {
  readonly opened: boolean
  onClose(): void
  onHelp(): void
}

/** Everything by name: stations, sites, id tokens, a transaction by its number, pages and actions. */
export function Palette({ opened, onClose, onHelp }: PaletteProps) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size="lg"
      yOffset="10vh"
      centered={false}
      transitionProps={{ duration: 80 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.open')}>
        <Search onClose={onClose} onHelp={onHelp} />
      </Modal.Content>
    </Modal.Root>
  )
}

function Search({ onClose, onHelp }: Omit<PaletteProps, 'opened'>) {
  const [text, setText] = useState('')
  const [selected, setSelected] = useState(0)
  const entries = useEntries(text.trim(), onHelp)
  const list = useRef<HTMLDivElement>(null)
  const active = entries[Math.min(selected, entries.length - 1)]
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })

  function choose(entry: Entry): void {
    onClose()
    void entry.run()
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && entries.length > 0) {
      event.preventDefault()
      setSelected((Math.min(selected, entries.length - 1) + step + entries.length) % entries.length)
    }
    if (event.key === 'Enter' && active) {
      event.preventDefault()
      choose(active)
    }
  }

  return (
    <>
      <input
        // Both: at once, so that no key typed right after the shortcut is lost, and again by the dialog's focus trap.
        // biome-ignore lint/a11y/noAutofocus: a dialog to type into
        autoFocus
        data-autofocus
        className={classes.input}
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={active && `palette-${active.id}`}
        aria-label={t('palette.open')}
        placeholder={t('palette.placeholder')}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setSelected(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id="palette-list" role="listbox" aria-label={t('palette.results')} className={classes.list}>
        {entries.map((entry, index) => (
          <div key={entry.id} role="presentation">
            {entries[index - 1]?.group !== entry.group && (
              <div className={classes.group} role="presentation">
                {entry.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field; aria-activedescendant points here */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys */}
            <div
              role="option"
              id={`palette-${entry.id}`}
              aria-selected={entry === active}
              className={classes.option}
              onMouseMove={() => setSelected(index)}
              onClick={() => choose(entry)}
            >
              <entry.icon size={17} stroke={1.7} aria-hidden />
              <span>{entry.label}</span>
              {entry.note && <span className={classes.note}>{entry.note}</span>}
            </div>
          </div>
        ))}
      </div>
      {entries.length === 0 && <div className={classes.empty}>{t('palette.nothing', { text })}</div>}
    </>
  )
}

function useEntries(text: string, onHelp: () => void): readonly Entry[] {
  const navigate = useNavigate()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [searched] = useDebouncedValue(text, 150)
  const { data } = useQuery({ ...searchEverywhere(searched), placeholderData: keepPreviousData })

  return useMemo(() => {
    const has = (label: string) => label.toLowerCase().includes(text.toLowerCase())
    const found: Entry[] =
      text === '' || !data
        ? []
        : [
            ...data.stations.map(
              (station): Entry => ({
                id: `station-${station.id}`,
                group: t('nav.stations'),
                icon: IconChargingPile,
                label: station.id,
                note: [station.name, station.siteName, station.model].filter(Boolean).join(' · '),
                run: () => navigate({ to: '/stations/$stationId', params: { stationId: station.id } }),
              }),
            ),
            ...data.sites.map(
              (site): Entry => ({
                id: `site-${site.id}`,
                group: t('nav.sites'),
                icon: IconMapPin,
                label: site.name,
                note: site.city ?? site.id,
                run: () => navigate({ to: '/sites/$siteId', params: { siteId: site.id } }),
              }),
            ),
            ...data.idTokens.map(
              (idToken): Entry => ({
                id: `token-${idToken.token}`,
                group: t('nav.idTokens'),
                icon: IconId,
                label: idToken.token,
                note: idToken.note ?? idToken.type,
                run: () => navigate({ to: '/id-tokens', search: { q: idToken.token } }),
              }),
            ),
          ]
    const byNumber: Entry[] = /^\d+$/.test(text)
      ? [
          {
            id: 'transaction',
            group: t('nav.transactions'),
            icon: IconBolt,
            label: t('transaction.title', { id: text }),
            run: () => navigate({ to: '/transactions/$transactionId', params: { transactionId: text } }),
          },
        ]
      : []
    const pages = rooms.map(
      (room): Entry => ({
        id: `page-${room.key}`,
        group: t('palette.pages'),
        icon: room.icon,
        label: t(room.text),
        run: () => navigate({ to: room.to }),
      }),
    )
    const actions: Entry[] = [
      {
        id: 'add',
        group: t('palette.actions'),
        icon: IconPlus,
        label: t('stations.add'),
        run: () => navigate({ to: '/stations', hash: 'add' }),
      },
      {
        id: 'theme',
        group: t('palette.actions'),
        icon: IconMoon,
        label: t('theme.switch'),
        run: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
      },
      {
        id: 'api-tokens',
        group: t('palette.pages'),
        icon: IconKey,
        label: t('nav.apiTokens'),
        run: () => navigate({ to: '/api-tokens' }),
      },
      {
        id: 'retention',
        group: t('palette.pages'),
        icon: IconHistory,
        label: t('nav.retention'),
        run: () => navigate({ to: '/retention' }),
      },
      { id: 'help', group: t('palette.actions'), icon: IconKeyboard, label: t('shortcuts.title'), run: onHelp },
      { id: 'out', group: t('palette.actions'), icon: IconLogout, label: t('account.signOut'), run: signOut },
    ]
    return [...byNumber, ...found, ...[...pages, ...actions].filter((entry) => has(entry.label))]
  }, [text, data, navigate, colorScheme, setColorScheme, onHelp])
}
