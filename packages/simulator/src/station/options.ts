import type { ConnectOptions } from '@busbar/ocpp/client'
import type { Version } from '@busbar/ocpp/versions'
import type { Clock } from '../clock.ts'
import type { EvseOptions } from '../evse/evse.ts'
import type { LogEntry } from '../log.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { Quirks } from '../quirks.ts'
import type { Memory } from '../transactions/go-on.ts'

export interface StationOptions {
  /** The CSMS's endpoint, `ws://host:8080/ocpp`. */
  url: string
  id: string
  version: Version
  /** HTTP Basic authentication. */
  password?: string
  vendor?: string
  model?: string
  serialNumber?: string
  firmwareVersion?: string
  /** Default: one EVSE, 3 × 32 A. */
  evses?: readonly EvseOptions[]
  /** Every random choice comes from it. Default: the id. */
  seed?: string | number
  clock?: Clock
  settings?: Partial<Settings>
  /** It has been on before, in another process, and goes on: accepted, without a boot, with what ran then. */
  memory?: Memory
  /** From closing the socket to opening it again. Default 5 s. */
  rebootS?: number
  tls?: ConnectOptions['tls']
  quirks?: Quirks
  onLog?(entry: LogEntry): void
}
