/** Part of the build: see src/db/embedded-template.ts. */
import { prepareTemplate } from '../src/db/embedded-template.ts'

await prepareTemplate()
