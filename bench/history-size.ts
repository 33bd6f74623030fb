/** How much history there is, and what its rows are called: what the seed writes and what the reads ask for. */

export interface HistorySize {
  readonly stations: number
  readonly transactions: number
  readonly meterValues: number
  /** Of one transaction. */
  readonly longTransactionValues: number
  readonly messages: number
  /** Of one station: a share of all messages. */
  readonly busyStationShare: number
  readonly idTokens: number
  readonly transactionEventsEach: number
  readonly events: number
  readonly audits: number
  readonly securityEvents: number
  readonly reservations: number
  readonly operations: number
}

const whole: HistorySize = {
  stations: 10_000,
  transactions: 1_000_000,
  meterValues: 20_000_000,
  longTransactionValues: 200_000,
  messages: 10_000_000,
  busyStationShare: 0.1,
  idTokens: 50_000,
  transactionEventsEach: 2,
  events: 3_000_000,
  audits: 500_000,
  securityEvents: 500_000,
  reservations: 200_000,
  operations: 200_000,
}

export function sizeAt(scale: number): HistorySize {
  const scaled = (count: number) => Math.max(1, Math.round(count * scale))
  return {
    stations: Math.max(100, scaled(whole.stations)),
    transactions: scaled(whole.transactions),
    meterValues: scaled(whole.meterValues),
    longTransactionValues: scaled(whole.longTransactionValues),
    messages: scaled(whole.messages),
    busyStationShare: whole.busyStationShare,
    idTokens: scaled(whole.idTokens),
    transactionEventsEach: whole.transactionEventsEach,
    events: scaled(whole.events),
    audits: scaled(whole.audits),
    securityEvents: scaled(whole.securityEvents),
    reservations: scaled(whole.reservations),
    operations: scaled(whole.operations),
  }
}

export const historyDays = 730
export const historySites = 20
/** The last ones of these belong to a second organisation. */
export const ownSites = 16
export const busyStation = 0

/** As a generator of load numbers its stations, so that these can be connected. */
export const stationPrefix = 'HIST-'
export const stationId = (index: number) => `${stationPrefix}${index}`
export const siteId = (index: number) => `history-${index}`
export const idToken = (index: number) => `CARD${String(index).padStart(6, '0')}`
export const profileName = (index: number) => `Night ${index}`

export const siteOfStation = (index: number) => index % historySites
export const isOwn = (station: number) => siteOfStation(station) < ownSites
/** Some were never there. */
export const everyNeverSeen = 40
export const firstNeverSeen = 5
export const isSeen = (station: number) => station % everyNeverSeen !== firstNeverSeen
/** Whose transaction it is; neighbours in time are at different stations. */
export const stationOfTransaction = (id: number, { stations }: HistorySize) => (id * 7919) % stations
export const tokenOfTransaction = (id: number, { idTokens }: HistorySize) => (id * 48_271) % idTokens

/** In the middle of the history, at a station of ours. */
export function longTransaction(size: HistorySize): number {
  const ids = Array.from({ length: historySites }, (_, i) => Math.floor(size.transactions / 2) + i)
  return ids.find((id) => isOwn(stationOfTransaction(id, size))) as number
}

/** The latest ones are still running, each at a station of its own. */
export const openTransactions = ({ stations }: HistorySize) => Math.floor(stations * 0.3)
