import type { EvOptions } from '../ev/ev.ts'
import type { SimulatedStation } from '../station/station.ts'

/** A scripted run: a list of steps, one after the other. */
export interface Step {
  /** Seconds by the station's clock after the step before. */
  after?: number
  do: (typeof verbs)[number]
  evse?: number
  connector?: number
  idToken?: string
  ev?: EvOptions
  errorCode?: string
  action?: string
  payload?: object
  /** For waitFor: a connector status, or `online`, or `told` when nothing waits to be sent. */
  until?: string
  timeoutS?: number
}

const verbs = [
  'plugIn',
  'unplug',
  'tap',
  'stopTransaction',
  'fault',
  'clearFault',
  'dropNetwork',
  'restoreNetwork',
  'call',
  'waitFor',
] as const

const needs: Partial<Record<Step['do'], readonly (keyof Step)[]>> = {
  tap: ['idToken'],
  call: ['action', 'payload'],
  waitFor: ['until'],
}

/** Reads a script; every mistake in it is listed, so that it can be mended at once. */
export function parseScript(text: string): Step[] {
  let steps: unknown
  try {
    steps = JSON.parse(text)
  } catch (error) {
    throw new Error(`the script is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!Array.isArray(steps)) throw new Error('a script is a list of steps')
  const problems = steps.flatMap((step: unknown, i) => problemsOf(step).map((problem) => `step ${i + 1}: ${problem}`))
  if (problems.length > 0) throw new Error(`the script cannot be run:\n${problems.map((p) => `  ${p}`).join('\n')}`)
  return steps as Step[]
}

function problemsOf(step: unknown): string[] {
  if (typeof step !== 'object' || step === null) return ['is not an object']
  const fields = step as Record<string, unknown>
  const verb = verbs.find((known) => known === fields.do)
  if (!verb) return [`"do" is one of ${verbs.join(', ')}`]
  const missing = (needs[verb] ?? []).filter((name) => fields[name] === undefined)
  const problems = missing.map((name) => `${verb} needs "${name}"`)
  for (const name of ['after', 'evse', 'connector', 'timeoutS']) {
    const value = fields[name]
    if (value !== undefined && (typeof value !== 'number' || value < 0))
      problems.push(`"${name}" is a number from 0 up`)
  }
  return problems
}

export async function runScript(station: SimulatedStation, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step.after) await wait(station, step.after)
    await run(station, step)
  }
}

async function run(station: SimulatedStation, step: Step): Promise<void> {
  const { evse = 1 } = step
  switch (step.do) {
    case 'plugIn':
      station.plugIn(evse, step.ev ?? {}, step.connector ?? 1)
      return
    case 'unplug':
      return station.unplug(evse)
    case 'tap': {
      const { result } = await station.tap(evse, step.idToken ?? '')
      return station.log(`tap ${step.idToken}: ${result}`)
    }
    case 'stopTransaction':
      return station.stopTransaction(evse)
    case 'fault':
      return station.fault(evse, step.errorCode)
    case 'clearFault':
      return station.clearFault(evse)
    case 'dropNetwork':
      return station.dropNetwork()
    case 'restoreNetwork':
      return station.restoreNetwork()
    case 'call':
      await station.call(step.action ?? '', step.payload ?? {})
      return
    case 'waitFor':
      return station.waitFor(conditionOf(step, evse), (step.timeoutS ?? 30) * 1000)
  }
}

function conditionOf({ until, connector = 1 }: Step, evse: number): (station: SimulatedStation) => boolean {
  if (until === 'online') return ({ online }) => online
  if (until === 'told') return ({ outbox, online }) => online && outbox.length === 0
  return (station) => station.status(evse, connector) === until
}

function wait(station: SimulatedStation, seconds: number): Promise<void> {
  return new Promise((resolve) => station.clock.setTimeout(resolve, seconds * 1000))
}
