/** Writes the package as JavaScript with declarations, as npm wants it: node tools/pack.ts [folder, default dist] */
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

const root = join(import.meta.dirname, '..')

export function pack(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.pack.json'), '--outDir', folder], {
    stdio: 'inherit',
  })
  const { scripts, devDependencies, exports, ...manifest } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const doors = Object.entries(exports as Record<string, string>).map(([door, source]) => {
    const built = source.replace('./src/', './').replace(/\.ts$/, '')
    return [door, { types: `${built}.d.ts`, default: `${built}.js` }]
  })
  const published = {
    ...manifest,
    exports: Object.fromEntries(doors),
    engines: { node: '>=22.13' },
    // The declarations speak of ws's types.
    dependencies: { ...manifest.dependencies, '@types/ws': devDependencies['@types/ws'] },
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
  copyFileSync(join(root, 'README.md'), join(folder, 'README.md'))
  copyFileSync(join(root, '../../LICENSE'), join(folder, 'LICENSE'))
}

if (import.meta.main) pack(resolve(process.argv[2] ?? join(root, 'dist')))
