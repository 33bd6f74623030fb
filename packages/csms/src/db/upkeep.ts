/** The embedded database looks after itself: checkpoints, and a vacuum or an analysis at a time. */
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Loop } from '../jobs/loops.ts'
import { isCheckpointDue, type LogState, type Step, stepsDue, type TableState } from './upkeep-rule.ts'

export interface UpkeepOptions {
  readonly pool: pg.Pool
  /** Ends the step that runs, when stations wait behind it. */
  readonly interrupt: () => void
  readonly log: Logger
}

const everyMs = 10_000
/** A step that stations wait behind is let run so long at first; twice as long whenever it did not get done. */
const firstPatienceMs = 250
const mostPatienceMs = 8_000
const lookEveryMs = 50
/** Years are thousands of tables, and most of them rest. */
const lookAtAllEveryMs = 3600_000
/** Worth a line in the log. */
const longMs = 2_000
const cancelled = '57014'

export function upkeepOf({ pool, interrupt, log }: UpkeepOptions): Loop {
  const patience = new Map<string, number>()
  let steps: Step[] = []
  let lookedAtAllMs = Number.NEGATIVE_INFINITY

  /** What a vacuum has done stays done, also when it is interrupted: the next one goes on from there. */
  async function take(step: Step): Promise<void> {
    const text = `${step.do} ${step.table}`
    const patienceMs = patience.get(text) ?? firstPatienceMs
    const sinceMs = performance.now()
    const watch = setInterval(() => performance.now() - sinceMs > patienceMs && interrupt(), lookEveryMs)
    try {
      await pool.query(text)
      patience.delete(text)
    } catch (error) {
      if ((error as { code?: string }).code !== cancelled) throw error
      patience.set(text, Math.min(patienceMs * 2, mostPatienceMs))
      if (patienceMs < mostPatienceMs) steps.push(step)
    } finally {
      clearInterval(watch)
      const tookMs = Math.round(performance.now() - sinceMs)
      log[tookMs > longMs ? 'info' : 'debug']({ step: text, tookMs }, 'upkeep of the embedded database')
    }
  }

  async function look(): Promise<void> {
    const isAll = performance.now() - lookedAtAllMs > lookAtAllEveryMs
    if (isAll) lookedAtAllMs = performance.now()
    steps = stepsDue(await tableStates(pool, isAll))
  }

  return {
    name: 'upkeep of the embedded database',
    everyMs,
    scope: 'own-stations',
    async work() {
      if (isCheckpointDue(await logState(pool))) await pool.query('checkpoint')
      if (steps.length === 0) await look()
      const step = steps.shift()
      if (step) await take(step)
    },
  }
}

async function logState(pool: pg.Pool): Promise<LogState> {
  const { rows } = await pool.query<LogState>(`
    select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::float8 as bytes,
      extract(epoch from clock_timestamp() - checkpoint_time)::float8 * 1000 as "ageMs"
    from pg_control_checkpoint()`)
  return rows[0] as LogState
}

/** The counters begin anew with every start; pages, and what is known of them, are kept. Not all: those that were written to since. */
async function tableStates(pool: pg.Pool, isAll: boolean): Promise<TableState[]> {
  const { rows } = await pool.query<TableState>(
    `
    select c.oid::regclass::text as name, (pg_relation_size(c.oid) / current_setting('block_size')::int)::float8 as pages,
      c.relallvisible as "donePages", c.reltuples as rows,
      coalesce(s.n_dead_tup, 0)::float8 as "deadRows", coalesce(s.n_mod_since_analyze, 0)::float8 as "changedRows",
      s.relid is null or exists (select 1 from pg_statistic where starelid = c.oid) as "isAnalysed",
      age(c.relfrozenxid) as age
    from pg_class c left join pg_stat_user_tables s on s.relid = c.oid
    where c.relkind = 'r' and ($1 or s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0)`,
    [isAll],
  )
  return rows
}
