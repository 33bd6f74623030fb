/** Pauses the message log while there is little room, and says so: in the log, to followers of every organisation, and in the audit. */
import { auditRow } from '../audit/audit-row.ts'
import { houseOrganisation } from '../config.ts'
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Loop } from '../jobs/loops.ts'
import { type AskRoom, type Room, roomOf } from './room.ts'
import { mustPause } from './room-rule.ts'

const everyMs = 30_000

type Needs = Pick<Context, 'config' | 'db' | 'writer' | 'messageLog' | 'now' | 'log'>

/** On every node, since each logs the messages of its own stations. */
export const watchingRoom = (ctx: Needs, ask: AskRoom = roomOf(ctx.config, ctx.db)): Loop => ({
  name: 'room',
  everyMs,
  scope: 'own-stations',
  atOnce: true,
  work: async () => {
    const { messageLog, now } = ctx
    if (messageLog.state.state === 'off') return
    const room = await ask()
    const isPaused = !messageLog.isOn
    const must = mustPause({ room, noRoomAt: messageLog.noRoomAt, isPaused, now: now() })
    if (must && !isPaused) await pause(ctx, room)
    else if (!must && isPaused) await resume(ctx)
  },
})

async function pause(ctx: Needs, room: Room | null): Promise<void> {
  ctx.messageLog.pause(ctx.now())
  ctx.log.error({ room }, 'there is little room left: messages are not logged until there is more')
  await tell(ctx, 'paused', { freeBytes: room?.freeBytes ?? null })
}

async function resume(ctx: Needs): Promise<void> {
  ctx.messageLog.resume()
  const { notLogged } = ctx.messageLog.state
  ctx.log.warn({ notLogged }, 'there is room again: messages are logged')
  await tell(ctx, 'resumed', { notLogged })
}

async function tell({ db, writer, now }: Needs, change: 'paused' | 'resumed', detail: object): Promise<void> {
  const at = now()
  const writes = new Writes()
  for (const { id } of await db.selectFrom('organisation').select('id').execute())
    writes.event('message-log.changed', { organisationId: id, at, data: { change, ...detail } })
  writes.append(
    'audit',
    auditRow({
      ...{ organisationId: houseOrganisation, actor: 'rule', at, action: `message-log.${change}` },
      ...{ subjectType: 'message-log', subjectId: '', detail },
    }),
  )
  await writer.commit(writes)
}
