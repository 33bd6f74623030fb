#!/usr/bin/env node
/** The server as a process: settings in, a banner out, signals heard. And the move of its database, which needs the server gone. */
import pretty from 'pino-pretty'
import { type Config, readConfig, readConfigFile } from './config.ts'
import { startDemo } from './demo/demo.ts'
import { argumentsProblem, bannerText, helpText, problemsText } from './help.ts'
import { newLog } from './log.ts'
import { moveCommand } from './move-command.ts'
import { type RunningCsms, startCsms } from './start.ts'

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  console.log(helpText())
  process.exit(0)
}
if (args.length > 0 && args[0] !== 'move') leave([argumentsProblem(args)])
const config = settings()
if (args[0] === 'move') process.exit(await moveCommand(args.slice(1), config, (line) => console.log(line)))
const log =
  config.logLevel !== 'silent' && process.stdout.isTTY
    ? newLog(config.logLevel, pretty({ sync: true }))
    : newLog(config.logLevel)

let csms: RunningCsms
try {
  csms = await startCsms(config, { log, failed: stopBroken })
} catch (error) {
  leave([(error as Error).message])
}
const demo = config.demo ? await startDemo(csms.ctx, csms.ocppUrl).catch(withoutDemo) : null
console.log(bannerText(csms, config, performance.now()))

/** What is real does not wait for what is not. */
function withoutDemo(error: unknown): null {
  log.error({ err: error }, 'the demo could not be started')
  return null
}

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())

async function stop(): Promise<void> {
  // Asked twice, it goes at once: what was answered is durable anyway.
  if (stopping) process.exit(1)
  stopping = true
  log.info('stopping')
  await demo?.close()
  await csms.close()
  process.exit(0)
}

/** Without its database the server can only make stations wait; whoever watches the process starts it anew. */
function stopBroken(error: Error): void {
  log.fatal({ err: error }, 'the server cannot go on')
  process.exit(1)
}

function settings(): Config {
  const read = readConfigFile(process.env)
  if ('problems' in read) leave(read.problems)
  const result = readConfig(process.env, read.file)
  if ('problems' in result) leave(result.problems)
  return result.config
}

function leave(problems: readonly string[]): never {
  console.error(problemsText(problems))
  process.exit(1)
}
