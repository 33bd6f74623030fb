import { expect, test } from 'vitest'
import type { Context } from '../context.ts'
import type { Writes } from '../db/writes.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { FailedSignIns } from './failed-sign-ins.ts'

test('a flood of wrong passwords is one event a minute, with a count', () => {
  let now = new Date('2026-03-01T08:00:00Z')
  const kept: unknown[] = []
  const commit = async ({ appended }: Writes) => {
    kept.push(...appended.filter(({ table }) => table === 'security_event').map(({ row }) => row))
  }
  const failed = new FailedSignIns({ now: () => now, writer: { commit } } as unknown as Context)
  const [one, other] = ['A', 'B'].map((id) => ({ id, organisationId: 'default' }) as LiveStation) as [
    LiveStation,
    LiveStation,
  ]
  for (let i = 0; i < 1000; i++) failed.record(one, 'a wrong password')
  failed.record(other, 'no password')
  now = new Date('2026-03-01T08:01:00Z')
  failed.record(one, 'a wrong password')
  expect(kept).toMatchObject([
    { station_id: 'A', tech_info: 'a wrong password' },
    { station_id: 'B', tech_info: 'no password' },
    { station_id: 'A', tech_info: 'a wrong password; 999 more since 2026-03-01T08:00:00.000Z' },
  ])
})
