/**
 * Which names stand before a secret: of members in JSON, of configuration keys and variables, of parameters in an address. Pure. Stations
 * and vendors write them in all ways (`wifi_password`, `WifiPassword`, `WIFI-PASSWORD`), so only letters and digits are compared.
 */

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

const keys =
  'private|secret|shared|auth|authorization|api|app|access|account|wi?fi|wlan|wpa|wpa2|wpa3|wep|network|vpn|apn|ipsec|wireguard|ssh|rsa|aes|des|hmac|symmetric|encryption|decryption|crypto|cipher|master|session|signing|subscription|device|storage|license|tls|ssl'
const tokens =
  'access|auth|authorization|authentication|refresh|bearer|session|api|app|security|csrf|xsrf|sas|oauth|jwt|user|device|registration|enrol|enroll|enrollment|login|provisioning|upload|download'
const codes = 'key|pin|access|security|unlock|activation|door|auth|authorization|verification|recovery|pairing|otp|puk'

/** Also in the middle of a name: `passwordOfWifi`, `clientSecretValue`. */
const anywhere = 'passw|passphrase|passcode|kennwort|secret'
/** `passwordLength` says nothing of the password. */
const aboutIt =
  'enabled|disabled|length|minimum|maximum|required|supported|allowed|attempts|interval|expiry|expires|expiration|policy|status|state|count|changed|timeout|type'

const secretName = new RegExp(
  `(?:${anywhere})(?!.*(?:${aboutIt})$)|(?:${keys})key$|^(?:${tokens})?token$|(?:${tokens})token$|(?:${codes})code$|(?<!by|com)pass$|(?:pwd|psk|puk|pin|cvv|cvc|otp|jwt|credentials?|authorization)$`,
)

/** Its value is a secret, wherever it stands. */
export const isSecretName = (name: unknown): boolean => typeof name === 'string' && secretName.test(plain(name))

/** Also of a variable whose component says what it is about: `Vpn` and `Key`. */
export const isSecretVariable = (component: unknown, variable: unknown): boolean =>
  isSecretName(variable) || (typeof component === 'string' && isSecretName(`${component} ${String(variable)}`))

/** What makes an address open by itself: signatures and keys of storage services, tokens of portals. */
const secretParameter =
  /(?:signature|token|secret|credential|password|passwd|passphrase|pwd|pass|hmac|jwt|auth|key|keyid|policy)$|^(?:sig|sign|code|sas|pin|psk|pw|h|hash)$/

export const isSecretParameter = (name: string): boolean => secretParameter.test(plain(name))

/** As it can stand in a text, between the words of a name: nothing, a separator. */
const gap = String.raw`[_\-. ]?`

/** Of a text that holds none of this, nothing needs to be looked at. Names here are told apart more generously than above. */
export const nameInText = [
  `pass(?:w|${gap}phrase|${gap}code)`,
  String.raw`pass[\\"'=:<>]`,
  'kennwort',
  'secret',
  String.raw`(?:pwd|psk|puk|pin|cvv|cvc|otp|jwt|authorization)[\\"'=:<> ]`,
  'credential',
  `(?:${keys})${gap}key`,
  `(?:${tokens})${gap}token`,
  String.raw`[\\"'<]token`,
  `(?:${codes})${gap}code`,
].join('|')
