/** What a station told of its configuration, as it is shown: keys (1.6) and the variables of its device model (2.x), each in an order that pages can follow. */
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { ConfigurationKeyTable, Tables, VariableTable } from '../db/schema.ts'

type Db = Kysely<Tables>
export type ConfigurationKeyRow = Selectable<ConfigurationKeyTable>
export type ShownVariableRow = Selectable<VariableTable>

export interface ConfigurationQuery {
  readonly stationId: string
  /** For `ilike`. */
  readonly pattern: string | undefined
  /** undefined: all. */
  readonly most: number | undefined
}

export const listConfigurationKeys = (
  db: Db,
  { stationId, pattern, most }: ConfigurationQuery,
  afterKey: string | null,
): Promise<ConfigurationKeyRow[]> =>
  db
    .selectFrom('configuration_key')
    .selectAll()
    .where('station_id', '=', stationId)
    .$if(pattern !== undefined, (q) => q.where('key', 'ilike', pattern as string))
    .$if(afterKey !== null, (q) => q.where('key', '>', afterKey as string))
    .orderBy('key')
    .$if(most !== undefined, (q) => q.limit(most as number))
    .execute()

/** The columns the device model is listed by, in this order. */
export const variableOrder = [
  'component',
  'component_instance',
  'evse_id',
  'connector_id',
  'variable',
  'variable_instance',
  'attribute',
] as const

/** `after`: the values of `variableOrder` in the last row of the page before. */
export const listVariables = (
  db: Db,
  { stationId, pattern, component, most }: ConfigurationQuery & { readonly component: string | undefined },
  after: readonly (string | number)[] | null,
): Promise<ShownVariableRow[]> =>
  db
    .selectFrom('variable')
    .selectAll()
    .where('station_id', '=', stationId)
    .$if(component !== undefined, (q) => q.where(sql<SqlBool>`lower(component) = lower(${component as string})`))
    .$if(pattern !== undefined, (q) =>
      q.where((eb) => eb.or([eb('component', 'ilike', pattern as string), eb('variable', 'ilike', pattern as string)])),
    )
    .$if(after !== null, (q) =>
      q.where(sql<SqlBool>`(${sql.join(variableOrder.map((column) => sql.ref(column)))}) > (${sql.join(after ?? [])})`),
    )
    .$call((q) => variableOrder.reduce((ordered, column) => ordered.orderBy(column), q))
    .$if(most !== undefined, (q) => q.limit(most as number))
    .execute()
