import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Message, MessageFilter, ServerEvent } from '../../api/types.ts'
import { useStationMessages } from '../../live/live.ts'
import { messagesQuery } from '../../queries/stations.ts'
import { matches } from './summary.ts'

/** New messages go on top as they come, unless the reader has stopped the log. */
export function useLiveMessages(station: string, filter: MessageFilter) {
  const queryClient = useQueryClient()
  const [paused, setPaused] = useState(false)
  const [held, setHeld] = useState<readonly Message[]>([])
  const add = useCallback(
    (messages: readonly Message[]) =>
      queryClient.setQueryData(messagesQuery(station, filter).queryKey, (known) => {
        const [first, ...rest] = known?.pages ?? []
        if (!known || !first) return known
        const fresh = messages.filter(
          (message) => matches(filter, message) && !first.items.some(({ id }) => id === message.id),
        )
        return {
          ...known,
          pages: [{ ...first, items: [...fresh, ...first.items], total: first.total + fresh.length }, ...rest],
        }
      }),
    [queryClient, station, filter],
  )
  const onEvent = useCallback(
    (event: ServerEvent) => {
      if (event.kind !== 'message') return
      const message = messageOf(event)
      if (!message) return
      if (paused) setHeld((known) => (matches(filter, message) ? [message, ...known] : known))
      else add([message])
    },
    [paused, add, filter],
  )
  useStationMessages(station, onEvent)
  return {
    paused,
    waiting: held.length,
    setPaused(pause: boolean) {
      if (!pause) {
        add(held)
        setHeld([])
      }
      setPaused(pause)
    },
  }
}

function messageOf({ data }: ServerEvent): Message | null {
  const row = 'row' in data ? data.row : data
  return typeof row === 'object' && row !== null && 'requestText' in row ? (row as Message) : null
}
