/**
 * Samples that stand in the message that brought them, and nowhere else (`record-meter-values.ts`): a frame is stored once. They are found
 * again by the moment the message was received and by their digest.
 */
import { traits } from '@busbar/ocpp/traits'
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type { Version } from '@busbar/ocpp/versions'
import { type Kysely, sql } from 'kysely'
import { bucketOf } from '../db/bucket.ts'
import type { MeterValueTable, Tables } from '../db/schema.ts'
import { frame2, frame16, type MeterFrame } from './meter-frame.ts'
import type { Sample } from './sampled-value.ts'

export type Samples = readonly Sample[] | null

interface StoredValue {
  readonly station_id: string
  readonly received_at: Date
  readonly digest: number
  readonly samples: MeterValueTable['samples']
}

/** Of each value; null: the message that held them is not kept any more. */
export async function samplesOf(db: Kysely<Tables>, values: readonly StoredValue[]): Promise<Samples[]> {
  const missing = values.filter(({ samples }) => samples === null)
  const found = missing.length === 0 ? null : await sentSamples(db, missing)
  return values.map((value) =>
    value.samples === null
      ? (found?.get(nameOf(value.received_at, value.digest)) ?? null)
      : (JSON.parse(value.samples) as readonly Sample[]),
  )
}

const nameOf = (receivedAt: Date, digest: number): string => `${receivedAt.getTime()} ${digest}`

/** Of values of one station. */
async function sentSamples(
  db: Kysely<Tables>,
  values: readonly StoredValue[],
): Promise<Map<string, readonly Sample[]>> {
  const stationId = values[0]?.station_id ?? ''
  const times = [...new Set(values.map(({ received_at }) => received_at.getTime()))].toSorted((a, b) => a - b)
  const [first, last] = [new Date(times[0] as number), new Date(times.at(-1) as number)]
  const { rows } = await sql<{ at: Date; version: string; request: string }>`
    select at, version, request from message
    where bucket = ${bucketOf(stationId)} and station_id = ${stationId} and at >= ${first} and at <= ${last}
      and at = any(${times.map((ms) => new Date(ms))}::timestamptz[])
      and direction = 'in' and action in ('MeterValues', 'TransactionEvent', 'StopTransaction')`.execute(db)
  const samples = new Map<string, readonly Sample[]>()
  for (const { at, version, request } of rows) {
    for (const frame of framesIn(request, version as Version, at)) samples.set(nameOf(at, frame.digest), frame.samples)
  }
  return samples
}

interface Metered {
  readonly meterValue?: readonly unknown[]
  readonly transactionData?: readonly unknown[]
}

/** Its own times do not matter here: what is looked for is told by its samples. */
function framesIn(request: string, version: Version, at: Date): MeterFrame[] {
  const payload = payloadOf(request)
  const values = payload?.meterValue ?? payload?.transactionData ?? []
  return traits[version].wording === '1.x'
    ? values.map((value) => frame16(value as v16.MeterValue, at))
    : values.map((value) => frame2(value as v21.MeterValueType, at))
}

/** One that was cut, or came broken, has none. */
function payloadOf(request: string): Metered | null {
  try {
    const [, , , payload] = JSON.parse(request) as [unknown, unknown, unknown, Metered | undefined]
    return payload ?? null
  } catch {
    return null
  }
}
