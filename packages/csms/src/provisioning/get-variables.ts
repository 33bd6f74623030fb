/** The commands GetVariables and SetVariables. */
import { OcppError } from '@busbar/ocpp/errors'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { takeVariable } from '../availability/told-variable.ts'
import { afterAnswer, type Command, type CommandContext } from '../operations/command.ts'
import { takeNewPassword } from '../stations/new-password.ts'
import { type Place, tellVariablesChanged, valueRow } from './variables.ts'

/** OCPP 2.0.1 part 2, B06. */
export const getVariables201: Command<
  v201.GetVariablesRequest | v21.GetVariablesRequest,
  v201.GetVariablesResponse | v21.GetVariablesResponse
> = afterAnswer((ctx, _request, { getVariableResult }) => {
  const read = getVariableResult.filter(({ attributeStatus }) => attributeStatus === 'Accepted')
  putValues(
    ctx,
    read.map((result) => ({ place: placeOf(result), value: result.attributeValue ?? null })),
  )
})

/** OCPP 2.0.1 part 2, B05. RebootRequired has taken the value, too. The results may come in any order. */
export const setVariables201: Command<
  v201.SetVariablesRequest | v21.SetVariablesRequest,
  v201.SetVariablesResponse | v21.SetVariablesResponse
> = afterAnswer(async (ctx, { setVariableData }, { setVariableResult }) => {
  const taken = setVariableResult
    .filter(({ attributeStatus }) => attributeStatus === 'Accepted' || attributeStatus === 'RebootRequired')
    .map((result) => JSON.stringify(placeOf(result)))
  const values = setVariableData
    .map((data) => ({
      place: placeOf(data),
      value: data.attributeValue,
    }))
    .filter(({ place }) => taken.includes(JSON.stringify(place)))
  putValues(ctx, values)
  const [password] = setVariableData.filter(({ variable }) => isPassword(variable.name))
  const answer = setVariableResult.find(({ variable }) => isPassword(variable.name))
  if (password && answer?.attributeStatus === 'Accepted') {
    await takeNewPassword(ctx, ctx.station, password.attributeValue)
  }
})

/** A01: SecurityCtrlr.BasicAuthPassword. */
const isPassword = (variable: string): boolean => variable.toLowerCase() === 'basicauthpassword'

/** Members in one order, so that two spellings of a place compare equal. */
function placeOf(item: {
  component: v201.ComponentType | v21.ComponentType
  variable: v201.VariableType | v21.VariableType
  attributeType?: v21.AttributeEnumType
}): Place {
  const { component, variable } = item
  return {
    component: {
      name: component.name,
      ...(component.instance !== undefined && { instance: component.instance }),
      ...(component.evse && {
        evse: {
          id: component.evse.id,
          ...(component.evse.connectorId !== undefined && { connectorId: component.evse.connectorId }),
        },
      }),
    },
    variable: {
      name: variable.name,
      ...(variable.instance !== undefined && { instance: variable.instance }),
    },
    attribute: item.attributeType ?? 'Actual',
  }
}

interface NewValue {
  readonly place: Place
  readonly value: string | null
}

/** One odd place does not keep the others from being known. */
function putValues(ctx: CommandContext, values: readonly NewValue[]): void {
  const at = ctx.now()
  for (const { place, value } of values) {
    try {
      ctx.writes.put('variable', valueRow(ctx.station, place, value, at))
      if (value !== null && place.attribute === 'Actual') takeVariable(ctx, { ...place, value, at })
    } catch (error) {
      if (!(error instanceof OcppError)) throw error
      ctx.log.info({ stationId: ctx.station.id, place, problem: error.message }, 'a variable was not kept')
    }
  }
  if (values.length > 0) tellVariablesChanged(ctx.writes, ctx.station, at)
}
