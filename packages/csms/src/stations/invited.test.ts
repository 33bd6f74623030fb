import { expect, test } from 'vitest'
import { invitedBy } from './invited.ts'

test.each([
  ['TriggerMessage', { requestedMessage: 'StatusNotification', evse: { id: 1 } }, ['StatusNotification']],
  ['TriggerMessage', { requestedMessage: 'SignV2GCertificate' }, ['SignCertificate']],
  ['ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' }, ['SignCertificate']],
  ['GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }, ['NotifyReport']],
  ['GetReport', { requestId: 1 }, ['NotifyReport']],
  ['SetVariables', { setVariableData: [] }, []],
])('%s %j invites %j (OCPP 2.0.1 part 2, B02.FR.02)', (action, request, invited) => {
  expect(invitedBy(action, request)).toEqual(invited)
})
