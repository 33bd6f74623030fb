/** The shape of a route table: every action a CSMS of this version may send, paired with its function. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { After } from '../link/message.ts'
import type { SimulatedStation } from '../station/station.ts'

/** The request has passed the version's schema, so each function may name its type, and of the station what it needs. */
export type Handler<Request, Response> = (
  station: SimulatedStation,
  request: Request,
  after: After,
) => Response | Promise<Response>

export type Handlers16 = { readonly [A in v16.FromCsms]: Handler<v16.Requests[A], v16.Responses[A]> }
/** Requests as 2.1 may widen them, answers as 2.0.1 knows them: so each serves both. */
export type Handlers201 = { readonly [A in v201.FromCsms]: Handler<v21.Requests[A], v201.Responses[A]> }
export type Handlers21 = { readonly [A in v21.FromCsms]: Handler<v21.Requests[A], v21.Responses[A]> }
