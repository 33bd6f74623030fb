/** Counts what a station sent in vain, and tells whoever looks at it: its page says so, and which tolerance would help. */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import { textWithoutSecrets } from '../secrets/secrets.ts'
import type { LiveStation } from './live-station.ts'
import { isNewKind, type Refused, withRefusal } from './refusals.ts'
import { stationStateRow } from './rows.ts'

/** A count that grows is told now and then; a station may be refused many times a second. */
const toldEveryMs = 60_000

export function recordRefusal(ctx: Context, station: LiveStation, refused: Refused): void {
  if (!station.known) return
  const at = ctx.now()
  // A word that was none of its list, a URI that was none, stand in what was wrong.
  const action = refused.action && textWithoutSecrets(refused.action)
  const problem = textWithoutSecrets(refused.problem)
  const shown = { ...refused, action, problem }
  const refusals = withRefusal(station.state.refusals, shown, at)
  station.state.refusals = refusals
  const isDue = at.getTime() - station.refusalsToldAt >= toldEveryMs
  if ((!isDue && !isNewKind(refusals)) || ctx.writer.full) return
  station.refusalsToldAt = at.getTime()
  const writes = new Writes()
  writes.put('station_state', stationStateRow(station))
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at,
    data: { refused: { count: refusals.count, since: refusals.since, ...shown } },
  })
  ctx.writer.commit(writes).catch((error: unknown) => {
    ctx.log.warn({ err: error, stationId: station.id }, 'a refusal was not told')
  })
}
