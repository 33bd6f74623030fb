import { expect, test } from 'vitest'
import { endpoints } from '../packages/csms/src/api/endpoints.ts'
import { askedOfAll, unasked } from './history-reads.ts'
import { sizeAt } from './history-size.ts'

const asked = askedOfAll(sizeAt(0.01), new Date())

test('everything that can be read is asked for, with every filter', () => {
  expect(unasked(endpoints, asked)).toEqual([])
})

test('what is not asked for is named', () => {
  const { listSites: _, ...rest } = asked
  const withoutFilter = { ...rest, listAudit: { ...rest.listAudit, filters: { subject: ['CP1'] } } } as typeof asked
  expect(unasked(endpoints, withoutFilter)).toEqual([
    expect.stringContaining('listAudit is not asked with `subjectType`'),
    expect.stringContaining('listSites (GET /sites) is not asked'),
  ])
})
