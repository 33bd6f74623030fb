/**
 * What a CSMS has to do with a frame, told from the text alone and from the official schemas as the npm package `ocpp-rpc`
 * carries them: nothing here comes from the code under test. Where the specification leaves a choice, all of it is right.
 */
import { createRequire } from 'node:module'
import type { Version } from '@busbar/ocpp/versions'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormatsModule from 'ajv-formats'
import { actionsOfCsms } from './fuzz-corpus.ts'
import type { FuzzFrame } from './fuzz-frames.ts'

export interface Expectation {
  because: string
  /** A CALLRESULT is right. */
  result?: { id: string }
  /** A CALLERROR with one of these codes and one of these message ids is right. */
  error?: { ids: readonly string[]; codes: readonly string[] }
  /** No answer is right. */
  silence?: true
  /** Closing the connection with one of these codes is right. */
  close?: readonly number[]
}

const schemaFiles: Record<Version, string> = {
  'ocpp1.6': 'ocpp-rpc/lib/schemas/ocpp1_6.json',
  'ocpp2.0.1': 'ocpp-rpc/lib/schemas/ocpp2_0_1.json',
  'ocpp2.1': 'ocpp-rpc/lib/schemas/ocpp2_1.json',
}

/** What a broken schema keyword is called in 2.x (part 4, table of error codes); 1.6 spells them its own way. */
const codesOfKeyword: Record<string, readonly string[]> = {
  required: ['OccurrenceConstraintViolation'],
  minItems: ['OccurrenceConstraintViolation'],
  maxItems: ['OccurrenceConstraintViolation'],
  type: ['TypeConstraintViolation'],
  enum: ['PropertyConstraintViolation'],
  maxLength: ['PropertyConstraintViolation'],
  minLength: ['PropertyConstraintViolation'],
  minimum: ['PropertyConstraintViolation'],
  maximum: ['PropertyConstraintViolation'],
  multipleOf: ['PropertyConstraintViolation'],
  // A malformed time is a string with an invalid value, or not of the type dateTime.
  format: ['PropertyConstraintViolation', 'TypeConstraintViolation'],
  // "Not conform the PDU structure", or a member that occurs though it must not.
  additionalProperties: [
    'ProtocolError',
    'FormatViolation',
    'OccurrenceConstraintViolation',
    'PropertyConstraintViolation',
  ],
}

const spelling16: Record<string, string> = {
  FormatViolation: 'FormationViolation',
  OccurrenceConstraintViolation: 'OccurenceConstraintViolation',
}

const brokenWrapper = (version: Version) =>
  version === 'ocpp1.6' ? ['FormationViolation', 'ProtocolError', 'GenericError'] : ['RpcFrameworkError']

export class Oracle {
  private readonly version: Version
  private readonly validators: Map<string, ValidateFunction>

  constructor(version: Version) {
    this.version = version
    this.validators = requestValidators(version)
  }

  /** OCPP 1.6 §4.10: a stop may also be taken as it can be read, whatever the standard has for its faults. */
  expectationOf(frame: FuzzFrame): Expectation {
    const expected = this.ofFrame(frame)
    const id = expected.result ? undefined : stopIdIn(frame.data.toString())
    return id === undefined ? expected : { ...expected, because: `a stop; ${expected.because}`, result: { id } }
  }

  private ofFrame({ data, binary }: FuzzFrame): Expectation {
    if (binary) {
      // OCPP-J frames are text; RFC 6455 has 1003 for data an endpoint cannot accept.
      const id = readableIdIn(data.toString())
      const error = { ids: id === undefined ? ['-1'] : ['-1', id], codes: brokenWrapper(this.version) }
      return { because: 'binary frames are not OCPP-J', close: [1003], silence: true, error }
    }
    if (Buffer.isBuffer(data))
      return { because: 'RFC 6455 §8.1: text that is not UTF-8 fails the connection', close: [1007] }
    if (data.length > 4_000_000) return { because: 'RFC 6455 §7.4.1: too big to process', close: [1009] }
    return this.ofText(data)
  }

  private ofText(text: string): Expectation {
    let frame: unknown
    try {
      frame = JSON.parse(text)
    } catch {
      return this.unreadable('not JSON', readableIdIn(text))
    }
    if (!Array.isArray(frame) || frame.length === 0) return this.unreadable('not an array')
    const [type, id] = frame as unknown[]
    const readableId = typeof id === 'string' && id.length > 0 && id.length <= 36 ? id : undefined
    if (type !== 2) return this.ofOtherType(type, readableId, typeof id === 'string' ? id : undefined)
    if (readableId === undefined)
      return this.unreadable('message id missing or too long', typeof id === 'string' ? id : undefined)
    return this.ofCall(frame as unknown[], readableId)
  }

  /** 1.6 has no way to answer what has no message id, and forbids nothing; 2.x answers "-1" when the id cannot be read (part 4, §4.2.3). */
  private unreadable(because: string, id?: string): Expectation {
    const ids = id === undefined ? ['-1'] : ['-1', id]
    const codes = this.version === 'ocpp1.6' ? brokenWrapper(this.version) : ['RpcFrameworkError', 'FormatViolation']
    return { because, error: { ids, codes }, ...(this.version === 'ocpp1.6' ? { silence: true as const } : {}) }
  }

  private ofOtherType(type: unknown, readableId: string | undefined, id: string | undefined): Expectation {
    // An answer to something we never asked, late or invented: nobody answers answers. 2.1 adds CALLRESULTERROR (5) and SEND (6).
    const unanswered = this.version === 'ocpp2.1' ? [3, 4, 5, 6] : [3, 4]
    if (unanswered.includes(type as number)) return { because: `message type ${type} is never answered`, silence: true }
    const ids = readableId === undefined ? ['-1', ...(id === undefined ? [] : [id])] : [readableId]
    if (!Number.isInteger(type)) {
      // What is no number is no message type, but a broken wrapper.
      const codes = [...brokenWrapper(this.version), ...(this.version === 'ocpp1.6' ? [] : ['MessageTypeNotSupported'])]
      const orSilence = this.version === 'ocpp1.6' ? { silence: true as const } : {}
      return { because: 'no message type', error: { ids, codes }, ...orSilence }
    }
    if (this.version === 'ocpp1.6') return { because: '1.6 §4.1.3: unknown message types are ignored', silence: true }
    const codes = ['MessageTypeNotSupported'] // 2.0.1 part 4 §4.4
    return { because: 'unknown message type', error: { ids, codes } }
  }

  private ofCall(frame: readonly unknown[], id: string): Expectation {
    const error = (because: string, codes: readonly string[]): Expectation => ({ because, error: { ids: [id], codes } })
    const [, , action, payload] = frame
    const structure =
      this.version === 'ocpp1.6'
        ? ['FormationViolation', 'ProtocolError']
        : ['RpcFrameworkError', 'ProtocolError', 'FormatViolation']
    if (frame.length !== 4) return error('a CALL has four elements', structure)
    if (typeof action !== 'string') return error('an action is a string', structure)
    if (actionsOfCsms[this.version].includes(action))
      return error('known, but not for a charging station to send', ['NotSupported'])
    const validate = this.validators.get(action)
    if (!validate) return error('unknown action', ['NotImplemented'])
    const value = payload ?? {} // §4.1.5: null is another way to write no payload
    if (typeof value !== 'object' || Array.isArray(value)) {
      return error(
        'a payload is an object',
        this.spelled(['FormatViolation', 'ProtocolError', 'TypeConstraintViolation']),
      )
    }
    // The schemas bound few numbers and no characters. What nobody can mean may be refused, by a code that says so.
    const lowestConnector = this.version === 'ocpp1.6' ? 0 : 1
    const isImpossible = holdsTheImpossible(value, lowestConnector)
    const impossible = isImpossible ? ['PropertyConstraintViolation', 'TypeConstraintViolation'] : []
    if (!validate(value)) {
      const errors = validate.errors ?? []
      const because = errors.map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')
      return error(because, [...this.codesOf(errors), ...impossible])
    }
    if (impossible.length === 0) return { because: 'valid', result: { id } }
    return { ...error('valid by the schema, impossible by its value', impossible), result: { id } }
  }

  private codesOf(errors: readonly ErrorObject[]): string[] {
    const codes = new Set(errors.flatMap(({ keyword }) => codesOfKeyword[keyword] ?? ['FormatViolation']))
    // 1.6 table 7: "Payload for Action is incomplete" is ProtocolError there.
    if (this.version === 'ocpp1.6' && errors.some(({ keyword }) => keyword === 'required')) codes.add('ProtocolError')
    return this.spelled([...codes])
  }

  private spelled(codes: readonly string[]): string[] {
    return this.version === 'ocpp1.6' ? codes.map((code) => spelling16[code] ?? code) : [...codes]
  }
}

/** Of a CALL that cannot be read as a whole, its id can often be. */
function readableIdIn(text: string): string | undefined {
  return /^\s*\[\s*2\s*,\s*"([^"\\]{1,36})"/.exec(text)?.[1]
}

/** The message id of a frame that says it is a stop, as far as it can be told at all. */
function stopIdIn(text: string): string | undefined {
  const parts = /^\s*\[\s*"?2"?\s*,\s*(?:"([^"\\]{0,255})"|(-?\d{1,36}))\s*,\s*"StopTransaction"\s*[,\]]/.exec(text)
  return parts?.[1] ?? parts?.[2]
}

/** Integers beyond 32 bits (and doubles), EVSEs and connectors no charging station has, a minute's 61st second, half a character. */
function holdsTheImpossible(payload: unknown, lowestConnector: 0 | 1): boolean {
  // A list of what is still to be looked at: some frames are nested deeper than a stack is.
  const waiting = [{ value: payload, name: '', inside: '' }]
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const { value, name, inside } = one
    if (Array.isArray(value)) for (const item of value) waiting.push({ value: item, name, inside })
    else if (typeof value === 'object' && value !== null) {
      for (const [member, item] of Object.entries(value)) waiting.push({ value: item, name: member, inside: name })
    } else if (isImpossible(value, name, inside, lowestConnector)) return true
  }
  return false
}

function isImpossible(value: unknown, name: string, inside: string, lowestConnector: 0 | 1): boolean {
  if (typeof value === 'string')
    return !value.isWellFormed() || value.includes('\0') || /:60(\.\d+)?(Z|[+-])/i.test(value)
  if (typeof value !== 'number') return false
  // EVSE 0 is the charging station as a whole, which few messages can be about; connector 0 is that in 1.6, in most of them.
  const isEvse = name === 'evseId' || (name === 'id' && inside === 'evse')
  if (isEvse) return value < 1 || value > 100
  return name === 'connectorId' ? value < lowestConnector || value > 100 : Math.abs(value) > 2 ** 31 - 1
}

interface Schema {
  $id: string
}

function requestValidators(version: Version): Map<string, ValidateFunction> {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
  // A CommonJS package: Node hands its exports over as the default.
  const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void
  addFormats(ajv)
  const schemas = createRequire(import.meta.url)(schemaFiles[version]) as Schema[]
  return new Map(
    schemas.flatMap(({ $id, ...schema }) => {
      const action = /^urn:(\w+?)(?:\.req|Request)$/.exec($id)?.[1]
      return action ? [[action, ajv.compile(schema)] as const] : [] // no schema refers to another, so none needs its $id
    }),
  )
}
