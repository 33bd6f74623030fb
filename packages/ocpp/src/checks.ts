import { type Default, defaultOf } from './defaults.ts'
import { type Definition, type Member, readMember } from './definition.ts'

/** A type of the definition, ready to be walked by a validator. */
export interface ObjectCheck {
  members: ReadonlyMap<string, Check>
  requiredNames: readonly string[]
  /** Members of other names are welcome. */
  open: boolean
  /** The member that is meant where a station writes one value for the whole object. */
  main: string | undefined
}

export interface Check {
  kind: 'string' | 'enum' | 'dateTime' | 'uri' | 'integer' | 'number' | 'boolean' | 'object' | 'any'
  required: boolean
  array: { min: number; max: number } | undefined
  maxLength: number
  min: number
  max: number
  multipleOf: number | undefined
  values: ReadonlySet<string> | undefined
  object: ObjectCheck | undefined
  /** What stands in for it when it is missing and that is forgiven. */
  default: Default | undefined
  /** Says what another member's value is: without it that value would be another one. */
  qualifies: boolean
  /** Of a list: its elements stand each for itself, so that an odd one can be left out. */
  separable: boolean
  /** Of an enum: what is none of its words can be read as "something else" by who handles the message. */
  openWords: boolean
  /** Of an enum: some of its words say that a secret stands beside them. */
  namesSecrets: boolean
}

/** As OCPP 2.0.1's `KeyCode` of an id token does. */
export const namesSecrets = (words: Iterable<string>): boolean =>
  Array.from(words).some((word) => /key|code|token|pass|secret/i.test(word))

/** Reports, results, readings: lists whose elements are read one by one. Those of a schedule, a curve or a chain of certificates are not. */
const separable = new Set([
  'MeterValue',
  'MeterValueType',
  'SampledValue',
  'SampledValueType',
  'EventDataType',
  'ReportDataType',
  'VariableAttributeType',
  'MonitoringDataType',
  'VariableMonitoringType',
  'MessageInfoType',
  'KeyValue',
  'GetVariableResultType',
  'SetVariableResultType',
  'SetMonitoringResultType',
  'ClearMonitoringResultType',
  'AdditionalInfoType',
])

const qualified = new Set([
  'SampledValue',
  'SampledValueType',
  'UnitOfMeasureType',
  'VariableAttributeType',
  'VariableMonitoringType',
  'GetVariableResultType',
  'SetVariableResultType',
  'AuthorizeRequest',
  'ChargingProfileType',
  'ChargingScheduleType',
  'ChargingSchedulePeriodType',
])

/** Words that decide what a message is; an unknown one leaves nothing to handle. */
const closedWords = new Set([
  'TransactionEventEnumType',
  'AttributeEnumType',
  'CertificateActionEnumType',
  'CertificateSigningUseEnumType',
  'CertificateStatusSourceEnumType',
  'HashAlgorithmEnumType',
  'ReservationUpdateStatusEnumType',
  'ChargingProfilePurposeEnumType',
  'ChargingProfileKindEnumType',
  'RecurrencyKindEnumType',
  'ChargingRateUnitEnumType',
  'BatterySwapEventEnumType',
  'DERControlEnumType',
  'DERUnitEnumType',
])

const mains: Record<string, string> = {
  UnitOfMeasureType: 'unit',
  IdTokenType: 'idToken',
  EVSEType: 'id',
  ComponentType: 'name',
  VariableType: 'name',
  TransactionType: 'transactionId',
}

/** Takes types apart on first use, so that loading a version costs nothing and a station speaking one version never pays for another. */
export class Checks {
  readonly #definition: Definition
  readonly #objects = new Map<string, ObjectCheck>()

  constructor(definition: Definition) {
    this.#definition = definition
  }

  /** Undefined for a type the version lacks. */
  object(name: string): ObjectCheck | undefined {
    const known = this.#objects.get(name)
    if (known) return known
    const { types, open } = this.#definition
    if (!Object.hasOwn(types, name)) return undefined
    const texts = types[name] ?? {}
    const members = new Map(
      Object.entries(texts).map(([key, text]) => [
        key,
        this.#check(readMember(text), name, defaultOf(name, key, texts)),
      ]),
    )
    const requiredNames = [...members].filter(([, check]) => check.required).map(([key]) => key)
    const main = Object.hasOwn(mains, name) ? mains[name] : undefined
    const object = { members, requiredNames, open: open.includes(name), main }
    this.#objects.set(name, object)
    return object
  }

  #check(member: Member, of: string, standIn: Default | undefined): Check {
    const values = this.#definition.enums[member.base]
    const object = this.object(member.base)
    return {
      kind: values ? 'enum' : object ? 'object' : (member.base as Check['kind']),
      required: member.required,
      array: member.array && { min: member.array.min ?? 0, max: member.array.max ?? Number.POSITIVE_INFINITY },
      maxLength: member.maxLength ?? Number.POSITIVE_INFINITY,
      min: member.min ?? Number.NEGATIVE_INFINITY,
      max: member.max ?? Number.POSITIVE_INFINITY,
      multipleOf: member.multipleOf,
      values: values && new Set(values),
      object,
      default: standIn,
      qualifies: qualified.has(of),
      separable: separable.has(member.base),
      openWords: !closedWords.has(member.base),
      namesSecrets: values !== undefined && namesSecrets(values),
    }
  }
}
