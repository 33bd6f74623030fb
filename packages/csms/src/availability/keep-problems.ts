/** Problems of components in memory and on their way to the database. What follows for a status is `connector-status.ts`'s to say. */
import type { StationContext } from '../context.ts'
import { markOverfull } from '../stations/overfull.ts'
import { componentProblemRow } from '../stations/rows.ts'
import { type ComponentProblem, keyText, type ProblemKey } from './component-problem.ts'

type Recording = Pick<StationContext, 'station' | 'writes' | 'now'>

/** Whoever has more parts that are wrong has one thing that is wrong. */
const mostProblems = 500

export function keepProblem(ctx: Recording, problem: ComponentProblem): void {
  const { station, writes } = ctx
  const key = keyText(problem)
  if (station.problems.size >= mostProblems && !station.problems.has(key)) {
    markOverfull(ctx, 'problems')
    return
  }
  station.problems.set(key, problem)
  writes.put('component_problem', componentProblemRow(station, problem))
  tell(ctx, problem, true)
}

export function dropProblems(ctx: Recording, isMeant: (problem: ComponentProblem) => boolean): void {
  const { station, writes } = ctx
  for (const [key, problem] of station.problems) {
    if (!isMeant(problem)) continue
    station.problems.delete(key)
    const row = rowKey(station.id, problem)
    writes.takeBack('component_problem', row)
    writes.remove('component_problem', row)
    tell(ctx, problem, false)
  }
}

const rowKey = (stationId: string, of: ProblemKey) => ({
  station_id: stationId,
  component: of.component,
  component_instance: of.componentInstance,
  evse_id: of.evseId,
  connector_id: of.connectorId,
  variable: of.variable,
  variable_instance: of.variableInstance,
})

function tell({ station, writes, now }: Recording, problem: ComponentProblem, active: boolean): void {
  const { component, evseId, connectorId, variable, status, code, info } = problem
  writes.event('station.changed', {
    organisationId: station.organisationId,
    stationId: station.id,
    at: now(),
    data: { problem: { component, evseId, connectorId, variable, status, code, info, active } },
  })
}
