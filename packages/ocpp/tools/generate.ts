/**
 * Makes src/generated from a folder of official OCPP JSON schemas: node tools/generate.ts <folder>
 * The folder holds `1.6` (its subfolders `core` and `security`, or all files side by side), `2.0.1` and `2.1`, as published by the Open Charge Alliance.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Definition } from '../src/definition.ts'
import { senderOf } from './directions.ts'
import { names16 } from './names16.ts'
import { readSchemas } from './read-schemas.ts'
import { renderTypes } from './render-types.ts'

const generated = join(import.meta.dirname, '../src/generated')

export function readAll(folder: string): Record<'v16' | 'v201' | 'v21', Definition> {
  return {
    v16: readSchemas('ocpp1.6', jsonFolders(join(folder, '1.6')), senderOf, names16),
    v201: readSchemas('ocpp2.0.1', jsonFolders(join(folder, '2.0.1')), senderOf),
    v21: readSchemas('ocpp2.1', jsonFolders(join(folder, '2.1')), senderOf),
  }
}

/** The text kept in `src/generated/*.json`: a line per enum and per member, so that a change of edition reads well in a diff. */
export function renderDefinition(definition: Definition): string {
  return `${JSON.stringify(definition, null, 1).replace(/\[\n\s+"[^\]]*\]/g, (list) => list.replace(/\n\s*/g, ' '))}\n`
}

/** The schemas' own folders; other subfolders (1.6 has vendor lists beside them) are none of ours. */
function jsonFolders(folder: string): string[] {
  const named = ['core', 'security'].map((name) => join(folder, name)).filter((name) => existsSync(name))
  const folders = named.length > 0 ? named : [folder]
  if (!folders.every((name) => readdirSync(name).some((file) => file.endsWith('.json'))))
    throw new Error(`no schemas in ${folder}`)
  return folders
}

if (import.meta.main) {
  const folder = process.argv[2]
  if (!folder) throw new Error('usage: node tools/generate.ts <folder of official schemas>')
  for (const [name, definition] of Object.entries(readAll(folder))) {
    writeFileSync(join(generated, `${name}.json`), renderDefinition(definition))
    writeFileSync(join(generated, `${name}.ts`), renderTypes(definition))
    console.log(
      `${name}: ${Object.keys(definition.messages).length} actions, ${Object.keys(definition.types).length} types`,
    )
  }
}
