/** Reads server-sent events as they drip in (HTML standard, §9.2.6). */
export interface StreamedEvent {
  readonly id: string | null
  readonly kind: string
  readonly data: string
}

/** Give it chunks of text in any cut; it hands back the events that are complete. */
export function eventStreamReader(): (chunk: string) => StreamedEvent[] {
  let rest = ''
  let id: string | null = null
  let kind = 'message'
  let data: string[] = []

  return (chunk) => {
    const events: StreamedEvent[] = []
    const lines = (rest + chunk).split(/\r\n|\n|\r/)
    // A carriage return at the very end may be half of a CRLF: wait for the other half.
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push({ id, kind, data: data.join('\n') })
        id = null
        kind = 'message'
        data = []
      } else if (!line.startsWith(':')) {
        const colon = line.indexOf(':')
        const field = colon < 0 ? line : line.slice(0, colon)
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
        if (field === 'data') data.push(value)
        if (field === 'event') kind = value
        if (field === 'id') id = value
      }
    }
    return events
  }
}
