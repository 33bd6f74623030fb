/**
 * The gate before the database: what a message or a command leaves behind passes it with its secrets hidden, whichever handler wrote it. A
 * column that takes words of stations or of callers is named here.
 */
import type { AppendTable, Row, StateTable, Writes } from '../db/writes.ts'
import { isSecretName, isSecretVariable } from './secret-names.ts'
import { frameWithoutSecrets, type IsKeyCode, textWithoutSecrets } from './secrets.ts'

type Hide = (text: string, isKeyCode: IsKeyCode | undefined) => string

const inJson: Hide = frameWithoutSecrets
const inWords: Hide = textWithoutSecrets

const columns: { readonly [T in AppendTable | StateTable]?: { readonly [C in keyof Row<T>]?: Hide } } = {
  // Its frames are looked through before they are cut (`kept-text.ts`).
  message: { action: inWords, message_id: inWords, problem: inWords, problem_path: inWords, deviations: inJson },
  transaction_event: { payload: inJson },
  event: { data: inJson },
  meter_value: { samples: inJson },
  operation: { detail: inJson, response: inJson },
  audit: { detail: inJson },
  security_event: { tech_info: inWords },
  connector: { info: inWords, vendor_error_code: inWords },
  configuration_key: { value: inWords },
  variable: { value: inWords, values_list: inWords },
  installed_charging_profile: { profile: inJson },
  transaction: { stop_reason: inWords },
}

/** In place: the rows are ours until they are committed. */
export function hideSecrets(writes: Writes, isKeyCode?: IsKeyCode): void {
  for (const { table, row } of [...writes.appended, ...writes.states]) hideInRow(table, row, isKeyCode)
}

function hideInRow(table: AppendTable | StateTable, row: object, isKeyCode: IsKeyCode | undefined): void {
  const cells = row as Record<string, unknown>
  for (const [column, hide] of Object.entries<Hide | undefined>(columns[table] ?? {})) {
    const value = cells[column]
    if (typeof value === 'string' && hide) cells[column] = hide(value, isKeyCode)
  }
  // OCPP 2.0.1 part 2, B06.FR.09: a password is write-only, cannot be read back, and so is not kept here either.
  if (table === 'configuration_key' && isSecretName(cells.key)) cells.value = null
  if (table === 'variable' && isSecretVariable(cells.component, cells.variable)) cells.value = null
}
