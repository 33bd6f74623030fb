/** Variables of the 2.x device model: their rows, and what a message changes in them. */
import { OcppError } from '@busbar/ocpp/errors'
import type * as v21 from '@busbar/ocpp/v21'
import type { Row, Writes } from '../db/writes.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { numberOnWire } from '../stations/number-on-wire.ts'

export type VariableRow = Row<'variable'>

type OfStation = Pick<LiveStation, 'id' | 'organisationId'>

/** One attribute of one variable, and where it is. */
export interface Place {
  readonly component: v21.ComponentType
  readonly variable: v21.VariableType
  readonly attribute: v21.AttributeEnumType
}

/** Throws an `OcppError` for a place nothing can be at. */
function keyOf(station: OfStation, { component, variable, attribute }: Place) {
  const { evse } = component
  return {
    station_id: station.id,
    organisation_id: station.organisationId,
    component: component.name,
    component_instance: component.instance ?? '',
    evse_id: idOf('EVSE', evse?.id),
    connector_id: idOf('connector', evse?.connectorId),
    variable: variable.name,
    variable_instance: variable.instance ?? '',
    attribute,
  }
}

function idOf(what: string, sent: number | undefined): number {
  const id = numberOnWire(sent ?? 0)
  if (id === null) throw new OcppError('PropertyConstraintViolation', `no ${what} ${sent} here`)
  return id
}

const unknownCharacteristics = {
  mutability: null,
  persistent: null,
  constant: null,
  data_type: null,
  unit: null,
  min_limit: null,
  max_limit: null,
  values_list: null,
  supports_monitoring: null,
}

/** As a report tells it: value and characteristics. Defaults are those of OCPP 2.0.1 part 2, 2.53 VariableAttributeType. */
export function reportedRows(station: OfStation, data: v21.ReportDataType, at: Date): VariableRow[] {
  const { component, variable, variableAttribute, variableCharacteristics: known } = data
  return variableAttribute.map((attribute) => ({
    ...keyOf(station, { component, variable, attribute: attribute.type ?? 'Actual' }),
    ...unknownCharacteristics,
    value: attribute.value ?? null,
    mutability: attribute.mutability ?? 'ReadWrite',
    persistent: attribute.persistent ?? false,
    constant: attribute.constant ?? false,
    ...(known && {
      data_type: known.dataType,
      unit: known.unit ?? null,
      min_limit: known.minLimit ?? null,
      max_limit: known.maxLimit ?? null,
      values_list: known.valuesList ?? null,
      supports_monitoring: known.supportsMonitoring,
    }),
    at,
  }))
}

/** A value alone: whatever else is known of the variable stays. */
export const valueRow = (station: OfStation, place: Place, value: string | null, at: Date): VariableRow => ({
  ...keyOf(station, place),
  value,
  at,
})

export function tellVariablesChanged(writes: Writes, station: LiveStation, at: Date): void {
  writes.event('variables.changed', { organisationId: station.organisationId, stationId: station.id, at })
}
