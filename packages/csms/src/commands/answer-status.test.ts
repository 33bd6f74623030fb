import { expect, test } from 'vitest'
import { answerStatus } from './answer-status.ts'

const attributes = (...statuses: string[]) => statuses.map((attributeStatus) => ({ attributeStatus }))
const results = (...statuses: string[]) => statuses.map((status) => ({ status }))

test.each<[string, Record<string, unknown>, string]>([
  ['its own status', { status: 'Scheduled' }, 'Scheduled'],
  ['all variables taken', { setVariableResult: attributes('Accepted', 'RebootRequired') }, 'Accepted'],
  ['no variable taken', { setVariableResult: attributes('Rejected', 'UnknownVariable') }, 'Rejected'],
  ['some variables taken', { setVariableResult: attributes('Accepted', 'Rejected') }, 'PartiallyAccepted'],
  ['an unknown variable', { getVariableResult: attributes('UnknownComponent') }, 'Rejected'],
  ['some monitors set', { setMonitoringResult: results('Accepted', 'Duplicate') }, 'PartiallyAccepted'],
  ['no monitor to clear', { clearMonitoringResult: results('NotFound') }, 'Rejected'],
  ['no tariff to clear', { clearTariffsResult: results('NoTariff') }, 'Rejected'],
  ['a list without statuses', { configurationKey: [{ key: 'X', readonly: true }], unknownKey: ['Y'] }, 'Accepted'],
  ['nothing', {}, 'Accepted'],
  ['a list version', { listVersion: 3 }, 'Accepted'],
  ['an empty list', { versionNumber: 0 }, 'Accepted'],
  ['no local lists (1.6 §5.10)', { listVersion: -1 }, 'NotSupported'],
])('%s: %o is %s', (_what, response, status) => expect(answerStatus(response)).toBe(status))
