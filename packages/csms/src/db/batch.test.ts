import { expect, test } from 'vitest'
import { batchOf } from './batch.ts'
import type { Column, Columns } from './columns.ts'
import { Writes } from './writes.ts'

const column = (name: string, inKey = false): Column => ({
  name,
  type: 'text',
  generated: false,
  fallback: null,
  inKey,
})
const columns: Columns = new Map([
  ['configuration_key', [column('station_id', true), column('key', true), column('value'), column('readonly')]],
  ['event', [column('kind')]],
])
const at = new Date(0)
const key = (name: string, value: string | null) => ({
  organisation_id: 'default',
  station_id: 'A',
  key: name,
  value,
  readonly: false,
  at,
})
const writes = (fill: (writes: Writes) => void) => {
  const filled = new Writes()
  fill(filled)
  return filled
}
const rowsOf = (...all: Writes[]) => batchOf(columns, all).sets.flatMap((set) => set.rows)

test('appended rows keep the order of the messages', () => {
  const event = (subject: string) =>
    writes((w) => w.event('station.changed', { organisationId: 'default', at, subject }))
  expect(rowsOf(event('1'), event('2'), event('3'))).toMatchObject([
    { subject: '1' },
    { subject: '2' },
    { subject: '3' },
  ])
})

test('of a state row the newest wins, across messages', () => {
  const rows = rowsOf(
    writes((w) => w.put('configuration_key', key('a', '1'))),
    writes((w) => w.put('configuration_key', key('b', '1'))),
    writes((w) => w.put('configuration_key', key('a', '2'))),
  )
  expect(rows).toMatchObject([
    { key: 'a', value: '2' },
    { key: 'b', value: '1' },
  ])
})

test('a key is not confused with another that reads the same', () => {
  const rows = rowsOf(
    writes((w) => {
      w.put('configuration_key', { ...key('1a', ''), station_id: 'A' })
      w.put('configuration_key', { ...key('a', ''), station_id: 'A1' })
    }),
  )
  expect(rows).toHaveLength(2)
})

test('a row that sets less does not take back what an older one set', () => {
  const { value: _, ...less } = key('a', null)
  const rows = rowsOf(
    writes((w) => w.put('configuration_key', key('a', '1'))),
    writes((w) => w.put('configuration_key', { ...less, readonly: true } as never)),
  )
  expect(rows).toMatchObject([{ key: 'a', value: '1', readonly: true }])
})

test('a removal takes away what came before it and spares what comes after', () => {
  const batch = batchOf(columns, [
    writes((w) => {
      w.put('configuration_key', key('a', 'old'))
      w.put('configuration_key', key('b', 'old'))
      w.put('configuration_key', { ...key('a', 'other'), station_id: 'B' })
    }),
    writes((w) => {
      w.remove('configuration_key', { station_id: 'A' })
      w.put('configuration_key', key('b', 'new'))
    }),
  ])
  expect(batch.removed).toEqual([{ table: 'configuration_key', key: { station_id: 'A' } }])
  expect(batch.sets.flatMap((set) => set.rows)).toMatchObject([
    { station_id: 'B', value: 'other' },
    { station_id: 'A', key: 'b', value: 'new' },
  ])
})

test('which message came first makes no other statement', () => {
  const one = writes((w) => w.event('station.changed', { organisationId: 'default', at }))
  const two = writes((w) => w.put('configuration_key', key('a', '1')))
  const tables = (...all: Writes[]) => batchOf(columns, all).sets.map((set) => set.table)
  expect(tables(one, two)).toEqual(tables(two, one))
})
