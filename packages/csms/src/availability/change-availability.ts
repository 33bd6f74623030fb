/** The command ChangeAvailability. Scheduled counts: the station will be as asked once its transactions have ended. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { afterAnswer, type Command, type CommandContext } from '../operations/command.ts'
import { evseOfConnector } from '../stations/evse-of-connector.ts'
import type { LiveEvse } from '../stations/live-station.ts'
import { evseRow } from '../stations/rows.ts'

/** Not by a word nobody knows. */
const isTaken = (status: string): boolean => status === 'Accepted' || status === 'Scheduled'

type Availability = LiveEvse['availability']

/** OCPP 1.6 §5.2: connector 0 is the charge point and all its connectors. */
export const changeAvailability16: Command<v16.ChangeAvailabilityRequest, v16.ChangeAvailabilityResponse> = afterAnswer(
  (ctx, { connectorId, type }, { status }) => {
    if (isTaken(status)) recordAvailability(ctx, evseOfConnector(ctx.station, connectorId).evseId, type)
  },
)

/** OCPP 2.0.1 part 2, G03, G04. One connector of several leaves its EVSE in service. */
export const changeAvailability201: Command<
  v201.ChangeAvailabilityRequest | v21.ChangeAvailabilityRequest,
  v201.ChangeAvailabilityResponse | v21.ChangeAvailabilityResponse
> = afterAnswer((ctx, { evse, operationalStatus }, { status }) => {
  const connectors = evse && ctx.station.evses.get(evse.id)?.connectors.size
  const isPart = evse?.connectorId !== undefined && connectors !== undefined && connectors > 1
  if (isTaken(status) && !isPart) recordAvailability(ctx, evse?.id ?? 0, operationalStatus)
})

function recordAvailability(ctx: CommandContext, evseId: number, availability: Availability): void {
  const { station, writes } = ctx
  const evses = evseId === 0 ? [...station.evses.values()] : [station.evses.get(evseId)]
  for (const evse of evses) {
    if (!evse) continue
    evse.availability = availability
    writes.put('evse', evseRow(station, evse))
  }
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at: ctx.now(),
    data: { evseId, availability },
  })
}
