/** Who is online, in SQL: its socket is open, and it has not missed what its interval promised. */
import { type RawBuilder, sql } from 'kysely'

/** `st`: the alias of the station's state, which a station that never came has not. Never null. */
export const isOnline = (st = 'st'): RawBuilder<boolean> =>
  sql<boolean>`coalesce(${sql.ref(`${st}.online`)} and ${sql.ref(`${st}.connected`)}, false)`
