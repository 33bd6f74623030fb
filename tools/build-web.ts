/** Builds the console when its sources changed since the last build. Run by `npm start` and before the browser tests. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from './root.ts'

const web = join(root, 'packages/web')
const stampFile = join(web, 'dist/.built-from')

/** What the bundle is made of: the console's own files, the pure packages it shares with the server, and every dependency. */
function sourcesHash(): string {
  const hash = createHash('sha256')
  const files = globSync(['packages/web/**', 'packages/{smart-charging,tariffs}/src/**', 'package-lock.json'], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => entry.name === 'dist' || entry.name === 'node_modules',
  })
  for (const file of files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** True when packages/web/dist is up to date afterwards. */
export function buildWeb(): boolean {
  const hash = sourcesHash()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return true
  console.log('Building the console (only when its sources changed) …')
  const vite = join(dirname(createRequire(join(web, 'package.json')).resolve('vite/package.json')), 'bin/vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: web,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) return false
  writeFileSync(stampFile, hash)
  return true
}

if (import.meta.main && !buildWeb()) process.exitCode = 1
