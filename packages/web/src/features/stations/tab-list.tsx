import { Tabs } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { t } from '../../texts/text.ts'
import { type StationTab, stationTabs } from './search.ts'
import classes from './tab-list.module.css'

/** On a phone the tabs are wider than the screen: the chosen one is brought into it, and an end that hides some fades. */
export function TabList({ chosen }: { readonly chosen: StationTab }) {
  const list = useRef<HTMLDivElement>(null)
  const [hidden, setHidden] = useState({ before: false, after: false })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another place to scroll to
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (list.current && tab)
      list.current.scrollLeft = tab.offsetLeft - list.current.clientWidth / 2 + tab.clientWidth / 2
  }, [chosen])
  useEffect(() => {
    const tabs = list.current
    if (!tabs) return
    const look = () =>
      setHidden({
        before: tabs.scrollLeft > 1,
        after: tabs.scrollLeft + tabs.clientWidth < tabs.scrollWidth - 1,
      })
    const sizes = new ResizeObserver(look)
    sizes.observe(tabs)
    // Tabs grow when the typeface has come.
    for (const tab of tabs.children) sizes.observe(tab)
    tabs.addEventListener('scroll', look, { passive: true })
    return () => {
      sizes.disconnect()
      tabs.removeEventListener('scroll', look)
    }
  }, [])
  const faded = [hidden.before && classes.before, hidden.after && classes.after].filter(Boolean).join(' ')
  return (
    <div className={classes.strip}>
      {hidden.before && <IconChevronLeft size={16} className={classes.left} aria-hidden />}
      <Tabs.List ref={list} className={`${classes.tabs} ${faded}`}>
        {stationTabs.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`tab.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {hidden.after && <IconChevronRight size={16} className={classes.right} aria-hidden />}
    </div>
  )
}
