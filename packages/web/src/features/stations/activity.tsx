import { Card, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Operation, Station } from '../../api/types.ts'
import { zonedText } from '../../format/times.ts'
import { Loaded, type Reading } from '../../parts/loaded.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Ago, At } from '../../parts/times.tsx'
import type { Tone } from '../../parts/tones.ts'
import { installedProfilesQuery, operationsQuery, securityEventsQuery } from '../../queries/stations.ts'
import { t, wordFor } from '../../texts/text.ts'
import { SteerOperation } from './steer-operation.tsx'

interface ActivityProps {
  readonly station: Station
  readonly timeZone: string | undefined
}

/** What takes a while at the station, what it reports of its security, and what is installed on it. */
export function Activity({ station, timeZone }: ActivityProps) {
  const operations = useQuery(operationsQuery(station.id))
  const securityEvents = useQuery(securityEventsQuery(station.id))
  const profiles = useQuery(installedProfilesQuery(station.id))
  const zone = timeZone ? { timeZone } : {}
  return (
    <Stack>
      <Section
        title={t('operations.title')}
        query={operations}
        none={t('operations.none')}
        head={[
          t('operations.kind'),
          t('operations.status'),
          t('operations.detail'),
          t('operations.requested'),
          t('operations.updated'),
        ]}
      >
        {(operation) => (
          <Table.Tr key={operation.id}>
            <Table.Td>{wordFor('operation', operation.kind)}</Table.Td>
            <Table.Td>
              <StateBadge tone={operationTones[operation.state]}>{operation.status}</StateBadge>
              {operationNote(operation, timeZone) && (
                <Text fz="sm" c="dimmed">
                  {operationNote(operation, timeZone)}
                </Text>
              )}
              <SteerOperation stationId={station.id} operation={operation} />
            </Table.Td>
            <Table.Td>
              <Text fz="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
                {detailText(operation.detail)}
              </Text>
            </Table.Td>
            <Table.Td>
              <At at={operation.requestedAt} {...zone} />
            </Table.Td>
            <Table.Td>
              <Ago at={operation.updatedAt} {...zone} />
            </Table.Td>
          </Table.Tr>
        )}
      </Section>
      <Section
        title={t('securityEvents.title')}
        query={securityEvents}
        none={t('securityEvents.none')}
        head={[t('securityEvents.type'), t('securityEvents.at'), t('securityEvents.info')]}
      >
        {(event) => (
          <Table.Tr key={event.id}>
            <Table.Td>{event.type}</Table.Td>
            <Table.Td>
              <At at={event.at} {...zone} />
            </Table.Td>
            <Table.Td>{event.techInfo}</Table.Td>
          </Table.Tr>
        )}
      </Section>
      <Section
        title={t('installedProfiles.title')}
        query={profiles}
        none={t('installedProfiles.none')}
        head={[
          t('chargingProfile.name'),
          t('chargingProfile.purpose'),
          t('chargingProfile.stackLevel'),
          t('installedProfiles.where'),
          t('installedProfiles.since'),
        ]}
      >
        {(profile) => (
          <Table.Tr key={`${profile.id} ${profile.evseId}`}>
            <Table.Td>{profile.name ?? `#${profile.id}`}</Table.Td>
            <Table.Td>{profile.purpose}</Table.Td>
            <Table.Td>{profile.stackLevel}</Table.Td>
            <Table.Td>
              {profile.evseId === 0 ? t('installedProfiles.wholeStation') : t('evse.title', { id: profile.evseId })}
            </Table.Td>
            <Table.Td>
              <Ago at={profile.at} {...zone} />
            </Table.Td>
          </Table.Tr>
        )}
      </Section>
    </Stack>
  )
}

interface SectionProps<T> {
  readonly title: string
  readonly query: Reading<{ readonly items: readonly T[] }>
  readonly none: string
  readonly head: readonly string[]
  children(item: T): ReactNode
}

function Section<T>({ title, query, none, head, children }: SectionProps<T>) {
  return (
    <Card>
      <Title order={2} mb="xs">
        {title}
      </Title>
      <Loaded query={query} loading={{ rows: 2 }} empty={none}>
        {(items) => (
          <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
            <Table aria-label={title}>
              <Table.Thead>
                <Table.Tr>
                  {head.map((name) => (
                    <Table.Th key={name}>{name}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>{items.map(children)}</Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
    </Card>
  )
}

/** A promise is told with its end. */
function operationNote(
  { state, status, dueAt, tryUntil, detail }: Operation,
  timeZone: string | undefined,
): string | null {
  if (state === 'cancelled') return t('operations.cancelled')
  if (state === 'queued' && tryUntil !== null)
    return t('operations.queued', { at: zonedText(tryUntil, 'dateTime', timeZone) })
  if (dueAt !== null) return t('operations.dueIn', { at: zonedText(dueAt, 'dateTime', timeZone) })
  const { lastStatus } = detail
  return status === 'Overdue' && typeof lastStatus === 'string'
    ? t('operations.overdueAfter', { status: lastStatus })
    : null
}

const operationTones: Record<Operation['state'], Tone> = {
  queued: 'reserved',
  sending: 'occupied',
  waiting: 'occupied',
  done: 'available',
  failed: 'faulted',
  overdue: 'warning',
  cancelled: 'unavailable',
}

/** Members of a free-form detail on one line. */
const detailText = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ')
