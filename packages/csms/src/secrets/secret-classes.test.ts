/** The classes of secrets, each in the ways stations and vendors write them. */
import { expect, test } from 'vitest'
import { frameWithoutSecrets, textWithoutSecrets, withoutSecrets } from './secrets.ts'

const s = 'C4N-4RY~s3cr3t'

const members =
  `password Password PASSWORD wifi_password WiFi-Password apnPassword passwd passphrase pass_phrase passcode pwd userPwd secret
  client_secret SharedSecret psk wifiPSK preSharedKey pre_shared_key privateKey private-key apiKey api_key accessKey vpnKey wifiKey networkKey
  AuthorizationKey authKey encryptionKey masterKey token accessToken access_token authToken refreshToken bearerToken sessionToken apiToken jwt
  pin PIN simPin sim_pin pinCode keyCode accessCode securityCode puk otp cvv credential authorization`
    .split(/\s+/)
    .filter((name) => name !== '')

test.each(members)('a member called %s holds a secret, as text, as number, in a list, in an object', (name) => {
  const frame = (value: unknown) =>
    JSON.stringify([2, '1', 'DataTransfer', { vendorId: 'v', data: { [name]: value, rest: 1 } }])
  for (const value of [s, [s], { current: s }])
    expect(frameWithoutSecrets(frame(value))).toBe(frame(value).replace(s, '***'))
  expect(frameWithoutSecrets(frame(4711))).toBe(frame('***'))
})

test.each(members)('%s as the name of a configuration key, a variable, a setting', (name) => {
  for (const pair of [
    { key: name, value: s },
    { key: name, readonly: false, value: s },
    { name, value: s },
    { component: { name: 'X' }, variable: { name }, attributeValue: s },
    { component: { name: 'X' }, variable: { name }, actualValue: s },
    { component: { name: 'X' }, variable: { name }, variableAttribute: [{ type: 'Actual', value: s }] },
  ])
    expect(withoutSecrets([pair])).toEqual(JSON.parse(JSON.stringify([pair]).replace(s, '***')))
})

test('what says something of a secret, or only sounds like one, is shown', () => {
  for (const name of `passwordLength passwordPolicy secretCount idToken idTag groupIdToken publicKey unknownKey configurationKey errorCode reasonCode
    techCode vendorErrorCode authorizationStatus bypass shipping postalCode tokenKey keyType location signature certificate csr iccid`
    .split(/\s+/)
    .filter((name) => name !== '')) {
    const payload = { data: { [name]: s } }
    expect(withoutSecrets(payload), name).toBe(payload)
  }
})

test.each([
  [`ftp://ops:${s}@192.0.2.10:21//upload/`, 'ftp://***@192.0.2.10:21//upload/'],
  [`https://${s}@host/x`, 'https://***@host/x'],
  [`ftp://ops:p@${s}@host/`, 'ftp://***@host/'],
  [`ftp://ops:p/${s}@host/`, 'ftp://***@host/'],
  [`ftp://ops:my ${s}@host/`, 'ftp://***@host/'],
  [`ops:${s}@192.0.2.10/dir`, '***@192.0.2.10/dir'],
  [`see wss://u:${s}@h and http://h:8080/a@b`, 'see wss://***@h and http://h:8080/a@b'],
  [`http://h/fw.bin?sig=${s}&v=1.2#x`, 'http://h/fw.bin?sig=***&v=1.2#x'],
  [
    `https://h/o?X-Amz-Date=1&X-Amz-Signature=${s}&X-Amz-Credential=${s}`,
    'https://h/o?X-Amz-Date=1&X-Amz-Signature=***&X-Amz-Credential=***',
  ],
  [`https://h/o?a=1&X-Goog-Signature=${s}`, 'https://h/o?a=1&X-Goog-Signature=***'],
  [`https://h/o?access%5Ftoken=${s}`, 'https://h/o?access%5Ftoken=***'],
  [`https://h/#access_token=${s}&x=1`, 'https://h/#access_token=***&x=1'],
  [`https://h/?key=${s}`, 'https://h/?key=***'],
  [`/upload?token=${s}`, '/upload?token=***'],
  [`https://h/?to=${encodeURIComponent(`ftp://a:${s}@h/`)}`, `https://h/?to=${encodeURIComponent('ftp://***@h/')}`],
  [`Authorization: Basic ${btoa(s)}`, 'Authorization: ***'],
  [`it said Bearer ${s} to me`, 'it said Bearer *** to me'],
  [`-----BEGIN EC PRIVATE KEY-----\nMHc${s}\n-----END EC PRIVATE KEY-----`, '-----BEGIN EC PRIVATE KEY-----***'],
  [`ssid=home;psk=${s};dhcp=on`, 'ssid=home;psk=***;dhcp=on'],
  [`note: the Wi-Fi password is set, password = ${s}`, 'note: the Wi-Fi password is set, password = ***'],
  [`{"password":"${s}", broken`, '{"password":***, broken'],
  [`say {\\"password\\":\\"${s}\\"}`, 'say {\\"password\\":***}'],
  [`<Wifi><Password>${s}</Password></Wifi>`, '<Wifi><Password>***</Password></Wifi>'],
  [`<Wifi><psk><![CDATA[${s}]]></psk></Wifi>`, '<Wifi><psk>***</psk></Wifi>'],
  [`<wifi psk="${s}" ssid="a"/>`, '<wifi psk=*** ssid="a"/>'],
  [JSON.stringify({ a: { password: s } }), '{"a":{"password":"***"}}'],
  [
    JSON.stringify({ a: JSON.stringify([{ key: 'WifiPassword', value: s }]) }),
    '{"a":"[{\\"key\\":\\"WifiPassword\\",\\"value\\":\\"***\\"}]"}',
  ],
])('the text %j', (text, shown) => {
  expect(textWithoutSecrets(text)).toBe(shown)
  for (const frame of [
    [2, '1', 'DataTransfer', { vendorId: 'v', data: text }],
    [2, '1', 'StatusNotification', { info: text, customData: { vendorId: 'v', a: [{ b: text }] } }],
  ])
    expect(JSON.parse(frameWithoutSecrets(JSON.stringify(frame)))).toEqual(
      JSON.parse(JSON.stringify(frame).replaceAll(JSON.stringify(text), JSON.stringify(shown))),
    )
})

test.each([
  'http://h/fw.bin?v=1.2&size=100#top',
  'mail@example.com at 10:00',
  'com.acme.Wallbox:2.1',
  'the door is open; state: Faulted',
  '{"a":1.0}',
  'https://en.wikipedia.org/wiki/Password',
])('the text %j is shown to the letter', (text) => expect(textWithoutSecrets(text)).toBe(text))

test('slashes and names that are escaped in JSON hide nothing', () => {
  const frame = `[2,"1","GetLog",{"log":{"remoteLocation":"ftp:\\/\\/a:${s}@h\\/x"},"p\\u0061ssword":"${s}"}]`
  expect(frameWithoutSecrets(frame)).not.toContain(s)
})

test('a DataTransfer that says by its message id what its text is', () => {
  const frame = JSON.stringify([2, '1', 'DataTransfer', { vendorId: 'v', messageId: 'SetWifiPassword', data: s }])
  expect(frameWithoutSecrets(frame)).toBe(frame.replace(s, '***'))
})

test('a component says what its variable is about', () => {
  const data = { component: { name: 'VPN' }, variable: { name: 'Key' }, attributeValue: s }
  expect(JSON.stringify(withoutSecrets([data]))).not.toContain(s)
})

test('id tokens without a type are asked about', () => {
  const frame = '[2,"1","StartTransaction",{"connectorId":1,"idTag":"4711"}]'
  expect(frameWithoutSecrets(frame)).toBe(frame)
  expect(frameWithoutSecrets(frame, (token) => token === '4711')).toBe(frame.replace('4711', '***'))
  expect(frameWithoutSecrets(frame, () => false)).toBe(frame)
})

test.each([
  ['names', 'password '.repeat(7_000)],
  ['addresses', '://a:b'.repeat(10_000)],
  ['quotes', '"psk":\\"'.repeat(8_000)],
  ['elements', '<psk><![CDATA['.repeat(4_500)],
  ['keys', '-----BEGIN PRIVATE KEY-----'.repeat(2_300)],
  ['letters', `secret${'a'.repeat(60_000)}`],
  ['a megabyte', `secret${'a='.repeat(500_000)}`],
])('a text made of %s takes no time', (_what, text) => {
  const begun = performance.now()
  textWithoutSecrets(text)
  frameWithoutSecrets(JSON.stringify([2, '1', 'DataTransfer', { data: text }]))
  frameWithoutSecrets(`[2,"1",${text}`)
  expect(performance.now() - begun).toBeLessThan(1_000)
})
