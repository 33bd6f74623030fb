/** For whom a token may act: its own organisation, and while the demo is on, that of the demo. */
import type { Config } from '../config.ts'
import { demoOrganisation } from '../demo/organisation.ts'
import type { Handler } from './endpoint.ts'
import type { endpoints } from './endpoints.ts'

export const organisationsOf = ({ demo }: Pick<Config, 'demo'>, own: string): readonly string[] =>
  demo && own !== demoOrganisation ? [own, demoOrganisation] : [own]

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
