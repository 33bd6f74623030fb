import type { TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Station } from '../api/types.ts'
import { wordFor } from '../texts/text.ts'
import classes from './state-badge.module.css'
import { connectorTone, stationState, type Tone, toneIcons } from './tones.ts'

interface StateBadgeProps {
  readonly tone: Tone
  readonly icon?: TablerIcon
  readonly plain?: boolean
  readonly children: ReactNode
}

export function StateBadge({ tone, icon: Icon = toneIcons[tone], plain, children }: StateBadgeProps) {
  return (
    <span className={`${classes.badge} ${classes[`tone-${tone}`] ?? ''} ${plain ? classes.plain : ''}`}>
      <Icon size={13} stroke={2.2} aria-hidden />
      {children}
    </span>
  )
}

export function ConnectorBadge({ status }: { readonly status: string }) {
  return <StateBadge tone={connectorTone(status)}>{wordFor('connector', status)}</StateBadge>
}

export function StationBadge({ station }: { readonly station: Pick<Station, 'status' | 'connected' | 'admission'> }) {
  const { word, tone, icon } = stationState(station)
  return (
    <StateBadge tone={tone} icon={icon}>
      {wordFor('station.status', word)}
    </StateBadge>
  )
}
