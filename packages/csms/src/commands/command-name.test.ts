import { actionsFrom, versions } from '@busbar/ocpp/versions'
import { expect, test } from 'vitest'
import { actionNamed, commandName } from './command-name.ts'

test.each([
  ['Reset', 'reset'],
  ['RemoteStartTransaction', 'remote-start-transaction'],
  ['AFRRSignal', 'afrr-signal'],
  ['SetDERControl', 'set-der-control'],
  ['GetInstalledCertificateIds', 'get-installed-certificate-ids'],
  ['DataTransfer', 'data-transfer'],
])('%s is %s', (action, name) => {
  expect(commandName(action)).toBe(name)
  expect(actionNamed(name)).toBe(action)
})

test('every action of a CSMS has a name that leads back to it', () => {
  for (const version of versions) {
    for (const action of actionsFrom(version, 'csms')) expect(actionNamed(commandName(action))).toBe(action)
  }
})

test('what only a station sends is no command', () => {
  expect(actionNamed('boot-notification')).toBeUndefined()
  expect(actionNamed('teleport')).toBeUndefined()
})
