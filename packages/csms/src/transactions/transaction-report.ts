/** What a station says about a transaction. Pure. */
import { type MeterFrame, outletWhOf } from './meter-frame.ts'

/** In any version. */
export interface TransactionReport {
  readonly kind: 'started' | 'updated' | 'ended'
  /** By our clock. */
  readonly at: Date
  /** As sent; null: nothing that can be read. */
  readonly sentAt: Date | null
  readonly seqNo: number | null
  readonly triggerReason: string | null
  /** It happened while the station could not reach us, so we hear of it late. */
  readonly offline: boolean
  readonly evseId: number | null
  readonly connectorId: number | null
  readonly idToken: { readonly token: string; readonly type: string | null } | null
  readonly chargingState: string | null
  readonly remoteStartId: number | null
  readonly reservationId: number | null
  readonly stopReason: string | null
  /** 1.6 gives the registers of start and end beside the frames. */
  readonly meterStartWh: number | null
  readonly meterStopWh: number | null
  readonly frames: readonly MeterFrame[]
}

type Kind = TransactionReport['kind']
type Told = Partial<TransactionReport> & Pick<TransactionReport, 'at'>

/** One that says no more than this. Without a word of the station's on the time, `at` is as sent. */
export const reportOf = (kind: Kind, told: Told): TransactionReport => ({
  kind,
  sentAt: told.at,
  seqNo: null,
  triggerReason: null,
  offline: false,
  evseId: null,
  connectorId: null,
  idToken: null,
  chargingState: null,
  remoteStartId: null,
  reservationId: null,
  stopReason: null,
  meterStartWh: null,
  meterStopWh: null,
  frames: [],
  ...told,
})

/** The register at the outlet that a start names, Wh. */
export function startRegisterOf({ meterStartWh, frames }: TransactionReport): number | null {
  if (meterStartWh !== null) return meterStartWh
  for (const frame of frames) {
    const wh = outletWhOf(frame)
    if (wh !== null) return wh
  }
  return null
}

/** As the station wrote it. */
export const sentMs = ({ sentAt, at }: TransactionReport): number => (sentAt ?? at).getTime()
