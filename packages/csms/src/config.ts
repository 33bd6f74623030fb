/**
 * Settings, read once at the start from the environment and one optional file with the same names; the environment wins.
 * `docs/configuration.md` holds the same table as `settings`, and a test keeps them equal.
 */
import { existsSync, readFileSync } from 'node:fs'
import type { BlockList } from 'node:net'
import type { IdentityRule } from './connections/identity.ts'
import { readNetworks } from './guard/client-address.ts'

export type UnknownStations = 'accept' | 'pending' | 'reject'
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug' | 'trace'

/** The demo is an organisation of its own: what is public in it opens nothing of anybody else's. */
export const demoOrganisation = 'demo'

/** Who runs the house: what is of all organisations together is this one's to read and to set. */
export const houseOrganisation = 'default'

export interface Config {
  port: number
  host: string
  /** null: the embedded database in `dataFolder`. */
  databaseUrl: string | null
  dataFolder: string
  demo: boolean
  unknownStations: UnknownStations
  /** What a station that nobody has announced may be called, and an operator may call one. */
  stationIds: IdentityRule
  /** Of how many unknown stations connections are open at once, in all and of one address; that many new ids an hour, too. */
  strangers: number
  strangersPerAddress: number
  /** Open at once without a password, of one address; 0: any number. */
  connectionsPerAddress: number
  /** Handshakes of one address that let nobody in whom we know. */
  handshakesPerMinute: number
  /** Web pages that may be charging stations. */
  stationOrigins: readonly string[]
  /** Whose X-Forwarded-For is believed; null: nobody's. */
  trustedProxies: BlockList | null
  /** null: one is made and printed at the first start. */
  apiToken: string | null
  /** null: `server.key` in `dataFolder`. */
  serverKey: string | null
  heartbeatIntervalS: number
  offlineGraceS: number
  pingIntervalS: number
  callTimeoutMs: number
  commitTimeoutMs: number
  messageLog: boolean
  /** In days; 0: for ever. */
  keepMessages: number
  keepEvents: number
  keepMeterValues: number
  keepTransactionEvents: number
  keepAudit: number
  keepSecurityEvents: number
  /** Of PostgreSQL; null: nobody says. */
  databaseMaxBytes: number | null
  /** Messages per second of one station before it is slowed down. */
  messageRatePerS: number
  /** An open transaction of a station that stays offline this long is closed by rule. */
  transactionAbandonAfterS: number
  /** After this long its open transactions are probably over. */
  transactionOverAfterS: number
  /** A report whose next part does not come for so long is overdue. */
  reportDeadlineS: number
  /** A firmware update or upload without a word for so long is overdue. */
  transferDeadlineS: number
  databaseConnections: number
  logLevel: LogLevel
  /** Map tiles for the console, with {z}, {x} and {y}; null: the map that comes with it. */
  tileUrl: string | null
  tileAttribution: string
}

interface Setting<T> {
  /** As in the environment and in the file. */
  readonly name: string
  /** In the spelling of the environment. */
  readonly fallback: string
  /** What the table says; `fallback` is told beside it. */
  readonly meaning: string
  read(text: string): T | Mistake
}

class Mistake {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

const text = (value: string): string => value

const wholeNumber = (from: number, to: number) => (value: string) => {
  const number = Number(value)
  const fits = /^\d+$/.test(value) && number >= from && number <= to
  return fits ? number : new Mistake(`must be a whole number from ${from} to ${to}`)
}

const days = wholeNumber(0, 36_500)

const byteUnits: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 }

function bytes(value: string): number | null | Mistake {
  if (value === '') return null
  const [, number, unit = ''] = /^(\d{1,6})\s*(MB|GB|TB)$/.exec(value) ?? []
  return number === undefined ? new Mistake('must be a size like 500GB') : Number(number) * (byteUnits[unit] as number)
}

const onOff = (value: string) => (value === 'on' || value === 'off' ? value === 'on' : new Mistake('must be on or off'))

const oneOf =
  <T extends string>(...words: readonly T[]) =>
  (value: string): T | Mistake =>
    words.find((word) => word === value) ?? new Mistake(`must be one of ${words.join(', ')}`)

function origins(value: string): readonly string[] | Mistake {
  const listed = value.split(/[\s,]+/).filter(Boolean)
  const good = listed.every((one) => one === 'null' || URL.parse(one)?.origin === one.toLowerCase())
  return good ? listed.map((one) => one.toLowerCase()) : new Mistake('must be origins like https://example.com')
}

const networks = (value: string): BlockList | null | Mistake =>
  value.trim() === ''
    ? null
    : (readNetworks(value) ?? new Mistake('must be addresses or networks like 10.0.0.0/8, 2001:db8::1'))

/** null: there is none; a mistake where it is no such URL. */
export function postgresUrl(value: string): string | null | Mistake {
  if (value === '') return null
  const url = URL.parse(value)
  const known = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:'
  return known ? value : new Mistake('must be a URL like postgres://user:password@host:5432/database')
}

function tileUrl(value: string): string | null | Mistake {
  if (value === '') return null
  const complete = ['{z}', '{x}', '{y}'].every((part) => value.includes(part))
  return complete && URL.parse(value)?.protocol === 'https:'
    ? value
    : new Mistake('must be an https URL with {z}, {x} and {y}')
}

function token(value: string): string | null | Mistake {
  if (value === '') return null
  return /^[\x21-\x7e]{16,200}$/.test(value)
    ? value
    : new Mistake('must be 16 to 200 printable ASCII characters, no spaces')
}

function key(value: string): string | null | Mistake {
  if (value === '') return null
  return /^[\x21-\x7e]{32,200}$/.test(value)
    ? value
    : new Mistake('must be 32 to 200 printable ASCII characters, no spaces')
}

export const settings: { readonly [K in keyof Config]: Setting<Config[K]> } = {
  port: {
    name: 'PORT',
    fallback: '8080',
    meaning: 'port of console, API and charging stations; 0 takes a free one',
    read: wholeNumber(0, 65_535),
  },
  host: { name: 'HOST', fallback: '0.0.0.0', meaning: 'address to listen on', read: text },
  databaseUrl: {
    name: 'DATABASE_URL',
    fallback: '',
    meaning: 'PostgreSQL to use; empty: the embedded database in `BUSBAR_DATA`',
    read: postgresUrl,
  },
  dataFolder: {
    name: 'BUSBAR_DATA',
    fallback: './data',
    meaning: 'folder of the embedded database',
    read: (value) => value || new Mistake('must name a folder'),
  },
  demo: {
    name: 'BUSBAR_DEMO',
    fallback: 'on',
    meaning: 'two sites and 20 simulated charging stations: `on` or `off`',
    read: onOff,
  },
  unknownStations: {
    name: 'BUSBAR_UNKNOWN_STATIONS',
    fallback: 'pending',
    meaning:
      'a charging station nobody has announced: `accept` (becomes one of the default site), `pending` (waits in the inbox) or `reject`',
    read: oneOf('accept', 'pending', 'reject'),
  },
  stationIds: {
    name: 'BUSBAR_STATION_IDS',
    fallback: 'ocpp2',
    meaning:
      'ids of charging stations: `ocpp2` (48 printable ASCII characters without space, slashes and colon) or `ocpp1.6` (also single blanks, colons and accents)',
    read: oneOf('ocpp2', 'ocpp1.6'),
  },
  strangers: {
    name: 'BUSBAR_STRANGERS',
    fallback: '2000',
    meaning: 'charging stations nobody has announced that may be connected at once, in all',
    read: wholeNumber(1, 100_000),
  },
  strangersPerAddress: {
    name: 'BUSBAR_STRANGERS_PER_ADDRESS',
    fallback: '500',
    meaning:
      'the same of one IP address (of one /64 in IPv6), and how many new ids an hour it may bring; those that were admitted do not count',
    read: wholeNumber(1, 100_000),
  },
  connectionsPerAddress: {
    name: 'BUSBAR_CONNECTIONS_PER_ADDRESS',
    fallback: '2000',
    meaning:
      'connections of one address that are open at once, without charging stations that came with their password and without this machine itself; 0: any number',
    read: wholeNumber(0, 1_000_000),
  },
  handshakesPerMinute: {
    name: 'BUSBAR_HANDSHAKES_PER_MINUTE',
    fallback: '1200',
    meaning: 'handshakes of one address in a minute that were refused, or of charging stations nobody has announced',
    read: wholeNumber(1, 1_000_000),
  },
  stationOrigins: {
    name: 'BUSBAR_STATION_ORIGINS',
    fallback: '',
    meaning:
      'web pages that may connect as charging stations, like `https://simulator.example.com`; empty: none, charging stations are no browsers',
    read: origins,
  },
  trustedProxies: {
    name: 'BUSBAR_TRUSTED_PROXIES',
    fallback: '',
    meaning:
      'reverse proxies whose `X-Forwarded-For` says who connects, like `10.0.0.0/8, 127.0.0.1`; without it everything behind one is one address',
    read: networks,
  },
  apiToken: {
    name: 'BUSBAR_API_TOKEN',
    fallback: '',
    meaning:
      'the API token, valid while it is given, in place of those that starts made before; empty: a start makes one and prints it where there is none',
    read: token,
  },
  serverKey: {
    name: 'BUSBAR_SERVER_KEY',
    fallback: '',
    meaning:
      'key that digests of key codes and of passwords made by the server are kept with, 32 to 200 characters; empty: `server.key` in `BUSBAR_DATA`, made at the first start',
    read: key,
  },
  heartbeatIntervalS: {
    name: 'BUSBAR_HEARTBEAT_INTERVAL',
    fallback: '300',
    meaning: 'heartbeat interval a charging station is given at boot, in seconds',
    read: wholeNumber(5, 86_400),
  },
  offlineGraceS: {
    name: 'BUSBAR_OFFLINE_GRACE',
    fallback: '60',
    meaning: 'seconds beyond the heartbeat interval before a silent charging station counts as offline',
    read: wholeNumber(5, 86_400),
  },
  pingIntervalS: {
    name: 'BUSBAR_PING_INTERVAL',
    fallback: '60',
    meaning: 'seconds between WebSocket pings of the server; 0: none',
    read: wholeNumber(0, 3_600),
  },
  callTimeoutMs: {
    name: 'BUSBAR_CALL_TIMEOUT',
    fallback: '30000',
    meaning: 'how long the answer of a charging station is waited for, in milliseconds',
    read: wholeNumber(1_000, 600_000),
  },
  commitTimeoutMs: {
    name: 'BUSBAR_COMMIT_TIMEOUT',
    fallback: '25000',
    meaning:
      'how long a charging station waits while the database is away before it gets an error it will retry on, in milliseconds',
    read: wholeNumber(100, 600_000),
  },
  messageLog: {
    name: 'BUSBAR_MESSAGE_LOG',
    fallback: 'on',
    meaning: 'keep every OCPP message: `on` or `off`',
    read: onOff,
  },
  keepMessages: {
    name: 'BUSBAR_KEEP_MESSAGES',
    fallback: '180',
    meaning: 'days the message log is kept, as long as nobody sets it in the console; 0: for ever, here and below',
    read: days,
  },
  keepEvents: {
    name: 'BUSBAR_KEEP_EVENTS',
    fallback: '90',
    meaning: 'the same of what changed, as followers of the API are told',
    read: days,
  },
  keepMeterValues: {
    name: 'BUSBAR_KEEP_METER_VALUES',
    fallback: '400',
    meaning: 'the same of meter values; the energy of every transaction and the sums of every day stay',
    read: days,
  },
  keepTransactionEvents: {
    name: 'BUSBAR_KEEP_TRANSACTION_EVENTS',
    fallback: '0',
    meaning: 'the same of what charging stations reported of transactions that are over',
    read: days,
  },
  keepAudit: {
    name: 'BUSBAR_KEEP_AUDIT',
    fallback: '2922',
    meaning: 'the same of who did what',
    read: days,
  },
  keepSecurityEvents: {
    name: 'BUSBAR_KEEP_SECURITY_EVENTS',
    fallback: '400',
    meaning: 'the same of security events of charging stations',
    read: days,
  },
  databaseMaxBytes: {
    name: 'BUSBAR_DATABASE_MAX_SIZE',
    fallback: '',
    meaning:
      'room PostgreSQL has for this database, like `500GB`: with less than a tenth of it left, and less than 20 GB, the message log pauses; empty: nobody says, and it pauses once PostgreSQL has no room',
    read: bytes,
  },
  messageRatePerS: {
    name: 'BUSBAR_MESSAGE_RATE',
    fallback: '50',
    meaning: 'messages per second of one charging station before it is slowed down',
    read: wholeNumber(1, 100_000),
  },
  transactionAbandonAfterS: {
    name: 'BUSBAR_TRANSACTION_ABANDON_AFTER',
    fallback: '86400',
    meaning: 'seconds a charging station may be offline before its open transactions are closed by rule',
    read: wholeNumber(60, 31_536_000),
  },
  transactionOverAfterS: {
    name: 'BUSBAR_TRANSACTION_OVER_AFTER',
    fallback: '3600',
    meaning:
      'seconds a charging station may be offline before its open transactions count as probably over: they no longer hold their id token',
    read: wholeNumber(60, 31_536_000),
  },
  reportDeadlineS: {
    name: 'BUSBAR_REPORT_DEADLINE',
    fallback: '600',
    meaning: 'seconds after which a report that was promised, or its next part, is overdue',
    read: wholeNumber(1, 31_536_000),
  },
  transferDeadlineS: {
    name: 'BUSBAR_TRANSFER_DEADLINE',
    fallback: '21600',
    meaning:
      'seconds after which a firmware update or an upload without a word of the charging station is overdue; counted from the time it is scheduled for, and with its retries',
    read: wholeNumber(1, 31_536_000),
  },
  databaseConnections: {
    name: 'BUSBAR_DATABASE_CONNECTIONS',
    fallback: '10',
    meaning: 'connections to PostgreSQL for reading and for operators; writing has one of its own',
    read: wholeNumber(1, 1_000),
  },
  logLevel: {
    name: 'BUSBAR_LOG_LEVEL',
    fallback: 'info',
    meaning: '`silent`, `error`, `warn`, `info`, `debug` or `trace`',
    read: oneOf('silent', 'error', 'warn', 'info', 'debug', 'trace'),
  },
  tileUrl: {
    name: 'BUSBAR_TILE_URL',
    fallback: '',
    meaning:
      'map tiles for the console, like `https://tiles.example.com/{z}/{x}/{y}.png`; empty: its own map of land and sea, without political borders, which needs no internet',
    read: tileUrl,
  },
  tileAttribution: {
    name: 'BUSBAR_TILE_ATTRIBUTION',
    fallback: '',
    meaning: 'whose map tiles these are, as text for the corner of the map',
    read: text,
  },
}

/** Names the file of settings itself, so it cannot be in the file. */
export const fileSetting = {
  name: 'BUSBAR_CONFIG',
  fallback: './busbar.json',
  meaning: 'JSON file with any of the other settings; the default one may be missing',
}

/** Values that are not repeated on a screen. */
const secrets = new Set(['DATABASE_URL', 'BUSBAR_API_TOKEN', 'BUSBAR_SERVER_KEY'])

export type ConfigResult = { readonly config: Config } | { readonly problems: readonly string[] }

type Texts = { readonly [name: string]: string | undefined }

/** Every problem is listed, so that a setup is right after one look. An empty value counts as not given. */
export function readConfig(env: Texts, file: unknown = {}): ConfigResult {
  const problems: string[] = []
  const inFile = textsOf(file, problems)
  const config: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(settings) as [keyof Config, Setting<unknown>][]) {
    const value = env[setting.name] || inFile[setting.name] || setting.fallback
    const read = setting.read(value)
    if (read instanceof Mistake)
      problems.push(
        `${setting.name} ${read.message}${secrets.has(setting.name) ? '' : `, not ${JSON.stringify(value)}`}`,
      )
    else config[key] = read
  }
  problems.push(...misspelt(env))
  return problems.length > 0 ? { problems } : { config: config as unknown as Config }
}

/** The content of the file of settings; a file named on purpose must be there. */
export function readConfigFile(env: Texts): { readonly file: unknown } | { readonly problems: readonly string[] } {
  const named = env[fileSetting.name]
  const path = named || fileSetting.fallback
  if (!named && !existsSync(path)) return { file: {} }
  try {
    return { file: JSON.parse(readFileSync(path, 'utf8')) }
  } catch (error) {
    return { problems: [`${fileSetting.name}: ${path} cannot be read: ${(error as Error).message}`] }
  }
}

function textsOf(file: unknown, problems: string[]): Record<string, string> {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    problems.push(`${fileSetting.name}: the file must hold one JSON object`)
    return {}
  }
  const known = new Set(Object.values(settings).map((setting) => setting.name))
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(file)) {
    if (!known.has(name)) problems.push(`${fileSetting.name}: there is no setting ${name}`)
    else if (typeof value === 'boolean') texts[name] = value ? 'on' : 'off'
    else if (typeof value === 'string' || typeof value === 'number') texts[name] = String(value)
    else problems.push(`${fileSetting.name}: ${name} must be a text, a number, true or false`)
  }
  return texts
}

/** A name of ours that we do not know is a typing mistake; somebody believes it works. */
function misspelt(env: Texts): string[] {
  const known = new Set([...Object.values(settings).map((setting) => setting.name), fileSetting.name])
  const ours = Object.keys(env).filter((name) => /^BUSBAR_/.test(name) && !/^BUSBAR_(TEST|BENCH)_/.test(name))
  return ours.filter((name) => !known.has(name)).map((name) => `there is no setting ${name}`)
}

/** The table of `docs/configuration.md`. */
export function settingsTable(): string {
  const rows = [...Object.values(settings), fileSetting].map(
    ({ name, fallback, meaning }) => `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${meaning} |`,
  )
  return ['| name | default | meaning |', '|---|---|---|', ...rows].join('\n')
}
