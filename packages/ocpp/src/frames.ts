import { clip } from './clip.ts'
import { isTooDeep, maxDepth, unreadableDepth } from './depth.ts'
import type { ErrorCode } from './errors.ts'
import { spell } from './errors.ts'
import { mendJson } from './mend-json.ts'
import type { Deviation, Tolerance } from './tolerance.ts'
import { traits } from './traits.ts'
import type { Version } from './versions.ts'

/** OCPP-J message type numbers; 5 and 6 are OCPP 2.1's (part 4, table 3). */
export const messageType = { call: 2, callResult: 3, callError: 4, callResultError: 5, send: 6 } as const

export type Frame = CallFrame | ResultFrame | ErrorFrame | ResultErrorFrame | MalformedFrame

export interface CallFrame {
  kind: 'call' | 'send'
  messageId: string
  action: string
  payload: unknown
  /** Its id came as a number, and goes back as one. */
  numericId?: true
  /** Only when read loosely. */
  deviations?: readonly Deviation[]
}

export interface ResultFrame {
  kind: 'result'
  messageId: string
  payload: unknown
  deviations?: readonly Deviation[]
}

export interface ErrorFrame {
  kind: 'error'
  messageId: string
  code: string
  description: string
  details: unknown
}

export interface ResultErrorFrame extends Omit<ErrorFrame, 'kind'> {
  kind: 'result-error'
}

/** `answer`: whether the sender hears of it by CALLERROR. What is itself an answer is never answered, or two peers might never stop. */
export interface MalformedFrame {
  kind: 'malformed'
  messageId: string
  code: ErrorCode
  message: string
  answer: boolean
  /** What would let it through, all together. */
  tolerable?: readonly Tolerance[]
}

/** OCPP 2.x part 4, 4.2.3: the id in a CALLERROR when the message's own cannot be read. 1.6 has no rule and gets the same. */
export const unreadableId = '-1'

/** OCPP-J, "Message ID": string[36]. */
const maxIdLength = 36

/** "MUST be the exact same ID": the sender finds its message only by the id it used. But nobody's is echoed at any length. */
const longestEchoedId = 255

/** The longest action has 33 characters, the longest code 29, a description at most 255. Of what nobody knows, so much is kept to look at. */
const longestAction = 64
const longestCode = 64
const longestDescription = 1024

export function readFrame(text: string, version: Version): Frame {
  if (isTooDeep(text, unreadableDepth)) return tooDeep(text)
  let wrapper: unknown
  try {
    wrapper = JSON.parse(text)
  } catch {
    return malformed(peekMessageId(text), 'RpcFrameworkError', 'not JSON')
  }
  return readWrapper(wrapper, version, maxIdLength)
}

/**
 * As `readFrame`, for one that it calls malformed: with ids that are numbers, long or empty, a payload or the last bracket missing, something
 * behind the frame and slips in the JSON, where none leaves a doubt about what was meant.
 */
export function readLooseFrame(text: string, version: Version): Frame {
  if (isTooDeep(text, unreadableDepth)) return tooDeep(text)
  const mended = isJson(text) ? { text, slips: [] } : mendJson(text)
  if (!mended) return malformed(peekMessageId(text), 'RpcFrameworkError', 'not JSON')
  const wrapper: unknown = JSON.parse(mended.text)
  const slips = [...mended.slips]
  const numericId = Array.isArray(wrapper) && straighten(wrapper, mended.text, slips)
  const frame = readWrapper(wrapper, version, longestEchoedId)
  if (frame.kind === 'malformed') return frame
  const deviations = [...slips, ...idSlips(frame.messageId)].map(slip)
  return { ...frame, deviations, ...(numericId && { numericId }) } as Frame
}

export const slip = (message: string): Deviation => ({ path: '', rule: 'loose-frames', message })

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const idSlips = ({ length }: string): string[] =>
  length === 0 ? ['no message id'] : length > maxIdLength ? [`the message id has ${length} characters`] : []

/** Puts the elements as they belong; true when the id came as a number. */
function straighten(wrapper: unknown[], text: string, slips: string[]): boolean {
  const [type, id] = wrapper
  if (typeof type === 'string' && /^[2-6]$/.test(type)) {
    wrapper[0] = Number(type)
    slips.push('the message type is a text')
  }
  const isAnswer = wrapper[0] === messageType.callResult
  if (isAnswer || wrapper[0] === messageType.call || wrapper[0] === messageType.send) {
    const length = isAnswer ? 3 : 4
    if (isAnswer && wrapper.length === 4 && typeof wrapper[2] === 'string' && isObject(wrapper[3])) {
      wrapper.splice(2, 1)
      slips.push('the action in an answer')
    }
    if (wrapper.length === length - 1 && !isObject(wrapper.at(-1))) {
      wrapper.push({})
      slips.push('no payload')
    }
    if (wrapper.length > length && wrapper.slice(length).every(isNothing)) {
      wrapper.length = length
      slips.push('elements too many')
    }
  }
  if (typeof id !== 'number') return false
  // As it is written: a number of more digits than fit one would come back as another.
  const digits = /^\s*\[\s*"?\d"?\s*,\s*(-?\d{1,36})\s*[,\]]/.exec(text)?.[1]
  if (digits === undefined) return false
  wrapper[1] = digits
  slips.push('the message id is a number')
  return true
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

const isNothing = (value: unknown): boolean =>
  value === null || value === '' || (isObject(value) && Object.keys(value as object).length === 0)

function readWrapper(wrapper: unknown, version: Version, longestId: number): Frame {
  if (!Array.isArray(wrapper)) return malformed(unreadableId, 'RpcFrameworkError', 'not a JSON array')
  const [type, id] = wrapper as unknown[]
  switch (type) {
    case messageType.call:
      return readCall('call', wrapper, longestId)
    case messageType.callResult:
      return readResult(wrapper, longestId)
    case messageType.callError:
      return readError('error', wrapper, longestId)
    case messageType.callResultError:
      if (traits[version].hasResultErrorAndSend) return readError('result-error', wrapper, longestId)
      break
    case messageType.send:
      if (traits[version].hasResultErrorAndSend) return readCall('send', wrapper, longestId)
  }
  const messageId = typeof id === 'string' && id !== '' ? echoed(id) : unreadableId
  if (!Number.isInteger(type))
    return malformed(messageId, 'RpcFrameworkError', 'the first element is not a message type number')
  // Every version: an unknown number's payload is to be ignored. 2.x has a code to say so; in 1.6 (§4.1.3) it passes in silence.
  const answer = traits[version].refusesUnknownMessageType
  return malformed(messageId, 'MessageTypeNotSupported', `no message type ${type} in ${version}`, answer)
}

function readCall(kind: 'call' | 'send', wrapper: unknown[], longestId: number): Frame {
  // OCPP 2.1 part 4, 4.2.4: a SEND is never answered, not even with an error.
  const answer = kind === 'call'
  const id = readId(wrapper[1], longestId)
  if (id.problem) return malformed(id.messageId, 'RpcFrameworkError', id.problem, answer)
  const [, , action, payload] = wrapper
  const { messageId } = id
  if (wrapper.length !== 4)
    return malformed(messageId, 'RpcFrameworkError', `has ${wrapper.length} elements instead of 4`, answer)
  if (typeof action !== 'string') return malformed(messageId, 'RpcFrameworkError', 'the action is not a string', answer)
  return { kind, messageId, action: clip(action, longestAction), payload: payload ?? {} } // null is another way to say {} (OCPP-J 1.6 table 4, 2.x 4.1.5)
}

function readResult(wrapper: unknown[], longestId: number): Frame {
  const id = readId(wrapper[1], longestId)
  if (id.problem) return malformed(id.messageId, 'RpcFrameworkError', id.problem, false)
  const { messageId } = id
  if (wrapper.length !== 3)
    return malformed(messageId, 'RpcFrameworkError', `has ${wrapper.length} elements instead of 3`, false)
  return { kind: 'result', messageId, payload: wrapper[2] ?? {} }
}

/** Lenient in what it needs least: an error that lacks its details, or has null for them, has still refused our message. */
function readError(kind: 'error' | 'result-error', wrapper: unknown[], longestId: number): Frame {
  const id = readId(wrapper[1], longestId)
  if (id.problem) return malformed(id.messageId, 'RpcFrameworkError', id.problem, false)
  const [, , code, description, details] = wrapper
  const { messageId } = id
  if (typeof code !== 'string')
    return malformed(messageId, 'RpcFrameworkError', 'the error code is not a string', false)
  return {
    kind,
    messageId,
    code: clip(code, longestCode),
    description: typeof description === 'string' ? clip(description, longestDescription) : '',
    details: details ?? {},
  }
}

function readId(id: unknown, longest: number): { messageId: string; problem?: string } {
  if (id === '' && longest > maxIdLength) return { messageId: id }
  if (typeof id !== 'string' || id === '') return { messageId: unreadableId, problem: 'no message id' }
  if (id.length > longest)
    return { messageId: echoed(id), problem: `the message id is longer than ${longest} characters` }
  return { messageId: id }
}

const echoed = (id: string): string => (id.length <= longestEchoedId ? id : unreadableId)

/** As it is refused also when it could have been read. */
function tooDeep(text: string): MalformedFrame {
  const [, type, id] = /^\s*\[\s*([2-6])\s*,\s*"([^"\\]{1,36})"/.exec(text) ?? []
  const code = id === undefined ? 'RpcFrameworkError' : 'PropertyConstraintViolation'
  return malformed(id ?? unreadableId, code, `nested deeper than ${maxDepth}`, type === undefined || type === '2')
}

function malformed(messageId: string, code: ErrorCode, message: string, answer = true): MalformedFrame {
  return { kind: 'malformed', messageId, code, message, answer }
}

/** Is it an answer to a CALL of ours, as far as its beginning tells? By far the most frames of a station are not, and begin with `[2`. */
export function isAnswer(text: string): boolean {
  if (text.charCodeAt(1) === digitOfCall) return false
  return /^\s*\[\s*[345]\s*,/.test(text)
}

const digitOfCall = 0x32

/** The action of a CALL, without reading all of it. */
export function peekAction(text: string): string | undefined {
  return /^\s*\[\s*2\s*,\s*"[^"]{1,255}"\s*,\s*"(\w{1,64})"/.exec(text)?.[1]
}

/** The message id of a CALL that is broken, or too large to be parsed, as far as its beginning tells. */
export function peekMessageId(start: string): string {
  return /^\s*\[\s*2\s*,\s*"([^"\\]{1,36})"/.exec(start)?.[1] ?? unreadableId
}

export function writeCall(messageId: string, action: string, payload: object): string {
  return `[2,${JSON.stringify(messageId)},${JSON.stringify(action)},${JSON.stringify(payload)}]`
}

export function writeSend(messageId: string, action: string, payload: object): string {
  return `[6,${JSON.stringify(messageId)},${JSON.stringify(action)},${JSON.stringify(payload)}]`
}

/** `numericId`: it came as a number, and the peer knows its message by that only. */
export function writeResult(messageId: string, payload: unknown, numericId = false): string {
  return `[3,${numericId ? messageId : JSON.stringify(messageId)},${JSON.stringify(payload)}]`
}

export function writeError(
  version: Version,
  messageId: string,
  code: ErrorCode,
  description: string,
  details: object = {},
  numericId = false,
): string {
  return writeRefusal(4, version, messageId, code, description, details, numericId)
}

/** OCPP 2.1 part 4, 4.2.3: tells the peer that its response could not be processed. */
export function writeResultError(
  messageId: string,
  code: ErrorCode,
  description: string,
  details: object = {},
): string {
  return writeRefusal(5, 'ocpp2.1', messageId, code, description, details, false)
}

function writeRefusal(
  type: 4 | 5,
  version: Version,
  messageId: string,
  code: ErrorCode,
  description: string,
  details: object,
  numericId: boolean,
): string {
  const id = numericId ? messageId : JSON.stringify(messageId)
  // The description is a string[255] in every version.
  const short = Array.from(description).slice(0, 255).join('')
  return `[${type},${id},"${spell(version, code)}",${JSON.stringify(short)},${JSON.stringify(details)}]`
}
