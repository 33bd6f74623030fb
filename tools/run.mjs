// npm start | test | bench | check. Runs on any Node from 20 with nothing installed: installs what is missing, then does the
// job on the project's own Node (an npm package, so that a fresh clone needs no version manager and everybody runs the same).
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.busbar-install')
const oldestNode = 20
const projectNode = 26

const jobs = {
  start: [['tools/build-web.ts'], ['packages/csms/tools/prepare-embedded.ts'], ['packages/csms/src/main.ts']],
  test: [['tools/test.ts']],
  bench: [['bench/main.ts']],
  check: [['tools/check.ts']],
}

/** Where the npm packages `node-<platform>-<arch>` put their binary; null where none is published for this machine. */
function ownNode() {
  const name = [
    process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node',
    process.platform === 'win32' ? 'win' : process.platform,
    process.arch,
  ].join('-')
  const binary = join(modules, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  return Number.parseInt(process.versions.node, 10) >= projectNode ? process.execPath : null
}

/** npm's own record of what lies in node_modules holds everything the lockfile asks for, except what other platforms need. */
function matchesLockfile(lockfile) {
  try {
    const wanted = JSON.parse(lockfile).packages
    const present = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '' || !path.includes('node_modules/')) return true
      const found = present[path]
      return found ? found.link === entry.link && found.version === entry.version : entry.optional === true
    })
  } catch {
    return false
  }
}

async function install() {
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const stamp = createHash('sha256').update(lockfile).digest('hex')
  const installed = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
  if (installed()) return
  await alone('.install.lock', async () => {
    if (installed()) return // somebody else has done it while we waited
    if (!matchesLockfile(lockfile)) {
      console.log('Installing dependencies (only after a clone or a change of package-lock.json) …')
      await npmCi()
    }
    linkNode()
    writeFileSync(stampFile, stamp)
  })
}

/** npm 10 forgets the command of a package whose name for it several platform packages share. */
function linkNode() {
  const binary = ownNode()
  const link = join(modules, '.bin', 'node')
  if (!binary || process.platform === 'win32' || existsSync(link)) return
  mkdirSync(join(modules, '.bin'), { recursive: true })
  symlinkSync(binary, link)
}

function npmCi() {
  const npmScript = process.env.npm_execpath?.includes('npm-cli') ? process.env.npm_execpath : null
  // The Node that runs npm, not the one inside node_modules that npm is about to replace.
  const [command, ...first] = npmScript ? [process.env.npm_node_execpath ?? process.execPath, npmScript] : ['npm']
  const options = ['--loglevel=error', '--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=10000']
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, 'ci', ...options], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'pipe'],
      shell: !npmScript && process.platform === 'win32',
    })
    let errors = ''
    child.stderr.on('data', (chunk) => {
      errors += chunk
      process.stderr.write(chunk)
    })
    child.on('error', () => reject(new Stop('npm was not found. It comes with Node.js: https://nodejs.org')))
    child.on('close', (code) => {
      if (code === 0) resolve()
      else if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/.test(errors))
        reject(
          new Stop(
            'The npm registry does not answer. Check the network, proxy or `npm config get registry`, and try again.',
          ),
        )
      else reject(new Stop(`Installing the dependencies failed (npm ci ended with ${code}; its reasons are above).`))
    })
  })
}

/** One at a time among all processes working on this folder; a lock whose owner is gone is taken over. */
async function alone(name, task) {
  const file = join(root, name)
  for (let waited = false; ; waited = true) {
    try {
      const handle = openSync(file, 'wx')
      writeFileSync(handle, String(process.pid))
      closeSync(handle)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const owner = ownerOf(file)
      if (owner !== null && !isAlive(owner)) rmSync(file, { force: true })
      else if (!waited) console.log('Another run is installing; waiting for it …')
      await sleep(200)
    }
  }
  try {
    return await task()
  } finally {
    rmSync(file, { force: true })
  }
}

function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || null
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Resolves to the exit code of the job. */
function run(node, args) {
  const ownGroup = process.platform !== 'win32'
  const child = spawn(node, args, {
    cwd: root,
    // In its own process group: a Ctrl-C comes to us from the terminal and again from npm, and has to reach the job once.
    detached: ownGroup,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: join(modules, '.bin') + delimiter + (process.env.PATH ?? '') },
  })
  let forwardedAt = Number.NEGATIVE_INFINITY
  const forward = (signal) => {
    if (!ownGroup || performance.now() - forwardedAt < 1_000) return
    forwardedAt = performance.now()
    try {
      process.kill(-child.pid, signal)
    } catch {
      // It has just ended.
    }
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  // `kill` on npm ends npm and its shell without a word to us: then our parent is another one.
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) forward('SIGTERM')
  }, 500)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      clearInterval(watch)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

/** An expected end: the message is for the person at the terminal, without a stack. */
class Stop extends Error {}

async function main() {
  const [name, ...args] = process.argv.slice(2)
  const steps = jobs[name]
  if (!steps) throw new Stop(`Usage: node tools/run.mjs ${Object.keys(jobs).join('|')} [options]`)
  if (Number.parseInt(process.versions.node, 10) < oldestNode)
    throw new Stop(
      `Busbar needs Node.js ${oldestNode} or newer to install itself; this is ${process.version}. See https://nodejs.org`,
    )
  await install()
  const node = ownNode()
  if (!node)
    throw new Stop(
      `There is no ready-made Node.js ${projectNode} for ${process.platform}-${process.arch} on npm (or optional dependencies are switched off). Install Node.js ${projectNode} and try again.`,
    )
  for (const [index, script] of steps.entries()) {
    const last = index === steps.length - 1
    const code = await run(node, [...script, ...(last ? args : [])])
    if (code !== 0 || last) return code
  }
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
