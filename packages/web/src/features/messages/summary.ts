/** The few members of a message that tell it from its neighbours. Pure. */
const telling = [
  'status',
  'connectorStatus',
  'errorCode',
  'transactionId',
  'eventType',
  'triggerReason',
  'connectorId',
  'evseId',
  'idTag',
  'idToken',
  'reason',
  'requestedMessage',
  'key',
  'value',
  'type',
  'vendorId',
  'chargePointModel',
  'firmwareVersion',
]

export function summaryOf(payload: unknown): string {
  const parts: string[] = []
  collect(payload, parts, 0)
  return parts.slice(0, 5).join(' · ')
}

function collect(value: unknown, parts: string[], depth: number): void {
  if (typeof value !== 'object' || value === null || depth > 2) return
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'object') {
      if (!Array.isArray(member)) collect(member, parts, depth + 1)
      else if (name === 'meterValue' || name === 'sampledValue') parts.push(`${name} [${member.length}]`)
    } else if (telling.includes(name)) parts.push(`${name} ${String(member)}`)
  }
}

interface Matchable {
  readonly action: string | null
  readonly direction: string
  readonly outcome: string
  readonly requestText: string
  readonly responseText: string | null
}

/** Does a message that just came belong into the list as filtered? */
export function matches(
  filter: {
    action?: string | undefined
    direction?: string | undefined
    outcome?: string | undefined
    q?: string | undefined
  },
  message: Matchable,
): boolean {
  const text = filter.q?.toLowerCase()
  return (
    (!filter.action || message.action === filter.action) &&
    (!filter.direction || message.direction === filter.direction) &&
    (!filter.outcome || message.outcome === filter.outcome) &&
    (!text || `${message.requestText} ${message.responseText ?? ''}`.toLowerCase().includes(text))
  )
}
