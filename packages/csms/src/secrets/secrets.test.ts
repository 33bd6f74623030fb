import { expect, test } from 'vitest'
import { frameWithoutSecrets, mayHoldSecretIn, withoutSecrets } from './secrets.ts'

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

test('a name is looked at as any text is', () => {
  expect(withoutSecrets({ [`sftp://ops:${password.replaceAll(' ', '-')}@192.0.2.1/`]: 'uploaded' })).toEqual({
    'sftp://***@192.0.2.1/': 'uploaded',
  })
})

test('of two members of one name the one that is not read is not shown', () => {
  const value = (text: string) => `[2,"1","MeterValues",{"value":${JSON.stringify(text)},"value":"7"}]`
  expect(frameWithoutSecrets(value(`password=${password}`))).toBe('[2,"1","MeterValues",{"value":"7"}]')
  const inside = JSON.stringify({ data: `{"password":"${password}","password":null}` })
  expect(frameWithoutSecrets(inside)).toBe(JSON.stringify({ data: '{"password":null}' }))
  const twice = '[2,"1","Authorize",{"idTag":"1234","idTag":"A"}]'
  expect(frameWithoutSecrets(twice, (idToken) => idToken === '1234')).toBe('[2,"1","Authorize",{"idTag":"A"}]')
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

const said = (action: string, texts: readonly string[] | null, text = password) => ({
  action,
  messageId: '1',
  text,
  texts,
})
const asText = (...texts: string[]) => texts.map((text) => `"${text}"`).join()

test('of a message to the letter of its schema only its own texts are looked at', () => {
  // What only its text says stands in for what it would cost to look at all of it.
  const text = '"password": "x"'
  for (const version of ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const) {
    for (const action of ['Heartbeat', 'MeterValues', 'StatusNotification', 'BootNotification', 'DataTransfer'])
      expect(mayHoldSecretIn(said(action, ['12.5', 'A-1'], text), version), `${version} ${action}`).toBe(false)
    expect(mayHoldSecretIn(said('MeterValues', null, text), version)).toBe(true)
    expect(mayHoldSecretIn({ ...said('MeterValues', [], text), messageId: 'password' }, version)).toBe(true)
  }
  // Its own names say what stands there.
  expect(mayHoldSecretIn(said('SetNetworkProfile', [], text), 'ocpp2.0.1')).toBe(true)
})

test.each([
  ['a name', 'AuthorizationKey'],
  ['a pair', 'psk=hunter2'],
  ['JSON', '{"PIN":"1234"}'],
  ['an address that opens by itself', 'https://example.com/log?sig=abc'],
  ['an address with a password', 'ftp://u:p@example.com/'],
  ['a type of id token', 'KeyCode'],
])('%s in a text of its own has the whole message looked at', (_, own) => {
  const text = asText('type', own, 'idToken', 'password')
  expect(mayHoldSecretIn(said('Authorize', ['1', own], text), 'ocpp2.0.1')).toBe(true)
})

test('an id token that may be a key code is looked for in any case', () => {
  const of = said('Authorize', ['1234'], '{"idTag":"1234"}')
  expect(mayHoldSecretIn(of, 'ocpp1.6')).toBe(false)
  expect(mayHoldSecretIn(of, 'ocpp1.6', () => true)).toBe(true)
})
