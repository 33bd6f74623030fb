/** The commands SendLocalList and GetLocalListVersion: which version of its local list a station has. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { afterAnswer, type Command, type CommandContext } from '../operations/command.ts'
import { numberOnWire } from '../stations/number-on-wire.ts'
import { stationStateRow } from '../stations/rows.ts'

/** OCPP 1.6 §5.15. */
export const sendLocalList16: Command<v16.SendLocalListRequest, v16.SendLocalListResponse> = afterAnswer(
  (ctx, { listVersion }, { status }) => {
    if (status === 'Accepted') recordVersion(ctx, listVersion)
  },
)

/** OCPP 2.0.1 part 2, D01. */
export const sendLocalList201: Command<
  v201.SendLocalListRequest | v21.SendLocalListRequest,
  v201.SendLocalListResponse | v21.SendLocalListResponse
> = afterAnswer((ctx, { versionNumber }, { status }) => {
  // D01.FR.04: a list that was emptied has a version like any other.
  if (status === 'Accepted') recordVersion(ctx, versionNumber)
})

/** OCPP 1.6 §5.10. */
export const getLocalListVersion16: Command<v16.GetLocalListVersionRequest, v16.GetLocalListVersionResponse> =
  afterAnswer((ctx, _request, { listVersion }) => recordVersion(ctx, listVersion))

/** OCPP 2.0.1 part 2, D02. */
export const getLocalListVersion201: Command<
  v201.GetLocalListVersionRequest | v21.GetLocalListVersionRequest,
  v201.GetLocalListVersionResponse | v21.GetLocalListVersionResponse
> = afterAnswer((ctx, _request, { versionNumber }) => recordVersion(ctx, versionNumber))

/** Below 0 there are no local lists (1.6 §5.10): one way to say it is enough. */
const noLists = -1

function recordVersion(ctx: CommandContext, told: number): void {
  const { station, writes } = ctx
  const version = told < 0 ? noLists : numberOnWire(told)
  if (version === null) return
  station.state.localListVersion = version
  writes.put('station_state', stationStateRow(station))
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at: ctx.now(),
    data: { localListVersion: version },
  })
}
