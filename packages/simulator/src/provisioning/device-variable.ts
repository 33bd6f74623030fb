/** A variable of the device model, and its name. */
import type { Evse } from '../evse/evse.ts'
import { type Field, fixed } from './fields.ts'

/** A variable of the station's device model: what 2.x reports, reads and writes (2.0.1 part 2, referenced components and variables). */
export interface DeviceVariable extends Field {
  component: string
  componentInstance?: string
  evseId?: number
  connectorId?: number
  variable: string
  instance?: string
  unit?: string
  maxLimit?: number
}

type Row = Omit<DeviceVariable, 'component' | keyof Field> & { variable: string }

export const of = (component: string, rows: readonly (Row & Field)[]): DeviceVariable[] =>
  rows.map((row) => ({ component, ...row }))

export const v = (variable: string, field: Field, more: Omit<Row, 'variable'> = {}): Row & Field => ({
  variable,
  ...more,
  ...field,
})

export const yes = () => fixed(() => true, 'boolean')
export const no = () => fixed(() => false, 'boolean')

/** 0 means DC. */
export function phasesOf(evse: Evse): number {
  return evse.supply.current === 'DC' ? 0 : evse.supply.phases
}

export function availabilityStates(): string {
  return 'Available,Occupied,Reserved,Unavailable,Faulted'
}

export interface VariableName {
  component: { name: string; instance?: string; evse?: { id: number; connectorId?: number } }
  variable?: { name: string; instance?: string }
}

const same = (a: string | undefined, b: string | undefined) => a?.toLowerCase() === b?.toLowerCase()

function isOfComponent(entry: DeviceVariable, { component }: VariableName): boolean {
  return (
    same(entry.component, component.name) &&
    same(entry.componentInstance, component.instance) &&
    entry.evseId === component.evse?.id &&
    entry.connectorId === component.evse?.connectorId
  )
}

function isVariable(entry: DeviceVariable, name: VariableName): boolean {
  return (
    isOfComponent(entry, name) &&
    same(entry.variable, name.variable?.name) &&
    same(entry.instance, name.variable?.instance)
  )
}

/** For a report: a name may leave out EVSE, connector, variable or instance, and then means all of them (B08). */
export function matches(entry: DeviceVariable, { component, variable }: VariableName): boolean {
  return (
    same(entry.component, component.name) &&
    (component.instance === undefined || same(entry.componentInstance, component.instance)) &&
    (component.evse === undefined || entry.evseId === component.evse.id) &&
    (component.evse?.connectorId === undefined || entry.connectorId === component.evse.connectorId) &&
    (variable === undefined ||
      (same(entry.variable, variable.name) &&
        (variable.instance === undefined || same(entry.instance, variable.instance))))
  )
}

export function findVariable(
  model: readonly DeviceVariable[],
  name: VariableName,
): DeviceVariable | 'UnknownComponent' | 'UnknownVariable' {
  const variable = model.find((entry) => isVariable(entry, name))
  if (variable) return variable
  return model.some((entry) => isOfComponent(entry, name)) ? 'UnknownVariable' : 'UnknownComponent'
}
