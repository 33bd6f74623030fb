import { Items, Page } from '../../http/common.ts'
import { endpoint } from '../../http/endpoint.ts'
import { Event, EventFilter } from './event-resource.ts'
import {
  AuditEntry,
  AuditFilter,
  ConsoleSettings,
  Organisation,
  Overview,
  OverviewFilter,
} from './overview-resource.ts'

export const houseEndpoints = {
  getOverview: endpoint({
    method: 'GET',
    path: '/overview',
    needs: 'overview:read',
    tag: 'overview',
    summary: 'How the stations are doing right now',
    description:
      'Who asks again and again says `Cache-Control: max-age=10`, and takes what was computed for somebody else up to ten seconds before: `at` tells when.',
    query: OverviewFilter,
    answers: { 200: Overview },
    problems: { 404: 'There is no such site' },
    shared: 'kept',
  }),
  listAudit: endpoint({
    method: 'GET',
    path: '/audit',
    needs: 'audit:read',
    tag: 'overview',
    summary: 'Who changed what, newest first',
    query: AuditFilter,
    answers: { 200: Page(AuditEntry) },
  }),
  getConsoleSettings: endpoint({
    method: 'GET',
    path: '/console-settings',
    needs: 'token',
    tag: 'overview',
    summary: 'What the server’s configuration says for the console',
    answers: { 200: ConsoleSettings },
  }),
  listOrganisations: endpoint({
    method: 'GET',
    path: '/organisations',
    needs: 'token',
    tag: 'overview',
    summary: 'For whom this token may act, its own first',
    description:
      'Another one than its own is named in the header `Busbar-Organisation`. While the demo is on, that is one.',
    answers: { 200: Items(Organisation) },
  }),
  followEvents: endpoint({
    method: 'GET',
    path: '/events',
    needs: 'event:read',
    tag: 'events',
    summary: 'What changes, as it changes (server-sent events)',
    description:
      'Events with an id are durable: give the last one as Last-Event-ID to go on from there. `reset` means that this was not possible: read again what you show. `meter` and `message` (the latter with `station` only) are not durable; readings are told at most once a second of each transaction, the newest.',
    query: EventFilter,
    answers: { 200: Event },
    problems: { 429: 'This token follows as often as it may; close one first' },
    stream: true,
  }),
}
