import { useHotkeys } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { rooms } from './nav.ts'

/** How long after `g` its second letter may come. */
const sequenceMs = 1200

export function useShortcuts({ openPalette, openHelp }: { openPalette(): void; openHelp(): void }): void {
  const navigate = useNavigate()
  const gAt = useRef(0)
  useHotkeys(
    [
      ['mod+K', openPalette],
      ['/', openPalette],
    ],
    ['INPUT', 'TEXTAREA', 'SELECT'],
  )
  // The palette must open from inside a field, too.
  useHotkeys([['mod+K', openPalette]], [])

  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const target = event.target as HTMLElement
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, select, [role="dialog"]'))
        return
      if (event.key === 'g') {
        gAt.current = event.timeStamp
        return
      }
      if (event.key === '?') openHelp()
      const room = rooms.find(({ key }) => key === event.key)
      if (room && event.timeStamp - gAt.current < sequenceMs) {
        event.preventDefault()
        void navigate({ to: room.to })
      }
      gAt.current = 0
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [navigate, openHelp])
}
