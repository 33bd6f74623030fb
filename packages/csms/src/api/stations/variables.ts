/** What a station told of its configuration: keys (1.6), then the variables of its device model (2.x), in one order that pages can follow. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { OperatorContext } from '../../context.ts'
import type { ConfigurationKeyTable, VariableTable } from '../../db/schema.ts'
import { type CursorValue, cutPage, readCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/endpoint.ts'
import { anywhere, iso } from '../../http/wire.ts'
import type { endpoints } from '../endpoints.ts'
import { mustSee } from './station-records.ts'
import type { Variable } from './variable-resource.ts'

type Endpoints = typeof endpoints

interface Asked {
  readonly stationId: string
  readonly pattern: string | undefined
  readonly component: string | undefined
  /** The last one of the page before. */
  readonly after: readonly CursorValue[] | null
  /** One more than the page holds; undefined: all. */
  readonly most: number | undefined
}

interface Keyed {
  readonly key: readonly CursorValue[]
  readonly item: Variable
}

/** In the order of the list: the source, then the columns of the row's own key. */
const cursorKinds = ['number', 'string', 'string', 'number', 'number', 'string', 'string', 'string'] as const
const ofKeys = 0
const ofDeviceModel = 1

export const listVariables: Handler<Endpoints['listVariables']> = async (ctx, { params: { id }, query }) => {
  await mustSee(ctx, id)
  const { limit, component } = query
  const asked: Asked = {
    stationId: id,
    pattern: query.q === undefined ? undefined : anywhere(query.q),
    component,
    after: readCursor(query.cursor, cursorKinds),
    most: limit === undefined ? undefined : limit + 1,
  }
  const [keys, variables] = await Promise.all([
    component === undefined && asked.after?.[0] !== ofDeviceModel ? configurationKeys(ctx, asked) : [],
    deviceModel(ctx, asked),
  ])
  const { rows, next } = cutPage([...keys, ...variables], limit ?? Number.POSITIVE_INFINITY, ({ key }) => key)
  return { status: 200, body: { items: rows.map(({ item }) => item), next } }
}

async function configurationKeys({ db }: OperatorContext, asked: Asked): Promise<Keyed[]> {
  const { stationId, pattern, after, most } = asked
  const rows = await db
    .selectFrom('configuration_key')
    .selectAll()
    .where('station_id', '=', stationId)
    .$if(pattern !== undefined, (q) => q.where('key', 'ilike', pattern as string))
    .$if(after !== null, (q) => q.where('key', '>', String(after?.[5])))
    .orderBy('key')
    .$if(most !== undefined, (q) => q.limit(most as number))
    .execute()
  return rows.map((row) => ({ key: [ofKeys, '', '', 0, 0, row.key, '', ''], item: ofConfigurationKey(row) }))
}

async function deviceModel({ db }: OperatorContext, asked: Asked): Promise<Keyed[]> {
  const { stationId, pattern, component, after, most } = asked
  const [source, ...last] = after ?? [ofKeys]
  const rows = await db
    .selectFrom('variable')
    .selectAll()
    .where('station_id', '=', stationId)
    .$if(component !== undefined, (q) => q.where(sql<SqlBool>`lower(component) = lower(${component as string})`))
    .$if(pattern !== undefined, (q) =>
      q.where((eb) => eb.or([eb('component', 'ilike', pattern as string), eb('variable', 'ilike', pattern as string)])),
    )
    .$if(source === ofDeviceModel, (q) =>
      q.where(
        sql<SqlBool>`(component, component_instance, evse_id, connector_id, variable, variable_instance, attribute) > (${sql.join(last)})`,
      ),
    )
    .orderBy('component')
    .orderBy('component_instance')
    .orderBy('evse_id')
    .orderBy('connector_id')
    .orderBy('variable')
    .orderBy('variable_instance')
    .orderBy('attribute')
    .$if(most !== undefined, (q) => q.limit(most as number))
    .execute()
  return rows.map((row) => ({
    key: [
      ofDeviceModel,
      row.component,
      row.component_instance,
      row.evse_id,
      row.connector_id,
      row.variable,
      row.variable_instance,
      row.attribute,
    ],
    item: ofVariable(row),
  }))
}

const ofConfigurationKey = (row: Selectable<ConfigurationKeyTable>): Variable => ({
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

const ofVariable = (row: Selectable<VariableTable>): Variable => ({
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
