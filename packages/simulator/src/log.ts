import { styleText } from 'node:util'

/** What a station did and heard, in order, for a person to read or a test to search. */
export type LogEntry = { at: Date; station: string } & (
  | { kind: 'frame'; direction: 'in' | 'out'; type: 'call' | 'result' | 'error'; action: string; payload: unknown }
  | { kind: 'event'; text: string }
)

export interface LineOptions {
  colours: boolean
  /** In columns; longer lines are cut. */
  width?: number
  /** A fleet's lines say whose they are. */
  withStation?: boolean
}

type Style = Parameters<typeof styleText>[0]

/** One line of the live log: when, which way, what. An arrow to the right is the station speaking. */
export function formatEntry(entry: LogEntry, { colours, width, withStation }: LineOptions): string {
  const paint = (style: Style, text: string) => (colours ? styleText(style, text, { validateStream: false }) : text)
  const time = entry.at.toISOString().slice(11, 23)
  const station = withStation ? `${entry.station} ` : ''
  if (entry.kind === 'event') {
    return `${paint('dim', time)} ${paint('dim', station)}${paint('yellow', cut(`· ${entry.text}`, roomFor(width, station)))}`
  }
  const arrow = {
    call: entry.direction === 'out' ? '→' : '←',
    result: entry.direction === 'out' ? '⇢' : '⇠',
    error: '✗',
  }[entry.type]
  const style: Style = entry.type === 'error' ? 'red' : entry.direction === 'out' ? 'cyan' : 'green'
  const room = roomFor(width, station) - entry.action.length - 3
  const payload = cut(summary(entry.payload), Math.max(0, room))
  const action = entry.type === 'call' ? paint(['bold', style] as Style, entry.action) : paint(style, entry.action)
  return `${paint('dim', time)} ${paint('dim', station)}${paint(style, arrow)} ${action} ${paint('dim', payload)}`
}

/** Time and a blank stand before everything. */
function roomFor(width: number | undefined, station: string): number {
  return width === undefined ? Number.POSITIVE_INFINITY : width - 13 - station.length
}

function cut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`
}

/** JSON without the quotes around its names; the time stands before the line already. */
function summary(payload: unknown): string {
  return JSON.stringify(payload, (key, value) => (key === 'timestamp' ? undefined : value))
    .replaceAll(/"([A-Za-z0-9_]+)":/g, '$1: ')
    .replaceAll(',', ', ')
}
