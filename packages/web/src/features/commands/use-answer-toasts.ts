import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import { outcomeTone, outcomeWord } from './outcome.ts'
import { useSentCommands } from './sent-commands.ts'

/** Narrower than this, the list of answers is below the buttons and out of sight. */
const narrow = '(max-width: 74.99em)'
const colors = { available: 'teal', warning: 'yellow', faulted: 'red' } as const

/** On a narrow screen an answer also comes up where one is looking. */
export function useAnswerToasts(station: string): void {
  const sent = useSentCommands(station)
  const told = useRef<ReadonlySet<number> | null>(null)
  useEffect(() => {
    const answered = sent.filter(({ outcome }) => outcome !== null)
    // What was answered before this page was opened is no news.
    const known = told.current ?? new Set(answered.map(({ number }) => number))
    for (const { number, label, outcome } of answered) {
      if (known.has(number) || outcome === null || !window.matchMedia(narrow).matches) continue
      const tone = outcomeTone(outcome)
      notifications.show({
        title: outcomeWord(outcome),
        message: label,
        color: tone in colors ? colors[tone as keyof typeof colors] : 'gray',
      })
    }
    told.current = new Set(answered.map(({ number }) => number))
  }, [sent])
}
