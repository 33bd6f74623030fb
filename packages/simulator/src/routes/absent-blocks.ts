/** What a simulated station does not have. An action without a word for that in its answer is refused as a whole. */
import { OcppError } from '@busbar/ocpp/errors'
import type * as v21 from '@busbar/ocpp/v21'

export function notSupported(): never {
  throw new OcppError('NotSupported', 'this charging station has no such function')
}

export function noVendorExtensions(): { status: 'UnknownVendorId' } {
  return { status: 'UnknownVendorId' }
}

export function noDerControl(): { status: 'NotSupported' } {
  return { status: 'NotSupported' }
}

export function noTariffs(): v21.GetTariffsResponse {
  return { status: 'NoTariff' }
}

export function noPeriodicEventStreams(): v21.GetPeriodicEventStreamResponse {
  return {}
}
