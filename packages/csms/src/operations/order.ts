/** What a caller asks of a station, before it is translated. */
import type { Version } from '@busbar/ocpp/versions'
import type { LiveStation } from '../stations/live-station.ts'

export interface Order {
  readonly station: LiveStation
  readonly version: Version
  readonly action: string
  readonly body: Readonly<Record<string, unknown>>
}

export type Members = readonly (readonly [name: string, value: unknown])[]
export type Substitution = { readonly members: Members } | { readonly problems: readonly Problem[] }

export interface Problem {
  readonly path: string
  readonly message: string
}

/** What a validator of the protocol found, for an answer that names the path beside it. */
export const messageOf = ({ path, message }: Problem): string =>
  path !== '' && message.startsWith(`${path} `) ? message.slice(path.length + 1) : message
