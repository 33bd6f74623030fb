/** Writes the OpenAPI document for the console's type generator. Run it after a change of the API: `node packages/csms/tools/write-openapi.ts`. */
import { writeFileSync } from 'node:fs'
import { endpoints } from '../src/api/endpoints.ts'
import { openApiDocument } from '../src/http/openapi.ts'

const target = new URL('../../web/openapi.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(openApiDocument(endpoints), null, 2)}\n`)
