/**
 * A pool as one organisation sees it: before a query its session is told for whom it is, in the setting `busbar.organisation`, by which
 * policies of rows can go. Most sessions serve one organisation again and again, and are told once.
 */
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'

/** Whoever is not asked by somebody: handlers of stations, loops, the start. */
export const house = ''

/** For whom a session was told that it is. */
const told = new WeakMap<pg.PoolClient, string>()

export const boundPool = (pool: pg.Pool, organisationId: string): PostgresPool => ({
  connect: async () => {
    const client = await pool.connect()
    if ((told.get(client) ?? house) !== organisationId) await tell(client, organisationId)
    // Its own types know more forms of a query than are asked of it.
    return client as PostgresPoolClient
  },
  end: () => Promise.resolve(),
  options: pool.options,
})

/** A session that could not be told is of no use to anybody. */
async function tell(client: pg.PoolClient, organisationId: string): Promise<void> {
  try {
    await client.query("select set_config('busbar.organisation', $1, false)", [organisationId])
    told.set(client, organisationId)
  } catch (error) {
    client.release(error as Error)
    throw error
  }
}
