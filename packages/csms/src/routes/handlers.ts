/** The shape of a route table: every action a station of this version may send, paired with its function. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'

/** Resolves to the response, or throws `OcppError`. */
export type Handler<Request, Response> = (ctx: StationContext, request: Request) => Response | Promise<Response>

/** An action without a response is a SEND of 2.1: its function returns nothing. */
type HandlersOf<Actions extends string, Requests, Responses> = {
  readonly [A in Actions & keyof Requests]: Handler<Requests[A], A extends keyof Responses ? Responses[A] : void>
}

export type Handlers16 = HandlersOf<v16.FromStation, v16.Requests, v16.Responses>
export type Handlers201 = HandlersOf<v201.FromStation, v201.Requests, v201.Responses>
export type Handlers21 = HandlersOf<v21.FromStation, v21.Requests, v21.Responses>
