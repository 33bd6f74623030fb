/**
 * Lists a CSMS sends of which a station takes only so many elements, or bytes, in one message, and where it says how many. What it does not
 * say, or says as no number, is no limit. Pure.
 */
import { traits } from '@busbar/ocpp/traits'
import type { Version } from '@busbar/ocpp/versions'

export interface ListLimits {
  /** Elements. */
  readonly items: number | null
  /** Of the whole CALL. */
  readonly bytes: number | null
}

export const noLimits: ListLimits = { items: null, bytes: null }

/** Where a station tells its limits: keys of 1.6, variables of 2.x. */
export type LimitSource = { readonly key: string } | { readonly component: string; readonly instance: string | null }

export interface LimitedList {
  readonly member: string
  readonly source: LimitSource
}

const variables = (component: string, instance: string | null, member: string): LimitedList => ({
  member,
  source: { component, instance },
})

/** OCPP 1.6 §9.1.9, §9.2.3. */
const lists16: Readonly<Record<string, LimitedList>> = {
  GetConfiguration: { member: 'key', source: { key: 'GetConfigurationMaxKeys' } },
  SendLocalList: { member: 'localAuthorizationList', source: { key: 'SendLocalListMaxLength' } },
}

/** OCPP 2.0.1 part 2, B05.FR.11, B06.FR.05, D01.FR.11, N04.FR.09, N06.FR.04; 2.1.16 (GetReport and GetMonitoringReport share one limit). */
const lists2: Readonly<Record<string, LimitedList>> = {
  GetVariables: variables('DeviceDataCtrlr', 'GetVariables', 'getVariableData'),
  SetVariables: variables('DeviceDataCtrlr', 'SetVariables', 'setVariableData'),
  GetReport: variables('DeviceDataCtrlr', 'GetReport', 'componentVariable'),
  GetMonitoringReport: variables('DeviceDataCtrlr', 'GetReport', 'componentVariable'),
  SetVariableMonitoring: variables('MonitoringCtrlr', 'SetVariableMonitoring', 'setMonitoringData'),
  ClearVariableMonitoring: variables('MonitoringCtrlr', 'ClearVariableMonitoring', 'id'),
  SendLocalList: variables('LocalAuthListCtrlr', null, 'localAuthorizationList'),
}

export const limitedList = (version: Version, action: string): LimitedList | undefined =>
  (traits[version].hasDeviceModel ? lists2 : lists16)[action]

export const limitVariables = ['ItemsPerMessage', 'BytesPerMessage'] as const

export function limitOf(value: string | null | undefined): number | null {
  const number = Number(value?.trim() || Number.NaN)
  return Number.isSafeInteger(number) && number >= 1 ? number : null
}

/**
 * The elements in as few parts as the limits allow; `emptyBytes` is the length of a CALL with none. One that is too long by itself goes
 * alone: the station may take it all the same.
 */
export function inParts<Item>(items: readonly Item[], limits: ListLimits, emptyBytes: number): Item[][] {
  const parts: Item[][] = []
  let part: Item[] = []
  let bytes = emptyBytes
  for (const item of items) {
    // With the comma.
    const itemBytes = limits.bytes === null ? 0 : Buffer.byteLength(JSON.stringify(item)) + 1
    const isFull = part.length === limits.items || (limits.bytes !== null && bytes + itemBytes - 1 > limits.bytes)
    if (part.length > 0 && isFull) {
      parts.push(part)
      part = []
      bytes = emptyBytes
    }
    part.push(item)
    bytes += itemBytes
  }
  return [...parts, part]
}

/**
 * The versions a local list goes through when it is sent in parts, each higher than the one before (1.6 §5.15; 2.0.1 part 2, D01.FR.19). They
 * end at the one asked for where there is room below it, so that the version says that the list is whole.
 */
export function listVersions(
  asked: number,
  parts: number,
  { updateType, present }: { readonly updateType: unknown; readonly present: number | null },
): number[] {
  // A full list replaces whatever was there; only a differential one is compared with it. 0 is never a version (D01.FR.18).
  const lowest = updateType === 'Differential' ? Math.max(present ?? 0, 0) + 1 : 1
  const first = Math.min(asked, Math.max(lowest, asked - parts + 1))
  return Array.from({ length: parts }, (_, i) => first + i)
}
