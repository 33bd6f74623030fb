import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { root } from './root.ts'

const trees: string[] = []
afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true, force: true })
})

const lockfile = JSON.stringify({
  name: 'tree',
  lockfileVersion: 3,
  packages: {
    '': { name: 'tree', dependencies: { a: '1.0.0' } },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', optional: true },
  },
})

/** A repository as small as run.mjs can bear, with `check` as its job. */
function tree(job: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-run-'))
  trees.push(folder)
  mkdirSync(join(folder, 'tools'))
  mkdirSync(join(folder, 'node_modules'))
  copyFileSync(join(root, 'tools/run.mjs'), join(folder, 'tools/run.mjs'))
  writeFileSync(join(folder, 'package.json'), '{"name":"tree","dependencies":{"a":"1.0.0"}}')
  writeFileSync(join(folder, 'package-lock.json'), lockfile)
  writeFileSync(join(folder, 'tools/check.ts'), job)
  return folder
}

const stampOf = (folder: string) => join(folder, 'node_modules/.busbar-install')
const stamp = (folder: string) => writeFileSync(stampOf(folder), createHash('sha256').update(lockfile).digest('hex'))

function start(folder: string, env: Record<string, string> = {}): ChildProcess & { said(): string } {
  const inherited = { ...process.env }
  delete inherited.npm_execpath // npm itself, found on the path
  const child = spawn(process.execPath, ['tools/run.mjs', 'check', '--flag'], {
    cwd: folder,
    stdio: 'pipe',
    env: { ...inherited, ...env },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return Object.assign(child, { said: () => text })
}

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null]
  return code
}

test('with everything installed the job runs at once, with its arguments, and its exit code is the answer', async () => {
  const folder = tree(`console.log('job', process.argv[2]); process.exitCode = 7`)
  stamp(folder)
  const child = start(folder)
  expect(await ended(child)).toBe(7)
  expect(child.said()).toBe('job --flag\n')
})

test('what npm has already installed is not installed again: its own record is compared with the lockfile', async () => {
  const folder = tree('')
  writeFileSync(
    join(folder, 'node_modules/.package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
  )
  const child = start(folder, { npm_config_registry: 'http://127.0.0.1:9/' })
  expect(await ended(child)).toBe(0)
  expect(readFileSync(stampOf(folder), 'utf8')).not.toBe('')
  expect(existsSync(join(folder, '.install.lock'))).toBe(false)
})

test('an unreachable registry is told in words', { timeout: 60_000 }, async () => {
  const folder = tree('')
  const env = {
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_cache: join(folder, 'cache'),
    npm_config_fetch_retries: '0',
  }
  const child = start(folder, env)
  expect(await ended(child)).toBe(1)
  expect(child.said()).toContain('The npm registry does not answer')
  expect(existsSync(stampOf(folder))).toBe(false)
})

test('a Ctrl-C that comes from the terminal and again from npm reaches the job once', async () => {
  const folder = tree(`
    let count = 0
    process.on('SIGINT', () => { count += 1; setTimeout(() => { console.log('signals', count); process.exit(3) }, 300) })
    setInterval(() => {}, 1000)
    console.log('up')
  `)
  stamp(folder)
  const child = start(folder)
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  child.kill('SIGINT')
  child.kill('SIGINT')
  expect(await ended(child)).toBe(3)
  expect(child.said()).toBe('up\nsignals 1\n')
})

test('the job ends with the npm that was told to end', async () => {
  const folder = tree(`
    process.on('SIGTERM', () => { console.log('bye'); process.exit(0) })
    setInterval(() => {}, 1000)
    console.log('up')
  `)
  stamp(folder)
  // As npm does it: a shell between, which dies of the signal and tells nobody. The second command keeps it from becoming node.
  const command = `"${process.execPath}" tools/run.mjs check; true`
  const env = { ...process.env, npm_lifecycle_event: 'check' }
  const shell = spawn('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], env })
  let text = ''
  shell.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await once(shell.stdout, 'data')
  shell.kill('SIGTERM')
  await once(shell.stdout, 'close') // the job held the other end
  expect(text).toBe('up\nbye\n')
})

/** `npm start` as package.json has it, with stand-ins for the three steps of it. */
function startable(main: string): string {
  const folder = tree('')
  for (const file of ['package.json', 'exec.cmd']) copyFileSync(join(root, file), join(folder, file))
  mkdirSync(join(folder, 'packages/csms/tools'), { recursive: true })
  mkdirSync(join(folder, 'packages/csms/src'))
  for (const step of ['tools/build-web.ts', 'packages/csms/tools/prepare-embedded.ts'])
    writeFileSync(join(folder, step), '')
  writeFileSync(join(folder, 'packages/csms/src/main.ts'), main)
  stamp(folder)
  return folder
}

function npmStart(folder: string, args: readonly string[]): ChildProcess & { said(): string } {
  const windows = process.platform === 'win32'
  const child = spawn('npm', ['start', '--silent', '--', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: windows,
    detached: !windows, // a process group as a terminal would make it
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return Object.assign(child, { said: () => text })
}

test('arguments of npm start reach the server', { timeout: 60_000 }, async () => {
  const folder = startable('console.log(JSON.stringify(process.argv.slice(2)))')
  const child = npmStart(folder, ['--port', '9000'])
  expect(await ended(child)).toBe(0)
  expect(child.said()).toBe('["--port","9000"]\n')
})

test.skipIf(process.platform === 'win32').each([
  ['a Ctrl-C at npm start', 'SIGINT', (npm: number) => -npm],
  ['a kill of npm start', 'SIGTERM', (npm: number) => npm],
] as const)(
  '%s lets the server end, and npm with it, as if it had ended by itself',
  { timeout: 60_000 },
  async (_what, signal, whom) => {
    const folder = startable(`
    process.on('${signal}', () => setTimeout(() => { console.log('bye'); process.exit(0) }, 300))
    setInterval(() => {}, 1000)
    console.log('up')
  `)
    const child = npmStart(folder, [])
    await once(child.stdout as NodeJS.ReadableStream, 'data')
    process.kill(whom(child.pid as number), signal)
    expect(await ended(child)).toBe(0)
    expect(child.said()).toBe('up\nbye\n')
  },
)

test('a lock whose owner has died is taken over', async () => {
  const folder = tree('')
  writeFileSync(
    join(folder, 'node_modules/.package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
  )
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'exit')
  writeFileSync(join(folder, '.install.lock'), String(gone.pid))
  expect(await ended(start(folder))).toBe(0)
})
