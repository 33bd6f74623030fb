import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import Ajv04Module from 'ajv-draft-04'
import formatsModule from 'ajv-formats'
import type { Version } from '../src/versions.ts'
import type { Schema } from '../tools/read-schemas.ts'

const require = createRequire(import.meta.url)
const Ajv04 = Ajv04Module.default
const addFormats = formatsModule.default

/** The official schemas, where they lie beside the repository. */
export const officialFolder = join(import.meta.dirname, '../../../../shared/spec/ocpp')

export interface Oracle {
  name: string
  /** By type name: `AuthorizeRequest`, `AuthorizeResponse`, … */
  schemas(version: Version): Map<string, Schema>
}

const official: Oracle = {
  name: 'the official schemas',
  schemas(version) {
    const folders = { 'ocpp1.6': ['1.6/core', '1.6/security'], 'ocpp2.0.1': ['2.0.1'], 'ocpp2.1': ['2.1'] }[version]
    const schemas = new Map<string, Schema>()
    for (const folder of folders) {
      for (const file of readdirSync(join(officialFolder, folder))) {
        const stem = file.replace(/\.json$/, '')
        const name = /(Request|Response)$/.test(stem) ? stem : `${stem}Request`
        schemas.set(name, JSON.parse(readFileSync(join(officialFolder, folder, file), 'utf8')))
      }
    }
    return schemas
  },
}

const ocppRpc: Oracle = {
  name: 'the schemas in ocpp-rpc',
  schemas(version) {
    const file = { 'ocpp1.6': 'ocpp1_6', 'ocpp2.0.1': 'ocpp2_0_1', 'ocpp2.1': 'ocpp2_1' }[version]
    const list = require(`ocpp-rpc/lib/schemas/${file}.json`) as (Schema & { $id: string })[]
    const nameOf = ($id: string) =>
      $id
        .replace('urn:', '')
        .replace(/\.req$/, 'Request')
        .replace(/\.conf$/, 'Response')
        .replace(/(?<!Request|Response)$/, 'Request')
    return new Map(list.map((schema) => [nameOf(schema.$id), schema]))
  },
}

/** What can judge us on this machine, the best first. */
export const oracles: Oracle[] = existsSync(officialFolder) ? [official, ocppRpc] : [ocppRpc]

/**
 * Ajv by the book, with two settings of ours.
 * - `format`: JSON Schema leaves it to the validator whether it asserts anything. We hold that it does: OCPP's dateTime and anyURI are types.
 * - `multipleOf: 0.1` (1.6 limits) is meant in decimal; Ajv divides in binary, where 0.3 / 0.1 is not 3, unless given a precision.
 */
export function compile(schema: Schema & { $schema?: string; $id?: string }): ValidateFunction {
  const Validator = schema.$schema?.includes('draft-04') ? Ajv04 : Ajv
  const ajv = new Validator({ strict: false, multipleOfPrecision: 6, validateSchema: false })
  addFormats(ajv as Ajv)
  const { $schema, $id, ...rest } = schema
  return ajv.compile(rest)
}
