/** Writes the OpenAPI document for the console's type generator. Run it after a change of the API: `node packages/csms/tools/write-openapi.ts`. */
import { writeFileSync } from 'node:fs'
import { openApiDocument } from '../src/api/openapi.ts'
import { version } from '../src/api/version.ts'

const target = new URL('../../web/openapi.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(openApiDocument(version), null, 2)}\n`)
