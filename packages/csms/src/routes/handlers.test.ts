import { actionsFrom } from '@busbar/ocpp/versions'
import { expect, test } from 'vitest'
import type { Handlers16, Handlers21, Handlers201 } from './handlers.ts'
import { ocpp16 } from './ocpp16.ts'
import { ocpp21 } from './ocpp21.ts'
import { ocpp201 } from './ocpp201.ts'

test('a forgotten action does not compile', () => {
  const { StopTransaction: forgotten16, ...others16 } = ocpp16
  // @ts-expect-error: StopTransaction is missing
  const table16: Handlers16 = others16
  const { TransactionEvent: forgotten201, ...others201 } = ocpp201
  // @ts-expect-error: TransactionEvent is missing
  const table201: Handlers201 = others201
  const { NotifyPeriodicEventStream: forgotten21, ...others21 } = ocpp21
  // @ts-expect-error: NotifyPeriodicEventStream is missing, though nobody waits for an answer to it
  const table21: Handlers21 = others21
  for (const forgotten of [forgotten16, forgotten201, forgotten21]) expect(forgotten).toBeTypeOf('function')
  expect([table16, table201, table21].map((table) => Object.keys(table).length)).toEqual([
    actionsFrom('ocpp1.6', 'station').length - 1,
    actionsFrom('ocpp2.0.1', 'station').length - 1,
    actionsFrom('ocpp2.1', 'station').length - 1,
  ])
})

test('an action with another one’s function does not compile', () => {
  // @ts-expect-error: Authorize is not answered with what a Heartbeat is
  const table: Handlers16 = { ...ocpp16, Authorize: ocpp16.Heartbeat }
  expect(table.Authorize).toBe(ocpp16.Heartbeat)
})
