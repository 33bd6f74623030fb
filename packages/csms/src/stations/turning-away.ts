/** Why somebody is turned away at the door, what he hears, and what an operator can do about it. Pure. */

interface TurnAwayKind {
  /** HTTP's, or 1002 of RFC 6455 §7.4.1. */
  readonly status: number
  /** What the charging station hears. */
  readonly reason: string
  /** For operators: what would let it in. */
  readonly remedy: string
  readonly retryAfterS?: number
}

export const turnAwayKinds = {
  unknown: {
    status: 404,
    reason: 'this charging station is not known here',
    remedy:
      'Add a charging station with exactly this id, or let unknown ones wait in the inbox (BUSBAR_UNKNOWN_STATIONS=pending).',
  },
  'odd-id': {
    status: 404,
    reason: 'this charging station is not known here',
    remedy:
      'Give it an id of at most 48 printable ASCII characters without space, slash and colon. BUSBAR_STATION_IDS=ocpp1.6 takes single blanks, colons and accents too.',
  },
  'wrong-path': {
    status: 404,
    reason: 'charging stations connect to /ocpp/<identity>',
    remedy: 'The URL at the charging station must be ws://<this server>/ocpp, followed by a slash and its id.',
  },
  'no-handshake': {
    status: 400,
    reason: 'no WebSocket handshake',
    remedy:
      'Something between it and this server breaks the handshake, or it is no charging station: look at proxies in between.',
  },
  'no-version': {
    status: 1002,
    reason: 'no common OCPP version',
    remedy:
      'It must offer the subprotocol ocpp1.6, ocpp2.0.1 or ocpp2.1. If it offers none at all, say what it speaks in its settings here ("Assumed version"); one that is not known here has to be added first.',
  },
  origin: {
    status: 403,
    reason: 'web pages are no charging stations',
    remedy:
      'It comes from a web page. If that page is a simulator of yours, list its origin in BUSBAR_STATION_ORIGINS.',
  },
  'no-password': {
    status: 401,
    reason: 'wrong user name or password',
    remedy: 'It came without a password. Enter its password at the charging station, or give it a new one here.',
  },
  'wrong-user': {
    status: 401,
    reason: 'wrong user name or password',
    remedy: 'Its user name must be its id (OCPP 2.0.1 A00.FR.204, OCPP 1.6 security whitepaper A00.FR.204).',
  },
  'wrong-password': {
    status: 401,
    reason: 'wrong user name or password',
    remedy:
      'Enter its password at the charging station, or give it a new one here. If the address is not its own, somebody is guessing.',
  },
  guessing: {
    status: 429,
    reason: 'too many wrong passwords',
    remedy:
      'Wrong passwords came too fast; they are looked at again in a minute. If the address is not its own, somebody is guessing.',
    retryAfterS: 60,
  },
  busy: {
    status: 503,
    reason: 'too many passwords wait to be checked',
    remedy:
      'It will try again by itself. Passwords made by this server are checked at once; only typed ones have to wait.',
    retryAfterS: 5,
  },
  'too-many-handshakes': {
    status: 429,
    reason: 'too many handshakes from this address',
    remedy:
      'Too many attempts come from this address. Where many charging stations share it, raise BUSBAR_HANDSHAKES_PER_MINUTE.',
  },
  'too-many-connections': {
    status: 429,
    reason: 'too many connections from this address',
    remedy:
      'Where many charging stations share one address, give them passwords, or raise BUSBAR_CONNECTIONS_PER_ADDRESS. Behind a reverse proxy, set BUSBAR_TRUSTED_PROXIES.',
    retryAfterS: 60,
  },
  'too-many-strangers': {
    status: 429,
    reason: 'too many unknown charging stations',
    remedy:
      'Accept or forget the ones in the inbox, or add this one. BUSBAR_STRANGERS_PER_ADDRESS and BUSBAR_STRANGERS say how many may wait.',
    retryAfterS: 60,
  },
  'too-often': {
    status: 429,
    reason: 'this charging station connects too often',
    remedy:
      'It opens a connection every second. Look at its network, its firmware, and at whether a second one has its id.',
    retryAfterS: 10,
  },
  taken: {
    status: 409,
    reason: 'another connection of this charging station is alive',
    remedy:
      'Somebody at another address came under the id of a charging station that is connected and answers. Give it a password; if there are two, give the second an id of its own.',
  },
  contested: {
    status: 429,
    reason: 'two charging stations replace each other under this id',
    remedy: 'Two charging stations come under this id. Give one of them another.',
    retryAfterS: 30,
  },
} as const satisfies Record<string, TurnAwayKind>

export type TurnAwayCode = keyof typeof turnAwayKinds

export const turnAwayOf = (code: TurnAwayCode): TurnAwayKind => turnAwayKinds[code]
