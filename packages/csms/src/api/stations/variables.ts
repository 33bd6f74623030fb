/** What a station told of its configuration: keys (1.6), then the variables of its device model (2.x), in one order that pages can follow. */
import { type CursorValue, cutPage, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { anywhere, iso } from '../../http/wire.ts'
import {
  type ConfigurationKeyRow,
  listConfigurationKeys,
  listVariables as listRows,
  type ShownVariableRow,
  variableOrder,
} from '../../provisioning/variable-list.ts'
import type { endpoints } from '../endpoints.ts'
import { mustSee } from './station-records.ts'
import type { Variable } from './variable-resource.ts'

type Endpoints = typeof endpoints

interface Keyed {
  readonly key: readonly CursorValue[]
  readonly item: Variable
}

/** In the order of the list: the source, then the columns of the row's own key. */
const cursorKinds = ['number', 'string', 'string', 'number', 'number', 'string', 'string', 'string'] as const
const ofKeys = 0
const ofDeviceModel = 1
const keyInCursor = 4

export const listVariables: Handler<Endpoints['listVariables']> = async (ctx, { params: { id }, query }) => {
  await mustSee(ctx, id)
  const { limit, component } = query
  const [source, ...last] = readCursor(query.cursor, cursorKinds) ?? []
  const filter = {
    stationId: id,
    pattern: query.q === undefined ? undefined : anywhere(query.q),
    most: limit === undefined ? undefined : limit + 1,
  }
  const [keys, variables] = await Promise.all([
    component === undefined && source !== ofDeviceModel
      ? listConfigurationKeys(ctx.db, filter, source === undefined ? null : String(last[keyInCursor]))
      : [],
    listRows(ctx.db, { ...filter, component }, source === ofDeviceModel ? last : null),
  ])
  const { rows, next } = cutPage(
    [...keys.map(keyed), ...variables.map(keyedVariable)],
    limit ?? Number.POSITIVE_INFINITY,
    ({ key }) => key,
  )
  return { status: 200, body: { items: rows.map(({ item }) => item), next } }
}

const keyed = (row: ConfigurationKeyRow): Keyed => ({
  key: [ofKeys, '', '', 0, 0, row.key, '', ''],
  item: ofConfigurationKey(row),
})

const keyedVariable = (row: ShownVariableRow): Keyed => ({
  key: [ofDeviceModel, ...variableOrder.map((column) => row[column])],
  item: ofVariable(row),
})

const ofConfigurationKey = (row: ConfigurationKeyRow): Variable => ({
  component: null,
  variable: { name: row.key, instance: null },
  attribute: 'Actual',
  value: row.value,
  mutability: row.readonly ? 'ReadOnly' : 'ReadWrite',
  persistent: null,
  constant: null,
  dataType: null,
  unit: null,
  minLimit: null,
  maxLimit: null,
  valuesList: null,
  at: iso(row.at),
})

const ofVariable = (row: ShownVariableRow): Variable => ({
  component: {
    name: row.component,
    instance: row.component_instance || null,
    evse: row.evse_id === 0 ? null : { id: row.evse_id, connectorId: row.connector_id || null },
  },
  variable: { name: row.variable, instance: row.variable_instance || null },
  attribute: row.attribute,
  value: row.value,
  mutability: row.mutability,
  persistent: row.persistent,
  constant: row.constant,
  dataType: row.data_type,
  unit: row.unit,
  minLimit: row.min_limit,
  maxLimit: row.max_limit,
  valuesList: row.values_list,
  at: iso(row.at),
})
