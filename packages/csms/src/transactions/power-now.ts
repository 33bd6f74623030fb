/** The power of open transactions as of a moment, in SQL: what was read too long ago, or is probably over, gives none. */
import { type RawBuilder, sql } from 'kysely'

/** null: not known. `t` is the alias of the transaction. */
export const powerNow = (now: Date, t = 'whole_transaction'): RawBuilder<number | null> =>
  sql<number | null>`case when ${isRunning(t)} and ${sql.ref(`${t}.power_until`)} > ${now}::timestamptz
    then ${sql.ref(`${t}.power_w`)} end`

/** Open, and nothing says that it is over. */
export const isRunning = (t = 'whole_transaction'): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${t}.state`)} = 'open' and ${sql.ref(`${t}.over_since`)} is null`
