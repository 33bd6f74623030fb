import { commands21 } from './commands21.ts'
import { ocpp201 } from './ocpp201.ts'
import type { Protocol } from './protocol.ts'

/** 2.1 takes what 2.0.1 does, unless it says otherwise. */
export const ocpp21: Protocol = { ...ocpp201, version: 'ocpp2.1', handlers: commands21 }
