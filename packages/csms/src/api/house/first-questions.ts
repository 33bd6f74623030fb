/** What the console asks first: for whom its token acts, and how it is set up. */
import { organisationsOf } from '../../accounts/organisations.ts'
import { demoOrganisation } from '../../config.ts'
import type { Handler } from '../../http/endpoint.ts'
import type { endpoints } from '../endpoints.ts'

export const listOrganisations: Handler<(typeof endpoints)['listOrganisations']> = async ({ db, config, token }) => {
  const ids = organisationsOf(config, token.organisationId)
  const rows = await db
    .selectFrom('organisation')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  const items = ids.flatMap((id) => rows.filter((row) => row.id === id))
  return { status: 200, body: { items: items.map((row) => ({ ...row, demo: row.id === demoOrganisation })) } }
}

export const getConsoleSettings: Handler<(typeof endpoints)['getConsoleSettings']> = async ({ config }) => ({
  status: 200,
  body: { tileUrl: config.tileUrl, tileAttribution: config.tileAttribution },
})
