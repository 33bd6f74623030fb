import type { Station } from '../../api/types.ts'
import { nothing } from '../../format/quantities.ts'
import { shownStatus } from '../../parts/shown-status.ts'
import { connectorTone, toneIcons } from '../../parts/tones.ts'
import { wordFor } from '../../texts/text.ts'
import classes from './connector-dots.module.css'

const most = 6

/** One sign per connector: as much of a station as a row can hold. */
export function ConnectorDots({ station }: { readonly station: Station }) {
  const connectors = station.evses.flatMap((evse) =>
    evse.connectors.map((connector) => ({
      key: `${evse.evseId}-${connector.connectorId}`,
      status: shownStatus(connector, evse),
    })),
  )
  if (connectors.length === 0) return <>{nothing}</>
  const words = connectors.map(({ status }) => wordFor('connector', status)).join(', ')
  return (
    <span className={classes.dots} role="img" aria-label={words} title={words}>
      {connectors.slice(0, most).map(({ key, status }) => {
        const tone = connectorTone(status)
        const Icon = toneIcons[tone]
        return (
          <span key={key} className={`${classes.dot} ${classes[tone] ?? ''}`}>
            <Icon size={12} stroke={2.4} aria-hidden />
          </span>
        )
      })}
      {connectors.length > most && <span className={classes.more}>+{connectors.length - most}</span>}
    </span>
  )
}
