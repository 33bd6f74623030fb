import type { OperatorContext } from '../../context.ts'
import { type CursorValue, cutPage, cutSearch, defaultLimit, readCursor, totalOfPage } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { conflict, invalid, notFound } from '../../http/problem.ts'
import { iso, isoOrNull, versionName } from '../../http/wire.ts'
import { type Samples, samplesOf } from '../../transactions/message-samples.ts'
import type { MeterPoint } from '../../transactions/meter-curve.ts'
import {
  countMeterValues,
  listMeterValues as listMeterValueRows,
  type MeteredTransaction,
  type SeriesPlace,
  sampleMeterValues,
} from '../../transactions/meter-series.ts'
import { isPowerNow } from '../../transactions/power-reading.ts'
import {
  countTransactionEvents,
  countTransactions,
  listTransactionEvents as listEventRows,
  listTransactions as listRows,
  shownTransaction,
  type TransactionListRow,
} from '../../transactions/transaction-list.ts'
import type { endpoints } from '../endpoints.ts'
import type { MeterValue, Transaction } from './resource.ts'

type Endpoints = typeof endpoints

const defaultSeriesLimit = 500

export const listTransactions: Handler<Endpoints['listTransactions']> = async (ctx, { query }) => {
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number', 'number'])
  const filter = {
    organisationId: ctx.organisationId,
    stationId: query.station,
    idTokens:
      query.idTag === undefined ? undefined : [query.idTag, ctx.keyCodes.nameOf(ctx.organisationId, query.idTag)],
    state: query.state,
    probablyOver: query.probablyOver,
    siteId: query.site,
    isUncertain: query.uncertain,
    uncertainReason: query.uncertainReason,
    ...period(query),
  }
  const before = after && { startedAt: new Date(Number(after[0])), id: Number(after[1]) }
  const [found, counted] = await Promise.all([
    listRows(ctx.db, filter, { before, most: limit + 1 }),
    countTransactions(ctx.db, filter),
  ])
  const { rows, next } = cutSearch(found, limit, {
    keyOf: (row) => [row.started_at.getTime(), row.id],
    placeOf: ({ startedAt, id }) => [startedAt.getTime(), id],
  })
  const items = rows.map((row) => toTransaction(row, ctx.now()))
  const total = counted ?? totalOfPage(rows, next === null && after === null)
  return { status: 200, body: { items, ...total, next, searchedTo: isoOrNull(found.stoppedAt?.startedAt ?? null) } }
}

export const getTransaction: Handler<Endpoints['getTransaction']> = async (ctx, { params }) => ({
  status: 200,
  body: toTransaction(await existing(ctx, params.id), ctx.now()),
})

export const closeTransaction: Handler<Endpoints['closeTransaction']> = async (ctx, { params: { id }, body }) => {
  const { state } = await existing(ctx, id)
  if (state === 'closed') throw conflict('The transaction has ended already')
  await ctx.owner.closeTransaction(id, { by: ctx.actor, note: body.note })
  return { status: 200, body: toTransaction(await existing(ctx, id), ctx.now()) }
}

export const listTransactionEvents: Handler<Endpoints['listTransactionEvents']> = async (
  ctx,
  { params: { id }, query },
) => {
  const { station_id: stationId } = await existing(ctx, id)
  const limit = query.limit ?? defaultLimit
  const after = readCursor(query.cursor, ['number'])
  const [found, total] = await Promise.all([
    listEventRows(ctx.db, { stationId, id }, after && Number(after[0]), limit),
    countTransactionEvents(ctx.db, { stationId, id }),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.id])
  const items = rows.map((row) => ({
    id: row.id,
    type: row.type,
    triggerReason: row.trigger_reason,
    seqNo: row.seq_no,
    at: iso(row.at),
    receivedAt: iso(row.received_at),
    offline: row.offline,
    payload: row.payload,
  }))
  return { status: 200, body: { items, ...total, next } }
}

export const listMeterValues: Handler<Endpoints['listMeterValues']> = async (ctx, { params: { id }, query }) => {
  const filter = { of: meteredOf(await existing(ctx, id)), ...period(query) }
  if (query.points !== undefined) {
    if (query.cursor !== undefined || query.limit !== undefined) {
      throw invalid([{ path: 'points', message: 'gives a whole series; not with cursor or limit' }])
    }
    const { points, total } = await sampleMeterValues(ctx.db, filter, query.points)
    const items = points.map((point) => ({ ...toMeterValue(point, null), samples: [] }))
    return { status: 200, body: { items, ...total, next: null } }
  }
  const limit = query.limit ?? defaultSeriesLimit
  const after = readCursor(query.cursor, ['number', 'number', 'number'])
  const [found, total] = await Promise.all([
    listMeterValueRows(ctx.db, filter, after && toPlace(after), limit),
    countMeterValues(ctx.db, filter),
  ])
  const { rows, next } = cutPage(found, limit, (row) => [row.at.getTime(), row.evse_id, row.digest])
  const samples = await samplesOf(ctx.db, rows)
  const items = rows.map((row, i) => toMeterValue(row, samples[i] ?? null))
  return { status: 200, body: { items, ...total, next } }
}

const toPlace = ([at, evseId, digest]: CursorValue[]): SeriesPlace => ({
  at: new Date(Number(at)),
  evseId: Number(evseId),
  digest: Number(digest),
})

const meteredOf = (row: TransactionListRow): MeteredTransaction => ({
  id: row.id,
  stationId: row.station_id,
  firstValueAt: row.first_value_at,
  lastValueAt: row.last_value_at,
})

const period = (query: { from?: string; to?: string }) => ({
  from: query.from === undefined ? undefined : new Date(query.from),
  to: query.to === undefined ? undefined : new Date(query.to),
})

/** The transaction, when this organisation may see it. */
export async function existing(ctx: OperatorContext, id: number): Promise<TransactionListRow> {
  const row = await shownTransaction(ctx.db, ctx.organisationId, id)
  if (!row) throw notFound(`transaction ${id}`)
  return row
}

function toTransaction(row: TransactionListRow, now: Date): Transaction {
  return {
    id: row.id,
    station: row.station_id,
    stationName: row.station_name,
    site: row.site_id,
    evse: row.evse_id,
    connector: row.connector_id,
    version: versionName(row.version),
    wireId: row.wire_id,
    state: row.state,
    chargingState: row.charging_state,
    idTag: row.id_token,
    idTokenType: row.id_token_type,
    groupToken: row.group_token,
    authorizationStatus: row.authorization_status,
    remoteStartId: row.remote_start_id,
    reservation: row.reservation_id,
    startedAt: iso(row.started_at),
    stoppedAt: isoOrNull(row.stopped_at),
    startedAtSent: isoOrNull(row.started_at_sent),
    stoppedAtSent: isoOrNull(row.stopped_at_sent),
    probablyOver: overOf(row),
    matchedBy: row.matched_by,
    stopReason: row.stop_reason,
    stopIdTag: row.stop_id_token,
    closedBy: row.closed_by,
    closeNote: row.close_note,
    meterStartWh: row.meter_start_wh,
    meterLastWh: row.meter_last_wh,
    meterStopWh: row.meter_stop_wh,
    energyWh: row.energy_wh,
    exportedWh: row.exported_wh,
    uncertain: row.uncertain,
    powerW: isPowerNow({ powerUntil: row.power_until }, now) && row.over_since === null ? row.power_w : null,
    powerAt: isoOrNull(row.power_at),
    socPercent: row.soc_percent,
    meteredAt: isoOrNull(row.metered_at),
    flags: row.flags,
    durationS: Math.max(0, Math.round(((row.stopped_at ?? now).getTime() - row.started_at.getTime()) / 1000)),
  }
}

const overOf = ({ over_since, over_by }: TransactionListRow): Transaction['probablyOver'] =>
  over_since === null || over_by === null ? null : { since: iso(over_since), because: over_by }

function toMeterValue(row: MeterPoint, samples: Samples): MeterValue {
  return {
    at: iso(row.at),
    receivedAt: iso(row.received_at),
    energyWh: row.energy_wh,
    powerW: row.power_w,
    currentA: row.current_a,
    voltageV: row.voltage_v,
    socPercent: row.soc_percent,
    context: samples?.find((sample) => sample.context)?.context ?? null,
    samples: samples && [...samples],
  }
}
