import { Card, Skeleton, Text, Title } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Fault, Overview } from '../../api/types.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Ago } from '../../parts/times.tsx'
import { t } from '../../texts/text.ts'
import classes from './list.module.css'

export function Faults({ overview }: { readonly overview: Overview | undefined }) {
  return (
    <Card>
      <Title order={2} mb="xs">
        {t('overview.faults')}
      </Title>
      {!overview ? (
        <Skeleton height={64} />
      ) : overview.faults.length === 0 ? (
        <Text c="dimmed" className={classes.well}>
          <IconCircleCheck size={18} aria-hidden />
          {t('overview.noFaults')}
        </Text>
      ) : (
        <ul className={classes.list}>
          {overview.faults.map((fault) => (
            <li key={`${fault.station} ${fault.evse} ${fault.connector}`}>
              <Link className={classes.row} to="/stations/$stationId" params={{ stationId: fault.station }}>
                <span className={classes.main}>
                  <span className={classes.title}>
                    {[
                      fault.station,
                      fault.evse !== 0 ? `EVSE ${fault.evse}` : !fault.component && t('overview.wholeStation'),
                      fault.component,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                  <span className={classes.note}>{faultText(fault)}</span>
                </span>
                <span className={classes.side}>
                  <StateBadge tone="faulted">
                    {fault.errorCode && fault.errorCode !== 'NoError' ? fault.errorCode : t('connector.Faulted')}
                  </StateBadge>
                  <span className={classes.note}>
                    <Ago at={fault.at} />
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

const faultText = (fault: Fault): string =>
  [fault.stationName, fault.vendorErrorCode, fault.info, !fault.online && t('overview.whenLastHeard')]
    .filter(Boolean)
    .join(' · ')
