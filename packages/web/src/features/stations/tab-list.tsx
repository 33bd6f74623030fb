import { Tabs } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { t } from '../../texts/text.ts'
import { type StationTab, stationTabs } from './station-tabs.ts'
import classes from './tab-list.module.css'

/** On a phone the tabs are wider than the screen: the chosen one is brought into it. */
export function TabList({ chosen }: { readonly chosen: StationTab }) {
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another place to scroll to
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (list.current && tab)
      list.current.scrollLeft = tab.offsetLeft - list.current.clientWidth / 2 + tab.clientWidth / 2
  }, [chosen])
  return (
    <Tabs.List ref={list} mb="md" className={classes.tabs}>
      {stationTabs.map((name) => (
        <Tabs.Tab key={name} value={name}>
          {t(`tab.${name}`)}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  )
}
