/** What a station does otherwise than one would wish, as models of the field do: each can be switched on, none is the usual. */
import { OcppError } from '@busbar/ocpp/errors'
import type { Version } from '@busbar/ocpp/versions'

export interface Quirks {
  /** Told to reset, it closes its socket at once; the answer never leaves. */
  readonly resetsWithoutAnswer?: boolean
  /** The most elements it takes in one list, and says so (ItemsPerMessage; GetConfigurationMaxKeys and SendLocalListMaxLength of 1.6). */
  readonly itemsPerMessage?: number
  /** The longest CALL it reads, where 2.x lets it say so (BytesPerMessage). */
  readonly bytesPerMessage?: number
  /** 2.x: states and faults by NotifyEvent, as 2.1 G01 prefers, and no StatusNotification. */
  readonly tellsByNotifyEvent?: boolean
}

/** The list of a command whose length a station may limit. */
const limitedLists: Readonly<Record<string, string>> = {
  GetConfiguration: 'key',
  SendLocalList: 'localAuthorizationList',
  GetVariables: 'getVariableData',
  SetVariables: 'setVariableData',
  GetReport: 'componentVariable',
  GetMonitoringReport: 'componentVariable',
  SetVariableMonitoring: 'setMonitoringData',
  ClearVariableMonitoring: 'id',
}

/** Refuses what is too much at once, in the words of 2.0.1 part 2, B06.FR.16, B06.FR.17. */
export function refuseTooMuch(
  { itemsPerMessage, bytesPerMessage }: Quirks,
  version: Version,
  { action, payload, text }: { readonly action: string; readonly payload: unknown; readonly text: string },
): void {
  const list = limitedLists[action]
  if (list === undefined) return
  const items = (payload as Readonly<Record<string, unknown>>)[list]
  if (itemsPerMessage !== undefined && Array.isArray(items) && items.length > itemsPerMessage) {
    throw new OcppError('OccurrenceConstraintViolation', `at most ${itemsPerMessage} elements in ${list}`)
  }
  if (version !== 'ocpp1.6' && bytesPerMessage !== undefined && Buffer.byteLength(text) > bytesPerMessage) {
    throw new OcppError('FormatViolation', `at most ${bytesPerMessage} bytes`)
  }
}
