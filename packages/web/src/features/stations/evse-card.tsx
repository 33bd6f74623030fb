import { Anchor, Button } from '@mantine/core'
import { IconLockOpen, IconPlayerPlay, IconPlayerStop, IconPower } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Connector, Evse, Transaction } from '../../api/types.ts'
import { duration, energyParts, percent, powerParts, rating } from '../../format/quantities.ts'
import { useNow } from '../../format/use-now.ts'
import { Figure } from '../../parts/figure.tsx'
import { ProbablyOver } from '../../parts/probably-over.tsx'
import { shownStatus } from '../../parts/shown-status.ts'
import { Ago, Since } from '../../parts/times.tsx'
import { connectorTone, toneIcons } from '../../parts/tones.ts'
import { transactionQuery } from '../../queries/transactions.ts'
import { t, wordFor } from '../../texts/text.ts'
import classes from './evse-card.module.css'

export interface EvseActions {
  start(evse: Evse): void
  stop(transaction: number): void
  unlock(evse: Evse, connector: Connector): void
  setOperative(evse: Evse, operative: boolean): void
}

interface EvseCardProps {
  readonly evse: Evse
  readonly timeZone: string | undefined
  /** Without a connection nothing can be asked. */
  readonly connected: boolean
  readonly actions: EvseActions
}

/** One place to plug in: its state in big words, what flows, and what can be asked of it. */
export function EvseCard({ evse, timeZone, connected, actions }: EvseCardProps) {
  const { data: transaction } = useQuery({
    ...transactionQuery(evse.transaction ?? 0),
    enabled: evse.transaction !== null,
  })
  const statusOf = (connector: Connector) => shownStatus(connector, evse, transaction?.chargingState)
  const [first] = evse.connectors
  const leading = evse.connectors.find(({ status }) => status !== 'Available' && status !== 'Unavailable') ?? first
  const tone = connectorTone(leading ? statusOf(leading) : 'Unknown')
  const operative = evse.availability === 'Operative'
  const ownRating = evse.connectors.some(({ maxPowerW }) => maxPowerW === evse.maxPowerW)
    ? null
    : rating(evse.maxPowerW)
  return (
    <section className={`${classes.card} ${classes[tone] ?? ''}`} aria-label={t('evse.title', { id: evse.evseId })}>
      <div className={classes.body}>
        <div className={classes.top}>
          <span>{evse.name ?? t('evse.title', { id: evse.evseId })}</span>
          <span>{[ownRating, !operative && t('evse.inoperative')].filter(Boolean).join(' · ')}</span>
        </div>
        {evse.connectors.map((connector) => (
          <ConnectorState
            key={connector.connectorId}
            connector={connector}
            status={statusOf(connector)}
            several={evse.connectors.length > 1}
            timeZone={timeZone}
          />
        ))}
        {evse.transaction !== null && <Running id={evse.transaction} transaction={transaction} powerW={evse.powerW} />}
        <div className={classes.actions}>
          {evse.transaction === null ? (
            <Action icon={<IconPlayerPlay size={15} />} onClick={() => actions.start(evse)} disabled={!connected} main>
              {t('command.start')}
            </Action>
          ) : (
            <Action
              icon={<IconPlayerStop size={15} />}
              onClick={() => actions.stop(evse.transaction ?? 0)}
              disabled={!connected}
              main
            >
              {t('command.stop')}
            </Action>
          )}
          {evse.connectors.map((connector) => (
            <Action
              key={connector.connectorId}
              icon={<IconLockOpen size={15} />}
              onClick={() => actions.unlock(evse, connector)}
              disabled={!connected}
            >
              {evse.connectors.length > 1
                ? t('command.unlockNumber', { n: connector.connectorId })
                : t('command.unlock')}
            </Action>
          ))}
          <Action
            icon={<IconPower size={15} />}
            onClick={() => actions.setOperative(evse, !operative)}
            disabled={!connected}
          >
            {operative ? t('command.makeInoperative') : t('command.makeOperative')}
          </Action>
        </div>
      </div>
    </section>
  )
}

interface ConnectorStateProps {
  readonly connector: Connector
  /** As shown, which may say more than the connector itself. */
  readonly status: string
  readonly several: boolean
  readonly timeZone: string | undefined
}

function ConnectorState({ connector, status, several, timeZone }: ConnectorStateProps) {
  const tone = connectorTone(status)
  const Icon = toneIcons[tone]
  const fault = [
    connector.errorCode !== 'NoError' && connector.errorCode,
    connector.vendorErrorCode,
    connector.info,
  ].filter(Boolean)
  return (
    <div className={`${classes.connector} ${several ? (classes[tone] ?? '') : ''}`}>
      <div className={classes.state}>
        <Icon size={24} stroke={2} aria-hidden />
        {wordFor('connector', status)}
      </div>
      <div className={classes.hint}>
        {[
          (several || connector.type) &&
            (connector.type
              ? wordFor('connectorType', connector.type)
              : t('evse.connector', { id: connector.connectorId })),
          connector.maxPowerW !== null && rating(connector.maxPowerW),
          // Of a station that is not there nobody knows more.
          connector.status !== connector.lastStatus &&
            t('evse.lastTold', { status: wordFor('connector', connector.lastStatus) }),
        ]
          .filter(Boolean)
          .join(' · ')}
        {connector.statusAt && (
          <>
            {(several || connector.type || connector.maxPowerW !== null || connector.status !== connector.lastStatus) &&
              ' · '}
            {connector.status === connector.lastStatus ? (
              <Since at={connector.statusAt} timeZone={timeZone} />
            ) : (
              <Ago at={connector.statusAt} {...(timeZone && { timeZone })} />
            )}
          </>
        )}
      </div>
      {fault.length > 0 && connector.lastStatus !== 'Available' && (
        <div className={classes.error}>{fault.join(' · ')}</div>
      )}
    </div>
  )
}

interface RunningProps {
  readonly id: number
  readonly transaction: Transaction | undefined
  readonly powerW: number | null
}

function Running({ id, transaction, powerW }: RunningProps) {
  const now = useNow()
  const seconds = transaction && (now - Date.parse(transaction.startedAt)) / 1000
  return (
    <div className={classes.numbers}>
      <Figure
        small
        label={t('figure.power')}
        quantity={powerParts(transaction ? transaction.powerW : powerW)}
        note={transaction?.powerW === null && transaction.powerAt && <Ago at={transaction.powerAt} />}
      />
      <Figure small label={t('figure.energy')} quantity={transaction && energyParts(transaction.energyWh)} />
      {transaction && transaction.socPercent !== null && (
        <Figure small label={t('figure.soc')} quantity={{ value: percent(transaction.socPercent), unit: '' }} />
      )}
      {transaction?.probablyOver && (
        <div className={classes.transaction}>
          <ProbablyOver of={transaction.probablyOver} />
        </div>
      )}
      <div className={classes.transaction}>
        <Anchor component={Link} to={`/transactions/${id}`}>
          {t('transaction.title', { id })}
        </Anchor>
        <span>{transaction && [transaction.idTag, duration(seconds)].filter(Boolean).join(' · ')}</span>
      </div>
    </div>
  )
}

interface ActionProps {
  readonly icon: ReactNode
  readonly main?: boolean
  readonly disabled: boolean
  onClick(): void
  readonly children: ReactNode
}

function Action({ icon, main, disabled, onClick, children }: ActionProps) {
  return (
    <Button
      size="compact-md"
      fz="sm"
      px="sm"
      variant={main ? 'light' : 'default'}
      leftSection={icon}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </Button>
  )
}
