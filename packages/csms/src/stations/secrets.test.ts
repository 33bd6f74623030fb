import { expect, test } from 'vitest'
import { withoutSecrets } from './secrets.ts'

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
])('%s is shown without its passwords', (action, payload) => {
  expect(JSON.stringify(withoutSecrets(action, payload))).not.toContain(password)
})

test('everything else is shown as it is', () => {
  const payload = { key: 'HeartbeatInterval', value: '60' }
  expect(withoutSecrets('ChangeConfiguration', payload)).toEqual(payload)
  expect(withoutSecrets('SetVariables', { setVariableData: [variable('Identity')] })).toEqual({
    setVariableData: [variable('Identity')],
  })
  expect(withoutSecrets('Reset', { type: 'Soft' })).toEqual({ type: 'Soft' })
})
