import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { databaseAnswers } from '../db/database-answers.ts'

const askAgainAfterMs = 1000

const open = { config: { needs: 'public' } } as const

/** Live: the process answers. Ready: it can also store what it is told. Both without a token, for probes. */
export function addHealth(app: FastifyInstance, ctx: Context): void {
  const asked = atMostOnceIn(askAgainAfterMs, () => databaseAnswers(ctx.db))
  app.get('/health/live', open, () => ({ status: 'live' }))
  app.get('/health/ready', open, async (_request, reply) => {
    const ready = ctx.writer.healthy && (await asked())
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'database-away', messageLog: ctx.messageLog.state.state })
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
