import { expect, test } from 'vitest'
import { frameWithoutSecrets, withoutSecrets } from './secrets.ts'

const password = 'correct horse battery staple'
const variable = (name: string) => ({
  component: { name: 'SecurityCtrlr' },
  variable: { name },
  attributeValue: password,
})

test.each<[string, object]>([
  ['ChangeConfiguration', { key: 'AuthorizationKey', value: password }],
  ['SetVariables', { setVariableData: [variable('BasicAuthPassword')] }],
  [
    'SetNetworkProfile',
    {
      configurationSlot: 1,
      connectionData: { basicAuthPassword: password, vpn: { password, key: password }, apn: { apnPassword: password } },
    },
  ],
])('%s is shown without its passwords', (_action, payload) => {
  expect(JSON.stringify(withoutSecrets(payload))).not.toContain(password)
})

const ofDriver = {
  idToken: password,
  type: 'KeyCode',
  additionalInfo: [{ additionalIdToken: password, type: 'KeyCode' }],
}

test.each<[string, unknown]>([
  ['an Authorize', [2, '1', 'Authorize', { idToken: ofDriver }]],
  [
    'a TransactionEvent',
    [2, '1', 'TransactionEvent', { eventType: 'Started', idToken: { type: 'keycode', idToken: password } }],
  ],
  [
    'a RequestStartTransaction',
    [2, '1', 'RequestStartTransaction', { remoteStartId: 1, idToken: ofDriver, groupIdToken: ofDriver }],
  ],
  ['a SendLocalList', [2, '1', 'SendLocalList', { localAuthorizationList: [{ idToken: ofDriver }] }]],
  [
    'an answer to GetConfiguration',
    [3, '1', { configurationKey: [{ key: 'authorizationKey', readonly: false, value: password }] }],
  ],
  ['an answer to GetVariables', [3, '1', { getVariableResult: [variable('BasicAuthPassword')] }]],
  [
    'a NotifyReport',
    [
      2,
      '1',
      'NotifyReport',
      { reportData: [{ ...variable('BasicAuthPassword'), variableAttribute: [{ value: password }] }] },
    ],
  ],
  [
    'a NotifyEvent',
    [2, '1', 'NotifyEvent', { eventData: [{ variable: { name: 'BasicAuthPassword' }, actualValue: password }] }],
  ],
])('%s is shown without its secret, and with all the rest', (_name, frame) => {
  const text = JSON.stringify(frame)
  expect(frameWithoutSecrets(text)).toBe(text.replaceAll(password, '***'))
})

test('a frame without a secret is shown to the letter', () => {
  for (const text of [
    '[2, "1", "Authorize", {"idToken": {"idToken": "04AB", "type": "ISO14443"}}]',
    '[2, "1", "GetConfiguration", {"key": ["AuthorizationKey"]}]',
    '[2, "1", "DataTransfer", {"vendorId": "KeyCode", "data": 1.0}]',
    'no frame at all',
  ])
    expect(frameWithoutSecrets(text)).toBe(text)
})

test.each([
  ['cut off', `[2,"1","Authorize",{"idToken":{"type":"KeyCode","idToken":"${password}"`],
  ['too deep', `${'['.repeat(100_000)}{"type":"KeyCode","idToken":"${password}"}${']'.repeat(100_000)}`],
])('a frame that is %s and may hold a secret is not shown', (_what, text) => {
  expect(frameWithoutSecrets(text)).toBe('***')
})

test('everything else is shown as it is', () => {
  const payload = { key: 'HeartbeatInterval', value: '60' }
  expect(withoutSecrets(payload)).toEqual(payload)
  expect(withoutSecrets({ setVariableData: [variable('Identity')] })).toEqual({
    setVariableData: [variable('Identity')],
  })
  expect(withoutSecrets({ type: 'Soft' })).toEqual({ type: 'Soft' })
})
