/**
 * `npm test`: every layer, quick ones first, then what was skipped and why, then one line with the totals.
 * `npm test -- unit stories` runs only these layers.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adminDatabaseUrl, databaseAnswers } from '../bench/scratch-database.ts'
import { buildWeb } from './build-web.ts'
import { check } from './check.ts'
import { root } from './root.ts'
import type { TestReport } from './test-reporter.ts'

const layerNames = ['check', 'unit', 'stories', 'browser'] as const
type LayerName = (typeof layerNames)[number]

/** Where Debian's package puts it, and what a person may have instead. */
const chromiumPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

interface Totals {
  passed: number
  failed: number
  skipped: number
  layers: string[]
  notes: string[]
}

const totals: Totals = { passed: 0, failed: 0, skipped: 0, layers: [], notes: [] }

function count(layer: string, report: TestReport): void {
  totals.passed += report.passed
  totals.failed += report.failed
  totals.skipped += report.skipped.length
  totals.layers.push(
    `${report.failed > 0 ? '✗' : '✓'} ${layer}: ${line(report.passed, report.failed, report.skipped.length)}`,
  )
  for (const { test, note } of report.skipped) totals.notes.push(`${layer}: ${test}: ${note ?? 'skipped in its file'}`)
}

function skipLayer(layer: string, why: string): void {
  totals.layers.push(`- ${layer}: skipped`)
  totals.notes.push(`${layer}: ${why}`)
}

const line = (passed: number, failed: number, skipped: number) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** Runs one project of vitest.config.ts. A run that ends badly without saying how counts as one failure. */
async function vitest(
  project: LayerName,
  env: Record<string, string | undefined>,
  only: readonly string[] = [],
): Promise<TestReport> {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const reportFile = join(folder, 'report.json')
  const reporters = ['--reporter=default', `--reporter=${join(root, 'tools/test-reporter.ts')}`]
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    '--passWithNoTests',
    ...reporters,
    ...only,
  ]
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env, BUSBAR_TEST_REPORT: reportFile },
    })
    child.on('error', reject)
    child.on('exit', (exitCode) => resolve(exitCode ?? 1))
  })
  const report: TestReport = existsSync(reportFile)
    ? JSON.parse(readFileSync(reportFile, 'utf8'))
    : { passed: 0, failed: 0, skipped: [] }
  rmSync(folder, { recursive: true, force: true })
  return code !== 0 && report.failed === 0 ? { ...report, failed: 1 } : report
}

/** The same tests again on a real server, when one answers. */
async function onPostgres(title: string, project: LayerName, only: readonly string[] = []): Promise<void> {
  const layer = `${title} on PostgreSQL`
  const url = adminDatabaseUrl()
  const answer = await databaseAnswers(url)
  if (answer.ok) count(layer, await vitest(project, { BUSBAR_TEST_DATABASE_URL: url }, only))
  else
    skipLayer(
      layer,
      `no PostgreSQL answered (${answer.why}); BUSBAR_TEST_DATABASE_URL names one whose user may create databases`,
    )
}

const layers: Record<LayerName, () => Promise<void>> = {
  async check() {
    const outcomes = await check()
    const passed = outcomes.filter(({ ok }) => ok).length
    count('check', { passed, failed: outcomes.length - passed, skipped: [] })
  },

  async unit() {
    count('unit', await vitest('unit', { BUSBAR_TEST_DATABASE_URL: undefined }))
    await onPostgres('unit tests of the CSMS', 'unit', ['packages/csms/'])
  },

  async stories() {
    count('stories on PGlite', await vitest('stories', { BUSBAR_TEST_DATABASE_URL: undefined }))
    await onPostgres('stories', 'stories')
  },

  async browser() {
    const chromium = [process.env.CHROMIUM_PATH, ...chromiumPlaces].find((path) => path && existsSync(path))
    if (!chromium)
      return skipLayer(
        'browser',
        'no Chromium found; install it (Debian: apt-get install chromium) or set CHROMIUM_PATH',
      )
    if (!buildWeb()) return count('browser', { passed: 0, failed: 1, skipped: [] })
    count('browser', await vitest('browser', { CHROMIUM_PATH: chromium, BUSBAR_TEST_DATABASE_URL: undefined }))
  },
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !layerNames.some((layer) => layer === name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Layers: ${layerNames.join(', ')}`)
  process.exit(2)
}

for (const name of layerNames) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`)
  await layers[name]()
}

console.log(`\n${totals.layers.join('\n')}`)
if (totals.notes.length > 0) console.log(`\nSkipped:\n${totals.notes.map((note) => `  ${note}`).join('\n')}`)
console.log(`\n${line(totals.passed, totals.failed, totals.skipped)}`)
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0
