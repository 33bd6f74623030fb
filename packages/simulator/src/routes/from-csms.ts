/** What a CSMS may ask, by version. */
import type { Version } from '@busbar/ocpp/versions'
import type { Handler } from './handlers.ts'
import { ocpp16 } from './ocpp16.ts'
import { ocpp21 } from './ocpp21.ts'
import { ocpp201 } from './ocpp201.ts'

/** The session has checked the payload against the schema of the action it is looked up by. */
type Table = Readonly<Record<string, Handler<never, object>>>

export const fromCsms: Readonly<Record<Version, Table>> = {
  'ocpp1.6': ocpp16,
  'ocpp2.0.1': ocpp201,
  'ocpp2.1': ocpp21,
}
