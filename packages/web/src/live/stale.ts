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
    default:
      return []
  }
}

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

/** How long changes of a kind are gathered before one request fetches them all, in ms. */
export function gatherMs([family]: Key): number {
  switch (family) {
    case 'station':
    case 'transaction':
      return 400
    case 'sites':
      return 3000
    default:
      return 1500
  }
}
