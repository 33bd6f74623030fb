/** Times for people: in a site's time zone where there is one, in the reader's otherwise. What is not the reader's own time says so. */
import { locale } from '../texts/text.ts'
import { nothing } from './quantities.ts'

const shapes = {
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  minute: { hour: '2-digit', minute: '2-digit' },
  date: { day: '2-digit', month: 'short', year: 'numeric' },
  dateTime: { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: '2-digit', month: 'short' },
  month: { month: 'short', year: 'numeric' },
  full: {
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  },
} satisfies Record<string, Intl.DateTimeFormatOptions>

export type TimeShape = keyof typeof shapes

const formatters = new Map<string, Intl.DateTimeFormat>()
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })

export function timeText(at: string | number | Date | null | undefined, shape: TimeShape, timeZone?: string): string {
  if (at === null || at === undefined) return nothing
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? nothing : formatter(shape, timeZone).format(date)
}

/** The same with the zone's short name, where the clock there shows another time than the reader's: `01 Mar, 21:00 CET`. */
export function zonedText(at: string | number | Date, shape: TimeShape, timeZone?: string): string {
  return [timeText(at, shape, timeZone), zoneMark(at, timeZone)].filter(Boolean).join(' ')
}

/** For the head of a column of times: `Time (CET)`, where the zone needs to be told. */
export function withZone(label: string, at: string | undefined, timeZone: string | undefined): string {
  const mark = at ? zoneMark(at, timeZone) : ''
  return mark ? `${label} (${mark})` : label
}

/** The short name of a zone whose clock shows another time than the reader's; empty where it shows the same. */
export function zoneMark(at: string | number | Date, timeZone: string | undefined, readers?: string): string {
  if (timeText(at, 'dateTime', timeZone) === timeText(at, 'dateTime', readers)) return ''
  const parts = formatter('full', timeZone).formatToParts(new Date(at))
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** `3 min ago`; from a day on the date is clearer. */
export function ago(at: string | null | undefined, now: number, timeZone?: string): string {
  if (!at) return nothing
  const seconds = Math.round((Date.parse(at) - now) / 1000)
  const size = Math.abs(seconds)
  if (size < 5) return relative.format(0, 'second')
  if (size < 60) return relative.format(seconds, 'second')
  if (size < 3600) return relative.format(Math.trunc(seconds / 60), 'minute')
  if (size < 86_400) return relative.format(Math.trunc(seconds / 3600), 'hour')
  return zonedText(at, 'dateTime', timeZone)
}

function formatter(shape: TimeShape, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = `${shape} ${timeZone ?? ''}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...shapes[shape], hourCycle: 'h23', ...(timeZone && { timeZone }) })
  formatters.set(key, made)
  return made
}
