import { duration } from '../format/quantities.ts'
import { ago, type TimeShape, timeText, zonedText } from '../format/times.ts'
import { useNow } from '../format/use-now.ts'
import { t } from '../texts/text.ts'

/** How long ago, ticking; the exact time on hover. */
export function Ago({ at, timeZone }: { readonly at: string | null | undefined; readonly timeZone?: string }) {
  const now = useNow()
  if (!at) return <>{ago(at, now)}</>
  return (
    <time dateTime={at} title={timeText(at, 'full', timeZone)}>
      {ago(at, now, timeZone)}
    </time>
  )
}

/** With the zone's name when it is not the reader's; a list of times of one day says it once, over all of them. */
export function At({
  at,
  shape = 'dateTime',
  timeZone,
}: {
  readonly at: string | null | undefined
  readonly shape?: TimeShape
  readonly timeZone?: string
}) {
  if (!at) return <>{timeText(at, shape)}</>
  return (
    <time dateTime={at} title={timeText(at, 'full', timeZone)}>
      {shape === 'time' ? timeText(at, shape, timeZone) : zonedText(at, shape, timeZone)}
    </time>
  )
}

/** For how long something has been so. */
export function Since({ at, timeZone }: { readonly at: string; readonly timeZone: string | undefined }) {
  const now = useNow()
  return (
    <time dateTime={at} title={timeText(at, 'full', timeZone)}>
      {t('forDuration', { duration: duration((now - Date.parse(at)) / 1000) })}
    </time>
  )
}
