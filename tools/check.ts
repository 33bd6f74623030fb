/** Types, lint with formatting, and import rules, side by side. Prints only what is wrong; returns how each went. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkImports } from './import-rules.ts'
import { root } from './root.ts'

interface Outcome {
  name: string
  ok: boolean
  output: string
  seconds: number
}

const tool = (path: string) => join(root, 'node_modules', path)
const color = process.stdout.isTTY ? 'force' : 'off'

const commands: readonly { name: string; args: string[] }[] = [
  { name: 'types', args: [tool('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
  { name: 'types as Node strips them', args: ['--disable-warning=ExperimentalWarning', 'tools/native-types.ts'] },
  ...(existsSync(join(root, 'packages/web/tsconfig.json'))
    ? [
        {
          name: 'types of the console',
          args: [tool('typescript/bin/tsc'), '-p', 'packages/web/tsconfig.json', '--noEmit'],
        },
      ]
    : []),
  {
    name: 'lint and format',
    args: [tool('@biomejs/biome/bin/biome'), 'check', `--colors=${color}`, '--max-diagnostics=50'],
  },
]

function runTool(name: string, args: readonly string[]): Promise<Outcome> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ name, ok: code === 0, output, seconds: (performance.now() - startedAt) / 1000 }),
    )
  })
}

function importOutcome(): Outcome {
  const startedAt = performance.now()
  const problems = checkImports(root)
  return {
    name: 'import rules',
    ok: problems.length === 0,
    output: problems.join('\n'),
    seconds: (performance.now() - startedAt) / 1000,
  }
}

/** Every check of the tree, as they end up. */
export async function check(): Promise<Outcome[]> {
  const running = commands.map(({ name, args }) => runTool(name, args))
  const outcomes = [importOutcome(), ...(await Promise.all(running))]
  for (const { name, ok, output, seconds } of outcomes) {
    if (!ok) console.log(output.trimEnd())
    console.log(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`)
  }
  return outcomes
}

if (import.meta.main && (await check()).some(({ ok }) => !ok)) process.exitCode = 1
