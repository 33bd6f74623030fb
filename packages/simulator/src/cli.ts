#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Version } from '@busbar/ocpp/versions'
import type { Supply } from '@busbar/smart-charging/composite-schedule'
import { keyHelp, keys, listen } from './cli/keyboard.ts'
import { parseScript, runScript } from './cli/script.ts'
import { startFleet } from './fleet/fleet.ts'
import { formatEntry, type LogEntry } from './log.ts'
import { SimulatedStation } from './station/station.ts'

const help = `busbar-simulator: charging stations in software

One station, played by keys:
  busbar-simulator --url ws://localhost:8080/ocpp --id CP1 --version 1.6
Many stations, with drivers coming and going:
  busbar-simulator --url ws://localhost:8080/ocpp --fleet 500 --id-tokens ALICE,BOB

  --url <url>            the CSMS's OCPP endpoint; the id is appended   [ws://localhost:8080/ocpp]
  --id <id>              the station's identity; of a fleet, what stands before the numbers   [CP1, SIM-]
  --version <version>    1.6, 2.0.1 or 2.1; of a fleet, several by comma   [1.6]
  --password <password>  HTTP Basic authentication
  --evses <n>            how many EVSEs   [1]
  --amps <A> --phases <1|3>   what an AC EVSE gives   [32, 3]
  --dc <kW>              EVSEs give DC of this power instead
  --id-token <token>     what the key t holds up   [ALICE]
  --vendor <name> --model <name> --firmware <version>
  --sample <s>           seconds between meter values
  --seed <seed>          the same seed, the same choices   [the id]
  --script <file>        plays a JSON list of steps, then ends; see the README
  --fleet <n>            this many stations of a usual mix
  --id-tokens <a,b,c>    what a fleet's drivers hold up
  --arrivals <n>         drivers per hour at each EVSE of a fleet   [0.5]
  --speed <n>            EVs of a fleet have batteries n times smaller and are full as much sooner   [1]
  --json                 logs JSON lines
  --quiet                logs events only, no frames
  --help

${keyHelp}
`

const options = {
  url: { type: 'string', default: 'ws://localhost:8080/ocpp' },
  id: { type: 'string' },
  version: { type: 'string' },
  password: { type: 'string' },
  evses: { type: 'string', default: '1' },
  amps: { type: 'string', default: '32' },
  phases: { type: 'string', default: '3' },
  dc: { type: 'string' },
  'id-token': { type: 'string', default: 'ALICE' },
  vendor: { type: 'string' },
  model: { type: 'string' },
  firmware: { type: 'string' },
  sample: { type: 'string' },
  seed: { type: 'string' },
  script: { type: 'string' },
  fleet: { type: 'string' },
  'id-tokens': { type: 'string', default: '' },
  arrivals: { type: 'string', default: '0.5' },
  speed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof readArguments>

function readArguments() {
  return parseArgs({ options, allowPositionals: false }).values
}

/** What a person asked for cannot be done: said plainly, without a stack. */
class UsageError extends Error {}

function versionOf(text: string): Version {
  const version = (['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const).find(
    (known) => known === `ocpp${text.replace(/^ocpp|^v/, '')}`,
  )
  if (!version) throw new UsageError(`--version is 1.6, 2.0.1 or 2.1, not ${text}`)
  return version
}

function numberOf(name: string, text: string, least = 0): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value < least)
    throw new UsageError(`--${name} is a number from ${least} up, not ${text}`)
  return value
}

function countOf(name: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${name} is a whole number from 1 up, not ${text}`)
  return Number(text)
}

function checkUrl(text: string): void {
  const url = URL.parse(text)
  if (url?.protocol !== 'ws:' && url?.protocol !== 'wss:') {
    throw new UsageError(`--url is like ws://localhost:8080/ocpp or wss://…, not ${text}`)
  }
}

function supplyOf(values: Values): Supply {
  if (values.dc !== undefined) return { current: 'DC', voltageV: 400, maxW: numberOf('dc', values.dc, 1) * 1000 }
  if (values.phases !== '1' && values.phases !== '3') throw new UsageError('--phases is 1 or 3')
  const phases = values.phases === '1' ? 1 : 3
  return { current: 'AC', phases, voltageV: 230, maxA: numberOf('amps', values.amps, 6) }
}

function logTo(values: Values, withStation: boolean): (entry: LogEntry) => void {
  const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
  return (entry) => {
    if (values.quiet && entry.kind === 'frame') return
    const line = values.json
      ? JSON.stringify(entry)
      : formatEntry(entry, {
          colours,
          withStation,
          // Some terminals do not know their width and say 0.
          ...(process.stdout.isTTY && process.stdout.columns > 0 && { width: process.stdout.columns }),
        })
    process.stdout.write(`${line}\n`)
  }
}

function runFleet(values: Values, count: number): void {
  if (values.password !== undefined) {
    throw new UsageError('--password is for one station; stations of a fleet get theirs by the API')
  }
  const fleet = startFleet({
    url: values.url,
    stations: count,
    seed: values.seed ?? 1,
    idTokens: values['id-tokens'].split(',').filter((token) => token !== ''),
    arrivalsPerHour: numberOf('arrivals', values.arrivals),
    speed: numberOf('speed', values.speed, 0.1),
    ...(values.id !== undefined && { idPrefix: values.id }),
    ...(values.version !== undefined && { versions: values.version.split(',').map(versionOf) }),
    onLog: logTo(values, true),
  })
  process.once('SIGINT', () => fleet.stop())
  process.once('SIGTERM', () => fleet.stop())
}

async function runStation(values: Values): Promise<void> {
  const log = logTo(values, false)
  const supply = supplyOf(values)
  const count = countOf('evses', values.evses)
  const steps = values.script === undefined ? undefined : parseScript(readFileSync(values.script, 'utf8'))
  const station = new SimulatedStation({
    url: values.url,
    id: values.id ?? 'CP1',
    version: versionOf(values.version ?? '1.6'),
    evses: Array.from({ length: count }, () => ({ supply })),
    ...(values.password !== undefined && { password: values.password }),
    ...(values.vendor !== undefined && { vendor: values.vendor }),
    ...(values.model !== undefined && { model: values.model }),
    ...(values.firmware !== undefined && { firmwareVersion: values.firmware }),
    ...(values.seed !== undefined && { seed: values.seed }),
    ...(values.sample !== undefined && { settings: { sampleIntervalS: numberOf('sample', values.sample) } }),
    onLog: log,
  })
  const quit = () => {
    station.stop()
    process.stdin.pause()
    if (process.stdin.isTTY) process.stdin.setRawMode(false)
  }
  process.once('SIGINT', quit)
  process.once('SIGTERM', quit)
  station.start()
  if (steps) {
    await runScript(station, steps)
    quit()
  } else if (process.stdin.isTTY) {
    const print = (line: string) => process.stdout.write(`${line}\n`)
    print(keyHelp)
    listen(process.stdin, keys({ station, idToken: values['id-token'], print, quit }), quit)
  }
}

// `… | head` has read enough: an end, not an error.
process.stdout.on('error', (error: { code?: string }) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

try {
  const values = readArguments()
  checkUrl(values.url)
  if (values.help) process.stdout.write(help)
  else if (values.fleet !== undefined) runFleet(values, countOf('fleet', values.fleet))
  else await runStation(values)
} catch (error) {
  const isMisuse = error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (isMisuse) process.stderr.write('try --help\n')
  process.exit(isMisuse ? 2 : 1)
}
