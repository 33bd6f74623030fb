import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'
import { atHome } from '../api/organisation.ts'
import type { Retained, RetentionRule } from '../api/types.ts'

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/history/retention', { params: { header: atHome }, signal })),
})

export const retentionPreviewQuery = (kind: Retained['kind'], { maxAgeDays, maxBytes }: RetentionRule) =>
  queryOptions({
    queryKey: ['retention', kind, { maxAgeDays, maxBytes }],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/history/retention/{kind}/preview', {
          params: {
            path: { kind },
            query: { ...(maxAgeDays !== null && { maxAgeDays }), ...(maxBytes !== null && { maxBytes }) },
            header: atHome,
          },
          signal,
        }),
      ),
  })

export interface EnergyRange {
  readonly by: 'day' | 'month'
  readonly site?: string | undefined
}

/** Of the last month, or the last year; new every few minutes. */
export const energyHistoryQuery = ({ by, site }: EnergyRange) =>
  queryOptions({
    queryKey: ['energy-history', by, site ?? null],
    refetchInterval: 5 * 60_000,
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/history/energy', { params: { query: { by, ...(site && { site }) } }, signal })),
  })

/** How far back power is shown. */
export type PowerPast = 'month' | 'year'

const pastDays = { month: 30, year: 365 } as const
const quarterMs = 15 * 60_000

/** New every quarter of an hour, as it is. */
export const powerHistoryQuery = (past: PowerPast, site?: string) =>
  queryOptions({
    queryKey: ['power-history', past, site ?? null],
    refetchInterval: quarterMs,
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - pastDays[past] * 86_400_000).toISOString()
      return bodyOf(api.GET('/api/v1/history/power', { params: { query: { from, ...(site && { site }) } }, signal }))
    },
  })
