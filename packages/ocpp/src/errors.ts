import { type Traits, traits } from './traits.ts'
import type { Version } from './versions.ts'

export type ErrorCode =
  | 'NotImplemented'
  | 'NotSupported'
  | 'InternalError'
  | 'ProtocolError'
  | 'SecurityError'
  | 'FormationViolation'
  | 'FormatViolation'
  | 'PropertyConstraintViolation'
  | 'OccurenceConstraintViolation'
  | 'OccurrenceConstraintViolation'
  | 'TypeConstraintViolation'
  | 'GenericError'
  | 'MessageTypeNotSupported'
  | 'RpcFrameworkError'

/** Thrown to refuse a CALL. Use the 2.x spelling of the code: what goes on the wire is spelled as the session's version has it. */
export class OcppError extends Error {
  readonly code: ErrorCode
  readonly description: string
  readonly details: object

  constructor(code: ErrorCode, description = '', details: object = {}) {
    super(description ? `${code}: ${description}` : code)
    this.name = 'OcppError'
    this.code = code
    this.description = description
    this.details = details
  }
}

type Spelling = Readonly<Partial<Record<ErrorCode, ErrorCode>>>

/** OCPP-J 1.6 table 7, with its misspelling: the errata (5.1, 5.2) keep both names as they are. */
const spelling16: Spelling = {
  FormatViolation: 'FormationViolation',
  OccurrenceConstraintViolation: 'OccurenceConstraintViolation',
  // 1.6 has no code of its own for a broken wrapper; "not conform the PDU structure" comes closest.
  RpcFrameworkError: 'FormationViolation',
  MessageTypeNotSupported: 'GenericError',
}

const spelling2: Spelling = {
  FormationViolation: 'FormatViolation',
  OccurenceConstraintViolation: 'OccurrenceConstraintViolation',
}

const spellings: Readonly<Record<Traits['errorSpelling'], Spelling>> = { '1.6': spelling16, '2.x': spelling2 }

/** The code as this version spells it. */
export function spell(version: Version, code: ErrorCode): ErrorCode {
  return spellings[traits[version].errorSpelling][code] ?? code
}
