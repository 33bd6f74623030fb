/** Whom we started remotely: a 2.x station may name only our remote start in the transaction that comes of it (F01.FR.25, F02.FR.05). */
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { Writes } from '../db/writes.ts'
import { commitBeforeSending } from '../operations/before-sending.ts'
import type { Command } from '../operations/command.ts'
import type { TransactionReport } from './transaction-report.ts'

type Request = v201.RequestStartTransactionRequest | v21.RequestStartTransactionRequest
type Response = v201.RequestStartTransactionResponse | v21.RequestStartTransactionResponse

/** Kept before it leaves: the transaction may begin before the answer is here. What is not accepted will not begin. */
export const rememberingWhom =
  (command: Command<Request, Response>): Command<Request, Response> =>
  async (ctx, request, send) => {
    const key = { station_id: ctx.station.id, remote_start_id: request.remoteStartId }
    const { token, type } = ctx.keyCodes.inside(ctx.station.organisationId, {
      token: request.idToken.idToken,
      type: request.idToken.type,
    })
    const [kept, unsent] = [new Writes(), new Writes()]
    const { organisationId } = ctx.station
    kept.put('remote_start', {
      ...key,
      organisation_id: organisationId,
      id_token: token,
      id_token_type: type,
      at: ctx.now(),
    })
    unsent.remove('remote_start', key)
    await commitBeforeSending(ctx, kept, unsent)
    const answer = await command(ctx, request, send)
    const isRefused = answer.outcome === 'refused' || answer.outcome === 'offline' || answer.outcome === 'busy'
    if (isRefused || (answer.outcome === 'answered' && answer.response.status !== 'Accepted')) {
      ctx.writes.remove('remote_start', key)
    }
    return answer
  }

/** null: not one of ours. */
export async function remoteStartToken(
  { db, station }: StationContext,
  remoteStartId: number,
): Promise<TransactionReport['idToken']> {
  const row = await db
    .selectFrom('remote_start')
    .select(['id_token', 'id_token_type'])
    .where('station_id', '=', station.id)
    .where('remote_start_id', '=', remoteStartId)
    .executeTakeFirst()
  return row ? { token: row.id_token, type: row.id_token_type } : null
}
