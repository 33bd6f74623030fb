import type { Connector, Evse } from '../evse/evse.ts'
import { controllers } from './controllers.ts'
import { availabilityStates, type DeviceVariable, of, phasesOf, v, yes } from './device-variable.ts'
import { fixed } from './fields.ts'

/** All of one station: the controllers, and what it is built of. */
export function deviceModelOf(station: { readonly evses: readonly Evse[] }): DeviceVariable[] {
  return [
    ...controllers,
    ...station.evses.flatMap((evse) => [...ofEvse(evse), ...evse.connectors.flatMap((c) => ofConnector(evse, c))]),
  ]
}

function ofEvse(evse: Evse): DeviceVariable[] {
  const place = { evseId: evse.id }
  return of('EVSE', [
    v('Available', yes(), place),
    v('AllowReset', yes(), place),
    v(
      'AvailabilityState',
      fixed(() => evseState(evse), 'OptionList', availabilityStates()),
      place,
    ),
    v(
      'Power',
      fixed(() => Math.round(evse.draw.powerW), 'decimal'),
      { ...place, unit: 'W', maxLimit: evse.maxW },
    ),
    v(
      'SupplyPhases',
      fixed(() => phasesOf(evse)),
      place,
    ),
  ])
}

function ofConnector(evse: Evse, connector: Connector): DeviceVariable[] {
  const place = { evseId: evse.id, connectorId: connector.id }
  return of('Connector', [
    v('Available', yes(), place),
    v(
      'AvailabilityState',
      fixed(() => connector.status, 'OptionList', availabilityStates()),
      place,
    ),
    v(
      'Problem',
      fixed(() => evse.fault !== undefined, 'boolean'),
      place,
    ),
    v(
      'ConnectorType',
      fixed(() => connector.type, 'string'),
      place,
    ),
    v(
      'SupplyPhases',
      fixed(() => phasesOf(evse)),
      place,
    ),
  ])
}

function evseState(evse: Evse): string {
  return evse.connectors.find((connector) => connector.status !== 'Available')?.status ?? 'Available'
}
