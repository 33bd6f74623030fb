import { sql } from 'kysely'
import pino from 'pino'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/test-database.ts'
import { afterWord } from '../../operations/job-state.ts'
import { jobs } from './0003-jobs.ts'

const lastWords =
  'Installed Uploaded Complete Incomplete Rejected NotSupported UploadFailure InvalidSignature PermissionDenied BadMessage Refused AcceptedCanceled'

test('an operation from before it was a job has the state its last word has now', async () => {
  const { db, close } = await openTestDatabase(pino({ level: 'silent' }))
  for (const column of 'state attempts next_try_at try_until lease_holder lease_until actor action'.split(' '))
    await sql`alter table operation drop column ${sql.ref(column)}`.execute(db)
  for (const [id, status] of lastWords.split(' ').entries())
    await sql`insert into operation (id, organisation_id, station_id, kind, status, requested_at, updated_at)
      values (${id}, 'default', 'CS', 'log', ${status}, now(), now())`.execute(db)
  for (const statement of jobs.split(';').filter((each) => each.trim() !== '')) await sql.raw(statement).execute(db)
  const rows = await db.selectFrom('operation').select(['status', 'state']).orderBy('id').execute()
  await close()
  expect(rows).toEqual(rows.map(({ status }) => ({ status, state: afterWord(status, null).state })))
})
