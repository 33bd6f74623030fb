/**
 * Keeps the rows on screen true without fetching ten thousand again: a short list is read anew, of a long one only the
 * stations that changed and are being looked at.
 */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import type { ServerEvent, Station, StationFilter } from '../../api/types.ts'
import { stationOf, useEvents } from '../../live/live.ts'
import type { Rows } from '../../parts/use-rows.ts'
import { stationListQuery, stationQuery } from '../../queries/stations.ts'

const everyMs = 3000
const shortList = 200

export function useFreshRows(filter: StationFilter, rows: Rows<Station>): void {
  const queryClient = useQueryClient()
  const changed = useRef(new Set<string>())
  const latest = useRef({ filter, rows })
  latest.current = { filter, rows }
  const onEvent = useCallback((event: ServerEvent) => {
    const station = stationOf(event)
    if (station) changed.current.add(station)
  }, [])
  useEvents(onEvent)

  useEffect(() => {
    let busy = false
    const timer = setInterval(() => {
      if (busy || changed.current.size === 0 || document.hidden) return
      busy = true
      void refresh().finally(() => {
        busy = false
      })
    }, everyMs)
    return () => clearInterval(timer)

    async function refresh(): Promise<void> {
      const { queryKey } = stationListQuery(latest.current.filter)
      const { data: loaded = [], range } = latest.current.rows
      if (loaded.length <= shortList) {
        changed.current.clear()
        await queryClient.invalidateQueries({ queryKey })
        return
      }
      const stale = loaded.slice(range[0], range[1] + 1).filter((station) => changed.current.has(station.id))
      const fresh = await Promise.all(
        stale.map(({ id }) => {
          changed.current.delete(id)
          return queryClient.fetchQuery({ ...stationQuery(id), staleTime: 0 }).catch(() => null)
        }),
      )
      const byId = new Map(fresh.flatMap((station) => (station ? [[station.id, station] as const] : [])))
      queryClient.setQueryData(
        queryKey,
        (known) =>
          known && {
            ...known,
            pages: known.pages.map((page) =>
              page.items.some(({ id }) => byId.has(id))
                ? { ...page, items: page.items.map((station) => byId.get(station.id) ?? station) }
                : page,
            ),
          },
      )
    }
  }, [queryClient])
}
