import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Context } from '../context.ts'

const patienceMs = 2000
const askAgainAfterMs = 1000

const open = { config: { needs: 'public' } } as const

/** Live: the process answers. Ready: it can also store what it is told. Both without a token, for probes. */
export function addHealth(app: FastifyInstance, ctx: Context): void {
  const asked = atMostOnceIn(askAgainAfterMs, () => databaseAnswers(ctx))
  app.get('/health/live', open, () => ({ status: 'live' }))
  app.get('/health/ready', open, async (_request, reply) => {
    const ready = ctx.writer.healthy && (await asked())
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'database-away' })
  })
}

/** Anybody may ask, as often as they like: all who do within that time hear one answer. */
function atMostOnceIn<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null
  let askedAtMs = 0
  return () => {
    const nowMs = performance.now()
    if (answer === null || nowMs - askedAtMs >= ms) {
      askedAtMs = nowMs
      answer = ask()
    }
    return answer
  }
}

async function databaseAnswers(ctx: Context): Promise<boolean> {
  const tooLong = new Promise<false>((resolve) => setTimeout(resolve, patienceMs, false).unref())
  const answer = sql`select 1`.execute(ctx.db).then(
    () => true,
    () => false,
  )
  return Promise.race([answer, tooLong])
}
