import { Button, Card, Group } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Evse, StartRequest, Station } from '../../api/types.ts'
import { Empty } from '../../parts/faces.tsx'
import { t } from '../../texts/text.ts'
import { type EvseActions, EvseCard } from './evse-card.tsx'
import classes from './live-station.module.css'
import { PowerChart } from './power-chart.tsx'
import { StartDialog } from './start-dialog.tsx'
import { StationFacts } from './station-facts.tsx'

interface LiveStationProps {
  readonly station: Station
  readonly timeZone: string | undefined
  /** What can be asked of it from here. */
  readonly commands: Pick<EvseActions, 'stop' | 'unlock' | 'setOperative'> & {
    start(evse: Evse, request: StartRequest): void
  }
  /** What was asked, and the answers. */
  readonly sent: ReactNode
}

/** A station as it is now: what its EVSEs do, and what can be asked of them. */
export function LiveStation({ station, timeZone, commands, sent }: LiveStationProps) {
  const [starting, setStarting] = useState<Evse | null>(null)
  return (
    <div className={classes.live}>
      <div className={classes.column}>
        {station.evses.length === 0 ? (
          <Card>
            <Empty title={t('station.noEvses')} words={t('station.noEvsesWords')} />
          </Card>
        ) : (
          <div className={classes.evses}>
            {station.evses.map((evse) => (
              <EvseCard
                key={evse.id}
                evse={evse}
                timeZone={timeZone}
                connected={station.connected}
                actions={{
                  start: setStarting,
                  stop: commands.stop,
                  unlock: commands.unlock,
                  setOperative: commands.setOperative,
                }}
              />
            ))}
          </div>
        )}
        <PowerChart station={station} timeZone={timeZone} />
      </div>
      <div className={classes.column}>
        {sent}
        <StationFacts station={station} timeZone={timeZone} />
        <Group>
          <Button
            variant="default"
            rightSection={<IconArrowRight size={15} />}
            renderRoot={(props) => <Link {...props} to="/transactions" search={{ station: station.id }} />}
          >
            {t('station.allTransactions')}
          </Button>
        </Group>
      </div>
      <StartDialog evse={starting} onClose={() => setStarting(null)} onStart={commands.start} />
    </div>
  )
}
