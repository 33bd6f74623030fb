/** Which answers of the server an event makes old. Pure; `live.ts` does the rest. */
import type { ServerEvent } from '../api/types.ts'

export type Key = readonly (string | number)[]

export function staleKeys(event: ServerEvent): Key[] {
  const station: Key[] = event.station ? [['station', event.station]] : []
  switch (event.kind) {
    case 'station.unknown':
      return [['unknown-stations'], ['overview']]
    case 'station.turned-away':
      return event.station ? station : [['turned-away'], ['unknown-stations']]
    case 'station.contested':
      return station
    case 'station.changed':
      return [...station, ['overview'], ['sites'], ['unknown-stations'], ['turned-away']]
    case 'station.connected':
    case 'station.disconnected':
    case 'station.online':
    case 'station.offline':
    case 'station.booted':
      return [...station, ['overview'], ['sites']]
    case 'connector.status':
      return [...station, ['overview']]
    case 'transaction.started':
    case 'transaction.ended':
      return [...station, ...transaction(event), ...transactionParts(event), ['transactions'], ['overview'], ['sites']]
    case 'transaction.updated':
      return [...station, ...transaction(event), ['transactions']]
    case 'reservation.changed':
      return [...station, ['reservations']]
    case 'operation.changed':
      return [['station', event.station ?? '', 'operations']]
    case 'variables.changed':
      return [['station', event.station ?? '', 'variables']]
    case 'security.event':
      return [['station', event.station ?? '', 'security-events']]
    case 'command.answered':
      return [['station', event.station ?? '', 'charging-profiles']]
    case 'site.changed':
      return [['sites'], ['site'], ['overview']]
    case 'id-token.changed':
      return [['id-tokens']]
    case 'charging-profile.changed':
      return [['charging-profiles']]
    case 'api-token.changed':
      return [['api-tokens']]
    case 'retention.changed':
      return [['retention']]
    case 'message-log.changed':
      return [['overview']]
    default:
      return []
  }
}

/** What the console's stream tells of all stations: whatever makes something old. Readings are too many to be told but of the one on screen. */
export const followedKinds: readonly string[] = [
  'station',
  'connector',
  'transaction',
  'reservation',
  'operation',
  'variables',
  'command',
  'security',
  'site',
  'id-token',
  'charging-profile',
  'api-token',
]

export const eventsPath = (readingsOf: string | null): string =>
  `/events?kinds=${followedKinds.join()}${readingsOf === null ? '' : `&readingsOf=${encodeURIComponent(readingsOf)}`}`

/** Station events that a row of the station list shows. */
export const changesStationRow = (event: ServerEvent): boolean =>
  event.station !== null && /^(station|connector|transaction)\./.test(event.kind) && event.kind !== 'station.unknown'

const transaction = (event: ServerEvent): Key[] =>
  event.subject
    ? [
        ['transaction', Number(event.subject)],
        ['transaction', Number(event.subject), 'events'],
      ]
    : []

/** What readings add to while a transaction runs, and what is only whole once it has ended. */
const transactionParts = (event: ServerEvent): Key[] =>
  event.subject
    ? [
        ['transaction', Number(event.subject), 'series'],
        ['transaction', Number(event.subject), 'meter-values'],
      ]
    : []

export const longestWaitMs = 8000

/** How long changes of a kind are gathered before one request fetches them all, and how long after one request the next comes, in ms. */
function paceOf([family]: Key): { readonly gatherMs: number; readonly leastMs: number } {
  switch (family) {
    case 'station':
    case 'transaction':
      return { gatherMs: 400, leastMs: 2000 }
    case 'sites':
      return { gatherMs: 3000, leastMs: longestWaitMs }
    default:
      return { gatherMs: 1500, leastMs: 4000 }
  }
}

/** When to read again what has become old, in ms from now. `readAgoMs`: since it was last read for that reason; null: never. */
export function waitMs(key: Key, readAgoMs: number | null): number {
  const { gatherMs, leastMs } = paceOf(key)
  return Math.max(gatherMs, leastMs - (readAgoMs ?? leastMs))
}
