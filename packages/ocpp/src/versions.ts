import type { Definition } from './definition.ts'
import v16 from './generated/v16.json' with { type: 'json' }
import v21 from './generated/v21.json' with { type: 'json' }
import v201 from './generated/v201.json' with { type: 'json' }

/** The WebSocket subprotocol names (OCPP 2.1 part 4, table 1). */
export type Version = 'ocpp1.6' | 'ocpp2.0.1' | 'ocpp2.1'

/** Newest first. */
export const versions: readonly Version[] = ['ocpp2.1', 'ocpp2.0.1', 'ocpp1.6']

export type Side = 'station' | 'csms'

export const definitions: Readonly<Record<Version, Definition>> = {
  'ocpp1.6': v16 as unknown as Definition,
  'ocpp2.0.1': v201 as unknown as Definition,
  'ocpp2.1': v21 as unknown as Definition,
}

/** The actions a side may send, as CALL or SEND. */
export function actionsFrom(version: Version, side: Side): readonly string[] {
  return Object.keys(definitions[version].messages).filter((action) => maySend(version, side, action))
}

export function maySend(version: Version, side: Side, action: string): boolean {
  if (!isAction(version, action)) return false
  const sender = definitions[version].messages[action]
  return sender === side || sender === 'both'
}

export function isAction(version: Version, action: string): boolean {
  return Object.hasOwn(definitions[version].messages, action)
}

/** Sent unconfirmed, by SEND (OCPP 2.1 part 4, 4.2.4). */
export function isSend(version: Version, action: string): boolean {
  return definitions[version].sends.includes(action)
}
