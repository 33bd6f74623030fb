/** What a variable of the device model means for the state of the station: told by NotifyEvent, in a report, or asked for. */
import { OcppError } from '@busbar/ocpp/errors'
import type { StationContext } from '../context.ts'
import type { ConnectorStatus } from '../stations/live-station.ts'
import { numberOnWire } from '../stations/number-on-wire.ts'
import {
  availabilityState,
  type ComponentProblem,
  isFault,
  isNamed,
  isOfPlace,
  isSameComponent,
  isTrue,
  keyText,
  type ProblemPlace,
  problemKey,
} from './component-problem.ts'
import { knownConnector, recordConnectorStatus, recordStationStatus, settleStatus } from './connector-status.ts'
import { dropProblems, keepProblem } from './keep-problems.ts'

type Recording = Pick<StationContext, 'station' | 'writes' | 'now'>

export interface ToldVariable extends ProblemPlace {
  readonly value: string
  /** By the station's clock. */
  readonly at: Date
  /** "A return to normal" (EventDataType). */
  readonly cleared?: boolean
  readonly alerts?: boolean
  readonly techCode?: string | undefined
  readonly techInfo?: string | undefined
  readonly severity?: number | undefined
}

/** More than any station has at once; what is beyond is in the variables and the events. */
const mostProblems = 200

/** Throws an `OcppError` for what cannot be: the caller sets that one aside. */
export function takeVariable(ctx: Recording, told: ToldVariable): void {
  const { name } = told.variable
  if (isNamed(name, 'availabilitystate')) takeAvailability(ctx, told)
  else if (isNamed(name, 'problem')) takeProblem(ctx, told)
  else if (told.cleared) drop(ctx, told, (problem) => keyText(problem) === keyText(problemKey(told)))
  else if (told.alerts && told.techCode && isFault(told.severity)) put(ctx, told, 'Faulted')
}

/** 2.1 part 2, G01: stations tell states by this variable; it may be of the station, of an EVSE or of a connector. */
function takeAvailability(ctx: Recording, told: ToldVariable): void {
  const { evseId, connectorId, component } = problemKey(told)
  const known = availabilityState(told.value)
  if (!/^(chargingstation|evse|connector)$/i.test(component)) return
  if (!known) throw new OcppError('PropertyConstraintViolation', `${told.value.slice(0, 40)} is no availability state`)
  // It is over; that nothing better is told is what `cleared` says.
  const status = told.cleared && (known === 'Faulted' || known === 'Unavailable') ? 'Available' : known
  const why = { errorCode: told.techCode ?? null, info: told.techInfo ?? null }
  if (evseId === 0) recordStationStatus(ctx, status, why)
  else if (connectorId > 0) recordConnectorStatus(ctx, { evseId, connectorId, status, at: told.at, ...why })
  else recordEvseStatus(ctx, told, status)
}

/** OCPP 2.1 part 2, G03.FR.06: what is wrong with an EVSE is wrong with all its connectors. Of one that is well, its only connector is meant. */
export function recordEvseStatus(ctx: Recording, told: ToldVariable, status: ConnectorStatus): void {
  const { evseId } = problemKey(told)
  const connectorId = knownConnector(ctx, evseId)
  if (status === 'Faulted' || status === 'Unavailable') {
    put(ctx, told, status)
    return
  }
  drop(ctx, told, (problem) => keyText(problem) === keyText(problemKey(told)))
  if (connectorId !== null) recordConnectorStatus(ctx, { evseId, connectorId, status, at: told.at })
}

/** Once a component has no problem, no code it told is one. */
function takeProblem(ctx: Recording, told: ToldVariable): void {
  if (isTrue(told.value) && !told.cleared) {
    put(ctx, told, 'Faulted')
    return
  }
  drop(
    ctx,
    told,
    (problem) => isSameComponent(problem, problemKey(told)) && !isNamed(problem.variable, 'availabilitystate'),
  )
}

function put(ctx: Recording, told: ToldVariable, status: ComponentProblem['status']): void {
  const { problems } = ctx.station
  const key = problemKey(told)
  if (numberOnWire(key.evseId) === null || numberOnWire(key.connectorId) === null) {
    throw new OcppError('PropertyConstraintViolation', `no EVSE ${key.evseId}, connector ${key.connectorId} here`)
  }
  const before = problems.get(keyText(key))
  if (!before && problems.size >= mostProblems) {
    throw new OcppError('PropertyConstraintViolation', `more than ${mostProblems} problems at once`)
  }
  // A place that is faulted is one we show, or refuse to know.
  if (key.evseId !== 0 && isOfPlace(key)) knownConnector(ctx, key.evseId, key.connectorId)
  keepProblem(ctx, {
    ...(before ?? key),
    status,
    // A report says that there is a problem, not which; the event that came before has said it.
    code: told.techCode ?? before?.code ?? null,
    info: told.techInfo ?? before?.info ?? null,
    at: before && before.status === status ? before.at : told.at,
    heardAt: ctx.now(),
  })
  settleStatus(ctx, key.evseId)
}

function drop(ctx: Recording, told: ToldVariable, isMeant: (problem: ComponentProblem) => boolean): void {
  dropProblems(ctx, isMeant)
  settleStatus(ctx, problemKey(told).evseId)
}
