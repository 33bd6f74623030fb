/** One colour and one sign per state, the same on every page; a state is never told by colour alone. */
import {
  IconAlertTriangle,
  IconBan,
  IconBolt,
  IconCheck,
  IconCircle,
  IconClock,
  IconHelp,
  IconPlug,
  IconPlugConnectedX,
  type TablerIcon,
} from '@tabler/icons-react'
import type { ConnectorStatus, IdToken, Reservation, Station, Transaction } from '../api/types.ts'

export type Tone =
  | 'available'
  | 'occupied'
  | 'charging'
  | 'reserved'
  | 'unavailable'
  | 'faulted'
  | 'unknown'
  | 'warning'

export const toneIcons: Record<Tone, TablerIcon> = {
  available: IconCheck,
  occupied: IconPlug,
  charging: IconBolt,
  reserved: IconClock,
  unavailable: IconBan,
  faulted: IconAlertTriangle,
  unknown: IconHelp,
  warning: IconAlertTriangle,
}

const connectorTones: Record<ConnectorStatus, Tone> = {
  Available: 'available',
  Occupied: 'occupied',
  Preparing: 'occupied',
  Charging: 'charging',
  SuspendedEV: 'occupied',
  SuspendedEVSE: 'occupied',
  Finishing: 'occupied',
  Reserved: 'reserved',
  Unavailable: 'unavailable',
  Faulted: 'faulted',
  Unknown: 'unknown',
}

export const connectorTone = (status: string): Tone => connectorTones[status as ConnectorStatus] ?? 'unknown'

/** A station whose socket has gone counts as online until its heartbeat is overdue; nothing can be asked of it meanwhile. */
export function stationState(station: Pick<Station, 'status' | 'connected' | 'admission'>): {
  word: string
  tone: Tone
  icon: TablerIcon
} {
  if (station.admission === 'rejected') return { word: 'rejected', tone: 'unavailable', icon: IconBan }
  if (station.admission === 'pending') return { word: 'pending', tone: 'warning', icon: IconClock }
  if (station.status === 'online' && !station.connected)
    return { word: 'notConnected', tone: 'warning', icon: IconPlugConnectedX }
  if (station.status === 'online') return { word: 'online', tone: 'available', icon: IconCheck }
  if (station.status === 'offline') return { word: 'offline', tone: 'faulted', icon: IconPlugConnectedX }
  return { word: 'never', tone: 'unknown', icon: IconCircle }
}

/** 1.6 has no word for how a transaction goes; its power tells as much. */
export const transactionProgress = ({
  chargingState,
  powerW,
}: Pick<Transaction, 'chargingState' | 'powerW'>): string | null =>
  chargingState ?? ((powerW ?? 0) > 0 ? 'Charging' : null)

export const idTokenTones: Record<IdToken['status'], Tone> = {
  accepted: 'available',
  blocked: 'faulted',
  expired: 'unavailable',
  invalid: 'faulted',
}

export const idTokenStatuses = Object.keys(idTokenTones) as readonly IdToken['status'][]

export const reservationTones: Record<Reservation['state'], Tone> = {
  requested: 'warning',
  active: 'reserved',
  used: 'available',
  cancelled: 'unavailable',
  expired: 'unavailable',
  rejected: 'faulted',
  'not-sent': 'faulted',
  removed: 'unavailable',
}

export const reservationStates = Object.keys(reservationTones) as readonly Reservation['state'][]
