/**
 * Which EVSE a connector of 1.x is: versions without EVSEs count their connectors through the whole station (1.6 §3.8). Every translation of
 * theirs asks here, in both directions, so that a station whose connectors share an EVSE can be told otherwise in one place. Pure.
 */
import type { LiveStation } from './live-station.ts'

export interface EvseOfConnector {
  /** 0: the station as a whole. */
  readonly evseId: number
  /** Within its EVSE; null: no connector in particular. */
  readonly connectorId: number | null
}

type Station = Pick<LiveStation, 'id'>

/** Connector n is EVSE n with one connector; connector 0 is the station, and its meter the main one. The number stays as it was sent. */
export const evseOfConnector = (_station: Station, connectorId: number): EvseOfConnector => ({
  evseId: connectorId,
  connectorId: connectorId > 0 ? 1 : null,
})

/** What a 1.x station calls an EVSE, or the station. */
export const connectorOfEvse = (_station: Station, evseId: number): number => evseId
