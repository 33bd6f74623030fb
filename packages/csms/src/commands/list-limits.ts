/** How much of a list a station takes at once, as far as it has told us; and the question, for one that has not. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { type LimitSource, type ListLimits, limitOf, limitVariables } from './limited-lists.ts'

export async function knownLimits(db: Kysely<Tables>, station: LiveStation, source: LimitSource): Promise<ListLimits> {
  if ('key' in source) {
    const row = await db
      .selectFrom('configuration_key')
      .select('value')
      .where('station_id', '=', station.id)
      .where(sql`lower(key)`, '=', source.key.toLowerCase())
      .executeTakeFirst()
    return { items: limitOf(row?.value), bytes: null }
  }
  const rows = await db
    .selectFrom('variable')
    .select(['variable', 'value'])
    .where('station_id', '=', station.id)
    .where(sql`lower(component)`, '=', source.component.toLowerCase())
    .where(
      sql`lower(variable)`,
      'in',
      limitVariables.map((name) => name.toLowerCase()),
    )
    .where('attribute', '=', 'Actual')
    .$if(source.instance !== null, (q) =>
      q.where(sql`lower(variable_instance)`, '=', (source.instance as string).toLowerCase()),
    )
    .execute()
  return limitsOf(rows.map(({ variable, value }) => [variable, value] as const))
}

export interface Question {
  readonly action: string
  readonly payload: object
}

export function limitsQuestion(source: LimitSource): Question {
  if ('key' in source) return { action: 'GetConfiguration', payload: { key: [source.key] } }
  const { component, instance } = source
  return {
    action: 'GetVariables',
    payload: {
      getVariableData: limitVariables.map((name) => ({
        component: { name: component },
        variable: { name, ...(instance !== null && { instance }) },
      })),
    },
  }
}

/** Of the answer to that question, in either version. */
export function limitsAnswered(response: unknown): ListLimits {
  const { configurationKey = [], getVariableResult = [] } = response as {
    configurationKey?: readonly { key: string; value?: string }[]
    getVariableResult?: readonly { variable: { name: string }; attributeValue?: string }[]
  }
  const [key] = configurationKey
  if (key) return { items: limitOf(key.value), bytes: null }
  return limitsOf(getVariableResult.map(({ variable, attributeValue }) => [variable.name, attributeValue] as const))
}

function limitsOf(values: readonly (readonly [name: string, value: string | null | undefined])[]): ListLimits {
  const least = (wanted: string): number | null => {
    const limits = values
      .filter(([name]) => name.toLowerCase() === wanted.toLowerCase())
      .flatMap(([, value]) => limitOf(value) ?? [])
    return limits.length === 0 ? null : Math.min(...limits)
  }
  return { items: least('ItemsPerMessage'), bytes: least('BytesPerMessage') }
}
