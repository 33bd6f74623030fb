import type { Handler } from '../../http/endpoint.ts'
import { notFound } from '../../http/problem.ts'
import { iso, isoOrNull, tenths } from '../../http/wire.ts'
import {
  connectorCounts,
  type Fault,
  latestFaults,
  openTransactions,
  stationCounts,
  today,
} from '../../sites/overview.ts'
import { powerSeries } from '../../sites/power-samples.ts'
import { siteExists } from '../../sites/site-store.ts'
import { countUnknownStations } from '../../stations/unknown-station-list.ts'
import type { endpoints } from '../endpoints.ts'
import type { Overview } from './overview-resource.ts'

const shownFaults = 20
const dayMs = 24 * 3600_000

export const getOverview: Handler<(typeof endpoints)['getOverview']> = async (ctx, { query }) => {
  const { db, organisationId } = ctx
  if (query.site !== undefined && !(await siteExists(db, organisationId, query.site))) {
    throw notFound(`site ${query.site}`)
  }
  const scope = { organisationId, siteId: query.site ?? null }
  const now = ctx.now()
  const { state: messageLog } = ctx.messageLog
  const [stations, connectors, faults, open, day, unknown, series] = await Promise.all([
    stationCounts(db, scope),
    connectorCounts(db, scope),
    latestFaults(db, scope, shownFaults),
    openTransactions(db, scope, now),
    today(db, scope, now),
    countUnknownStations(db, organisationId),
    powerSeries(db, { ...scope, from: new Date(now.getTime() - dayMs), to: now }),
  ])
  return {
    status: 200,
    body: {
      at: iso(now),
      stations: { ...stations, unknown },
      connectors: {
        total: connectors.reduce((sum, group) => sum + group.n, 0),
        byStatus: Object.fromEntries(connectors.map((group) => [group.status, group.n])),
      },
      powerW: tenths(open.power_w),
      energyTodayWh: day.energy_wh,
      openTransactions: open.n,
      probablyOver: open.probably_over,
      transactionsToday: day.started,
      faults: faults.map(toFault),
      messageLog: { ...messageLog, since: isoOrNull(messageLog.since) },
      outgrown: [...ctx.outgrown()],
      series: series.map((point) => ({ at: iso(point.at), powerW: tenths(point.powerW) })),
    },
  }
}

function toFault(row: Fault): Overview['faults'][number] {
  return {
    station: row.station_id,
    stationName: row.station_name,
    site: row.site_id,
    evse: row.evse_id,
    connector: row.connector_id,
    component: row.component,
    online: row.online,
    errorCode: row.error_code,
    vendorErrorCode: row.vendor_error_code,
    info: row.info,
    at: isoOrNull(row.status_at),
  }
}
