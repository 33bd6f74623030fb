import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished, test } from 'vitest'
import { pack } from '../tools/pack.ts'

const root = join(import.meta.dirname, '..')
const ws = dirname(fileURLToPath(import.meta.resolve('ws')))
const [csmsCode = '', stationCode = ''] = [
  ...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs),
].map(([, code]) => code)

/** A project that has the package in its node_modules. */
function project(install: (folder: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'ocpp-readme-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'node_modules/@busbar'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  install(join(folder, 'node_modules/@busbar/ocpp'))
  return folder
}

async function firstLine(folder: string, name: string, code: string): Promise<{ process: ChildProcess; line: string }> {
  writeFileSync(join(folder, name), code)
  const child = spawn(process.execPath, [join(folder, name)], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { process: child, line }
}

async function bothRun(folder: string): Promise<void> {
  const csms = await firstLine(folder, 'csms.ts', csmsCode.replace('8080', '0'))
  const port = /:(\d+)\//.exec(csms.line)?.[1] ?? ''
  const station = await firstLine(folder, 'station.ts', stationCode.replace('8080', port))
  assert.match(station.line, /^ocpp2.1 \{/)
}

test('the CSMS and the station in the README run as they stand there', async () => {
  await bothRun(project((installed) => symlinkSync(root, installed)))
}, 20_000)

test('and they run with the package as published', async () => {
  const folder = project(pack)
  symlinkSync(ws, join(folder, 'node_modules/ws'))
  await bothRun(folder)
}, 30_000)
