/**
 * Which of 1,024 buckets a station's rows lie in. The keys of what grows for years begin with it: a thousand places where an index grows
 * at a time are few enough to stay in memory and out of the write-ahead log, and stations in one bucket few enough to read past. The same as
 * `station_bucket` in the database.
 */
import { hash } from 'node:crypto'

export function bucketOf(stationId: string): number {
  const digest = hash('sha256', stationId, 'buffer')
  return ((digest[0] as number) << 2) | ((digest[1] as number) >> 6)
}
