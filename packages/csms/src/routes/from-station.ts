/** What stations may send, by version. */
import type { Version } from '@busbar/ocpp/versions'
import type { StationContext } from '../context.ts'
import type { Handlers16, Handlers21, Handlers201 } from './handlers.ts'
import { ocpp16 } from './ocpp16.ts'
import { ocpp21 } from './ocpp21.ts'
import { ocpp201 } from './ocpp201.ts'

export interface Routes extends Record<Version, object> {
  readonly 'ocpp1.6': Handlers16
  readonly 'ocpp2.0.1': Handlers201
  readonly 'ocpp2.1': Handlers21
}

/** The session has checked the payload against the schema of the action it is looked up by. */
export type AnyHandler = (ctx: StationContext, request: unknown) => unknown

export const fromStation: Routes = { 'ocpp1.6': ocpp16, 'ocpp2.0.1': ocpp201, 'ocpp2.1': ocpp21 }
