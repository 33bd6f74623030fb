/** Payloads without what must not be read again: passwords that commands carry to stations. */

const hidden = '***'

export function withoutSecrets(action: string, payload: object): object {
  if (action === 'ChangeConfiguration') return withoutKeySecret(payload)
  if (action === 'SetVariables') return withoutVariableSecrets(payload)
  return action === 'SetNetworkProfile' ? withoutPasswords(payload) : payload
}

/** OCPP 1.6 security whitepaper, A01: the password travels as the value of this key. */
export const isSecretKey = (key: unknown): boolean => key === 'AuthorizationKey'

function withoutKeySecret(payload: object): object {
  return 'key' in payload && isSecretKey(payload.key) ? { ...payload, value: hidden } : payload
}

/** OCPP 2.0.1 part 2, A01: SecurityCtrlr.BasicAuthPassword. */
export const isSecretVariable = (name: unknown): boolean => name === 'BasicAuthPassword'

function withoutVariableSecrets(payload: object): object {
  if (!('setVariableData' in payload) || !Array.isArray(payload.setVariableData)) return payload
  const isSecret = (item: { variable?: { name?: unknown } }) => isSecretVariable(item?.variable?.name)
  if (!payload.setVariableData.some(isSecret)) return payload
  const data = payload.setVariableData.map((item) => (isSecret(item) ? { ...item, attributeValue: hidden } : item))
  return { ...payload, setVariableData: data }
}

/** Connection profiles carry passwords of the CSMS, of a VPN and of a mobile network, each in its own depth. */
function withoutPasswords(payload: object): object {
  return JSON.parse(
    JSON.stringify(payload, (name, value) =>
      /password|^key$|^simPin$/i.test(name) && value !== undefined ? hidden : value,
    ),
  )
}
