/**
 * Words of stations that are forgiven unknown ones, in ours: what is none we know becomes the nearest that promises nothing, and its maker keeps
 * the raw word beside it. Pure.
 */
import { definitions } from '@busbar/ocpp/versions'
import { sameWord } from '@busbar/ocpp/words'
import { type ConnectorStatus, connectorStatuses } from './live-station.ts'

/** `raw`: as sent, when it is none of ours. */
export interface OwnWord<T> {
  readonly word: T
  readonly raw: string | null
}

const statuses: ReadonlySet<string> = new Set(connectorStatuses)

export function ownStatus(sent: string): OwnWord<ConnectorStatus> {
  if (statuses.has(sent)) return { word: sent as ConnectorStatus, raw: null }
  const known = sameWord(sent, connectorStatuses)
  return known === undefined ? { word: 'Unknown', raw: sent } : { word: known as ConnectorStatus, raw: null }
}

const { ChargePointErrorCode: errorCodes = [], Reason: reasons16 = [] } = definitions['ocpp1.6'].enums
const { ReasonEnumType: reasons2 = [], ChargingStateEnumType: chargingStates = [] } = definitions['ocpp2.1'].enums

/** null: no error. */
export function ownErrorCode(sent: string): OwnWord<string | null> {
  const known = sameWord(sent, errorCodes)
  if (known === undefined) return sent.trim() === '' ? { word: null, raw: null } : { word: 'OtherError', raw: sent }
  return { word: known === 'NoError' ? null : known, raw: null }
}

/** Of a transaction; what was sent stays with its event. */
export const ownReason16 = (sent: string | undefined): string | null => ownReason(sent, reasons16)
export const ownReason2 = (sent: string | undefined): string | null => ownReason(sent, reasons2)

const ownReason = (sent: string | undefined, reasons: readonly string[]): string | null =>
  sent === undefined || sent.trim() === '' ? null : (sameWord(sent, reasons) ?? 'Other')

/** null: not told, or nothing we know. */
export const ownChargingState = (sent: string | undefined): string | null =>
  sent === undefined ? null : (sameWord(sent, chargingStates) ?? null)
