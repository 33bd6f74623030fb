/**
 * What is wrong at a 2.x station, as its components say: the variable Problem, an alert with a technical code, an EVSE that is faulted or out
 * of service as a whole (OCPP 2.0.1 part 2, 2.13.2 AvailabilityState; appendices, Problem; N07). Pure.
 */
import type * as v21 from '@busbar/ocpp/v21'
import type { ConnectorStatus, LiveConnector } from '../stations/live-station.ts'

export interface ComponentProblem {
  readonly component: string
  readonly componentInstance: string
  /** 0: of the station as a whole. */
  readonly evseId: number
  /** 0: of the EVSE as a whole. */
  readonly connectorId: number
  readonly variable: string
  readonly variableInstance: string
  readonly status: 'Faulted' | 'Unavailable'
  readonly code: string | null
  readonly info: string | null
  /** By the station's clock. */
  readonly at: Date
  /** By ours. */
  readonly heardAt: Date
}

export interface ProblemPlace {
  readonly component: v21.ComponentType
  readonly variable: v21.VariableType
}

export type ProblemKey = Pick<
  ComponentProblem,
  'component' | 'componentInstance' | 'evseId' | 'connectorId' | 'variable' | 'variableInstance'
>

/** EVSE 0 and no EVSE are the station (part 1 §7.1), connector 0 and no connector the EVSE. Names are read without regard to case (part 2, 2.1). */
export const problemKey = ({ component, variable }: ProblemPlace): ProblemKey => ({
  component: component.name,
  componentInstance: component.instance ?? '',
  evseId: component.evse?.id ?? 0,
  connectorId: component.evse?.id ? (component.evse.connectorId ?? 0) : 0,
  variable: variable.name,
  variableInstance: variable.instance ?? '',
})

export const keyText = (of: ProblemKey): string =>
  [of.component, of.componentInstance, of.evseId, of.connectorId, of.variable, of.variableInstance]
    .join('\n')
    .toLowerCase()

export const isNamed = (name: string, word: string): boolean => name.toLowerCase() === word

export const isSameComponent = (a: ProblemKey, b: ProblemKey): boolean =>
  keyText({ ...a, variable: '', variableInstance: '' }) === keyText({ ...b, variable: '', variableInstance: '' })

/** A fault of these is a fault of what they are; other components (a display, a modem) may fail while there is charging. */
export const isOfPlace = ({ component }: Pick<ComponentProblem, 'component'>): boolean =>
  /^(chargingstation|evse|connector)$/i.test(component)

type Told = Pick<LiveConnector, 'told' | 'heardAt'>

/**
 * Which problem decides the state of a connector, or of the station (EVSE 0); null: what the station told of it. An EVSE that is faulted or
 * out of service takes its connectors along (2.1 part 2, G03.FR.06). Otherwise the last word counts: a Problem after "Occupied" is a fault, and
 * "Occupied" after a Problem says that there is charging all the same.
 */
export function decidingProblem(
  problems: Iterable<ComponentProblem>,
  place: { readonly evseId: number; readonly connectorId: number },
  { told, heardAt }: Told,
): ComponentProblem | null {
  let deciding: ComponentProblem | null = null
  for (const problem of problems) {
    if (!isOfPlace(problem) || problem.evseId !== place.evseId) continue
    if (problem.connectorId !== 0 && problem.connectorId !== place.connectorId) continue
    const isState = isNamed(problem.variable, 'availabilitystate')
    // Of a connector that tells Faulted by itself, it says why.
    if (!isState && told !== 'Faulted' && heardAt !== null && problem.heardAt < heardAt) continue
    if (deciding === null || rank(problem) > rank(deciding)) deciding = problem
  }
  return deciding
}

/** A fault is more than being out of service, a code more than none. */
const rank = ({ status, code }: ComponentProblem): number => (status === 'Faulted' ? 2 : 0) + (code === null ? 0 : 1)

export function statusWith(told: ConnectorStatus, deciding: ComponentProblem | null): ConnectorStatus {
  if (deciding === null || told === 'Faulted') return told
  return deciding.status
}

/** Variables hold text: "true", "TRUE", "1". */
export const isTrue = (value: string): boolean => /^\s*(true|1)\s*$/i.test(value)

const availabilityStates = ['Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted'] as const
export type AvailabilityState = (typeof availabilityStates)[number]

export const availabilityState = (value: string): AvailabilityState | undefined => {
  const word = value.trim().toLowerCase()
  return availabilityStates.find((state) => state.toLowerCase() === word)
}

/** 2.1 part 2, SetMonitoringLevelRequest: 0 to 4 are errors, from 5 on it is worth a look. 2.0.1 does not tell in an event. */
export const isFault = (severity: number | undefined): boolean => severity === undefined || severity <= 4
