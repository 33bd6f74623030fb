/**
 * What type-checks need not be what Node strips (`for (const of of list)` is not, nor is an enum), and the server runs as it is written: so
 * every file that Node loads has to come through.
 */
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { root } from './root.ts'

/** The console is built. */
const sources = ['{bench,tests,tools}/**/*.ts', 'packages/{csms,ocpp,simulator,smart-charging}/**/*.ts']

/** null: Node runs it. */
export function whyNot(text: string): string | null {
  try {
    stripTypeScriptTypes(text)
    return null
  } catch (error) {
    return error instanceof Error ? (error.message.trim().split('\n')[0] as string) : String(error)
  }
}

const problems = (): string[] =>
  globSync(sources, { cwd: root, exclude: (path) => path.includes('node_modules') }).flatMap((path) => {
    const why = whyNot(readFileSync(join(root, path), 'utf8'))
    return why === null ? [] : [`${path}: Node cannot run it: ${why}`]
  })

if (import.meta.main) {
  const found = problems()
  if (found.length > 0) {
    console.log(found.join('\n'))
    process.exitCode = 1
  }
}
