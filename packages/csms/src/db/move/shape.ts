/** What there is to move, as the catalogue tells it: nothing of it is listed anywhere else. */
import type pg from 'pg'

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Rows lie in it itself: a plain table, or a part of a cut one. */
export interface Leaf {
  readonly name: string
  /** Quoted, in the order of the table; what the database computes by itself is left out. */
  readonly columns: readonly string[]
  readonly pages: number
  readonly bytes: number
}

export async function leavesOf(client: pg.ClientBase): Promise<Leaf[]> {
  const { rows } = await client.query<Leaf>(`
    select c.relname as name,
      (select array_agg(quote_ident(attname) order by attnum) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
      (pg_relation_size(c.oid) / current_setting('block_size')::int)::float8 as pages,
      pg_table_size(c.oid)::float8 as bytes
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    order by c.relname`)
  return rows
}

export interface Part {
  readonly name: string
  readonly parent: string
  /** `for values from (…) to (…)`. */
  readonly bound: string
}

/** Of tables that are cut. */
export async function partsOf(client: pg.ClientBase): Promise<Part[]> {
  const { rows } = await client.query<Part>(`
    select c.relname as name, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_class c join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
    where c.relnamespace = current_schema()::regnamespace and c.relispartition and c.relkind = 'r'
    order by c.relname`)
  return rows
}

export interface Sequence {
  readonly name: string
  readonly last: string
  readonly isCalled: boolean
}

export async function sequencesOf(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'S' order by relname`)
  const sequences: Sequence[] = []
  for (const { name } of rows) {
    const { rows: values } = await client.query<Omit<Sequence, 'name'>>(
      `select last_value::text as last, is_called as "isCalled" from ${quoted(name)}`,
    )
    for (const value of values) sequences.push({ name, ...value })
  }
  return sequences
}

/** Statements that take something off for the time of the copying, and put it on again. */
export interface Removable {
  readonly off: string
  readonly on: string
}

/** Keys to other tables would prescribe an order; indexes are made faster than grown. Those of primary keys stay. */
export async function removablesOf(client: pg.ClientBase): Promise<Removable[]> {
  const { rows: keys } = await client.query<Removable>(`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as off,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as on
    from pg_constraint
    where connamespace = current_schema()::regnamespace and contype = 'f' and conparentid = 0`)
  const { rows: indexes } = await client.query<Removable>(`
    select format('drop index %s', i.indexrelid::regclass) as off,
      -- That of a cut table is made for its parts as well.
      replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as on
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = current_schema()::regnamespace and not c.relispartition
      and not exists (select 1 from pg_constraint where conindid = i.indexrelid)`)
  return [...indexes, ...keys]
}

/** A name of something that is there; null: the schema is empty. */
export async function anythingIn(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f') order by relname limit 1`)
  return rows[0]?.name ?? null
}

export async function migrationsOf(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select name || ' ' || left(digest, 8) as name from migration order by name`,
  )
  return rows.map(({ name }) => name).join(', ')
}

export interface Content {
  readonly rows: number
  /** A sum over the hashes of its rows, so that their order is of no account. */
  readonly sum: string
}

/** Both sides must write values alike: see `alike`. */
export async function contentOf(client: pg.ClientBase, { name, columns }: Leaf): Promise<Content> {
  const { rows } = await client.query<Content>(`
    select count(*)::float8 as rows,
      coalesce(sum(('x' || left(md5(row(${columns.join()})::text), 15))::bit(60)::bigint), 0)::text as sum
    from ${quoted(name)}`)
  return rows[0] as Content
}

/** How a session writes values as text. */
export const alike = `set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres';
  set extra_float_digits = 1; set bytea_output = 'hex'`
