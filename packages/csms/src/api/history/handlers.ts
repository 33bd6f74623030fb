/** History as operators see it: how long it is kept, and what is kept when it goes. */
import type { OperatorContext } from '../../context.ts'
import { knownSizes } from '../../history/day-sizes.ts'
import { asHouse, setRetention } from '../../history/edit-retention.ts'
import { type EnergyQuery, energySeries } from '../../history/energy-days.ts'
import { defaultRule, type Kind, kindNames, kinds, type RetentionRule } from '../../history/kinds.ts'
import { freedBy, planOf, type Standing, standingOf, storedOf } from '../../history/plan.ts'
import { powerHistory } from '../../history/power-quarters.ts'
import { retentionRules } from '../../history/retention-store.ts'
import type { Handler } from '../../http/endpoint.ts'
import { invalid, notFound } from '../../http/problem.ts'
import { iso, isoOrNull, tenths } from '../../http/wire.ts'
import { siteExists } from '../../sites/site-store.ts'
import type { endpoints } from '../endpoints.ts'
import type { Retained } from './resource.ts'

type Endpoints = typeof endpoints

export const listRetention: Handler<Endpoints['listRetention']> = async (operator) => {
  const ctx = asHouse(operator)
  const rules = await retentionRules(ctx.db, ctx.config)
  const items = kindNames.map((kind) => retained(ctx, kind, rules.get(kind) as RetentionRule))
  return { status: 200, body: { items: await Promise.all(items) } }
}

export const previewRetention: Handler<Endpoints['previewRetention']> = async (operator, { params, query }) => {
  const ctx = asHouse(operator)
  const rule = { maxAgeDays: query.maxAgeDays ?? null, maxBytes: query.maxBytes ?? null }
  if (rule.maxBytes !== null && kinds[params.kind].in === 'rows') throw takesNoSize()
  const plan = planOf(params.kind, rule, ctx.now(), await standing(ctx, params.kind))
  return { status: 200, body: await freedBy(ctx.db, plan) }
}

export const putRetention: Handler<Endpoints['putRetention']> = async (operator, { params: { kind }, body }) => {
  const ctx = asHouse(operator)
  const put = await setRetention(ctx, kind, body)
  if (put.outcome === 'takes-no-size') throw takesNoSize()
  const rules = await retentionRules(ctx.db, ctx.config)
  return { status: 200, body: await retained(ctx, kind, rules.get(kind) as RetentionRule) }
}

const takesNoSize = () => invalid([{ path: '/maxBytes', message: 'this kind goes by its age alone' }])

async function retained(ctx: OperatorContext, kind: Kind, rule: RetentionRule): Promise<Retained> {
  const now = ctx.now()
  const stands = await standing(ctx, kind)
  const [stored, frees] = await Promise.all([
    storedOf(ctx.db, kind, rule, now, stands),
    freedBy(ctx.db, planOf(kind, rule, now, stands)),
  ])
  return {
    ...stored,
    ...{ kind, rule, default: defaultRule(ctx.config, kind), takesSize: kinds[kind].in === 'days', frees },
    oldestAt: isoOrNull(stored.oldestAt),
    measuredAt: iso(stored.measuredAt ?? now),
  }
}

const standing = ({ db, now }: OperatorContext, kind: Kind): Promise<Standing | null> =>
  standingOf(db, kind, now(), knownSizes)

const mostPoints = 800

export const getEnergyHistory: Handler<Endpoints['getEnergyHistory']> = async (ctx, { query }) => {
  await mustBeOurs(ctx, query.site)
  const by = query.by ?? 'day'
  const to = Temporal.PlainDate.from(query.to ?? iso(ctx.now()).slice(0, 10))
  const from = query.from
    ? Temporal.PlainDate.from(query.from)
    : by === 'day'
      ? to.subtract({ months: 1 })
      : to.subtract({ months: 11 }).with({ day: 1 })
  if (from.until(to, { largestUnit: by }).total({ unit: by, relativeTo: from }) >= mostPoints)
    throw invalid([{ path: '/from', message: `gives more than ${mostPoints} ${by}s` }])
  const { organisationId } = ctx
  const of: EnergyQuery = {
    ...{ organisationId, by, from: from.toString(), to: to.toString() },
    ...{ siteId: query.site ?? null, stationId: query.station ?? null },
  }
  return { status: 200, body: { items: await energySeries(ctx.db, of) } }
}

const shownPoints = 500
const monthMs = 30 * 86_400_000

export const getPowerHistory: Handler<Endpoints['getPowerHistory']> = async (ctx, { query }) => {
  await mustBeOurs(ctx, query.site)
  const to = query.to ? new Date(query.to) : ctx.now()
  const from = query.from ? new Date(query.from) : new Date(to.getTime() - monthMs)
  const { organisationId } = ctx
  const points = await powerHistory(ctx.db, {
    ...{ organisationId, siteId: query.site ?? null, from, to, points: shownPoints },
  })
  const items = points.map(({ at, meanW, maxW }) => ({ at: iso(at), meanW: tenths(meanW), maxW: tenths(maxW) }))
  return { status: 200, body: { items } }
}

async function mustBeOurs({ db, organisationId }: OperatorContext, siteId: string | undefined): Promise<void> {
  if (siteId !== undefined && !(await siteExists(db, organisationId, siteId))) throw notFound(`site ${siteId}`)
}
