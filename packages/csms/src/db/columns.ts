/** The columns of our tables as the database has them, so that a migration is the only place that names their types. */
import type { PoolClient } from 'pg'

export interface Column {
  readonly name: string
  /** As in `pg_type`: text, int4, timestamptz … */
  readonly type: string
  /** The database fills it when it is left out and cannot be told to do so by a value: identities, transaction ids. */
  readonly generated: boolean
  /** SQL of the default of a column that must not be null. */
  readonly fallback: string | null
  readonly inKey: boolean
}

export type Columns = ReadonlyMap<string, readonly Column[]>

export async function readColumns(client: PoolClient): Promise<Columns> {
  const { rows } = await client.query<Column & { table: string }>(`
    select c.relname as table, a.attname as name, t.typname as type,
      a.attidentity <> '' or t.typname = 'xid8' as generated,
      case when a.attnotnull then pg_get_expr(d.adbin, d.adrelid) end as fallback,
      coalesce(a.attnum = any (i.indkey), false) as "inKey"
    from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition
    order by c.relname, a.attnum`)
  const columns = new Map<string, Column[]>()
  for (const { table, ...column } of rows) {
    const of = columns.get(table)
    if (of) of.push(column)
    else columns.set(table, [column])
  }
  return columns
}
