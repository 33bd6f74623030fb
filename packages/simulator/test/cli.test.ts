import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TestCsms } from './csms.ts'

const cli = join(import.meta.dirname, '../src/cli.ts')
let csms: TestCsms
let folder: string

beforeEach(async () => {
  csms = await TestCsms.listen()
  folder = mkdtempSync(join(tmpdir(), 'simulator-'))
})
afterEach(async () => {
  await csms.close()
  rmSync(folder, { recursive: true })
})

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { timeout: 20_000 }, (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err })
    })
  })
}

test.each(['1.6', '2.0.1', '2.1'])(
  'plays a script in %s and ends',
  async (version) => {
    const script = join(folder, 'script.json')
    writeFileSync(
      script,
      JSON.stringify([
        { do: 'waitFor', until: 'online' },
        { do: 'plugIn', ev: { socPercent: 50 } },
        { do: 'tap', idToken: 'ALICE' },
        { do: 'waitFor', until: 'told' },
        { after: 0.2, do: 'tap', idToken: 'ALICE' },
        { do: 'unplug' },
        { do: 'waitFor', until: 'told' },
        { do: 'call', action: 'DataTransfer', payload: { vendorId: 'com.example' } },
      ]),
    )
    const { code, out, err } = await run('--url', csms.url, '--id', 'CLI', '--version', version, '--script', script)
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('→ BootNotification')
    expect(csms.received.at(-1)?.action).toBe('DataTransfer')
    const action = version === '1.6' ? 'StopTransaction' : 'TransactionEvent'
    expect(csms.of(action).length).toBeGreaterThan(0)
  },
  30_000,
)

test.each([
  [['--version', '3.0'], '--version is 1.6, 2.0.1 or 2.1, not 3.0'],
  [['--url', 'localhost:8080/ocpp'], '--url is like ws://localhost:8080/ocpp or wss://…, not localhost:8080/ocpp'],
  [['--evses', '1.5'], '--evses is a whole number from 1 up, not 1.5'],
  [['--fleet', 'many'], '--fleet is a whole number from 1 up, not many'],
])('a wrong argument is said plainly: %j', async (args, message) => {
  const { code, err } = await run(...args)
  expect(code).toBe(2)
  expect(err).toBe(`${message}\ntry --help\n`)
})

test('a reader who has read enough ends it without a stack', async () => {
  const child = spawn(process.execPath, [cli, '--url', csms.url, '--id', 'CLI', '--evses', '3'])
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  child.stdout.once('data', () => child.stdout.destroy())
  const [code] = await once(child, 'exit')
  expect(errors).toBe('')
  expect(code).toBe(0)
}, 20_000)
