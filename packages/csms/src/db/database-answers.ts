import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

const patienceMs = 2000

/** false: it is away, or it takes too long. */
export async function databaseAnswers(db: Kysely<Tables>): Promise<boolean> {
  const tooLong = new Promise<false>((resolve) => setTimeout(resolve, patienceMs, false).unref())
  const answer = sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )
  return Promise.race([answer, tooLong])
}
