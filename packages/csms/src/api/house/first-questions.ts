/** What the console asks first: for whom its token acts, and how it is set up. */
import { organisationsNamed } from '../../accounts/organisation-store.ts'
import { organisationsOf } from '../../accounts/organisations.ts'
import { demoOrganisation } from '../../config.ts'
import type { Handler } from '../../http/endpoint.ts'
import type { endpoints } from '../endpoints.ts'

export const listOrganisations: Handler<(typeof endpoints)['listOrganisations']> = async ({ db, config, token }) => {
  const rows = await organisationsNamed(db, organisationsOf(config, token.organisationId))
  return { status: 200, body: { items: rows.map((row) => ({ ...row, demo: row.id === demoOrganisation })) } }
}

export const getConsoleSettings: Handler<(typeof endpoints)['getConsoleSettings']> = async ({ config }) => ({
  status: 200,
  body: { tileUrl: config.tileUrl, tileAttribution: config.tileAttribution },
})
