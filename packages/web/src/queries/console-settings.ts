import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'

/** What the server's operator has set for the console. */
export const consoleSettingsQuery = queryOptions({
  queryKey: ['console-settings'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/console-settings', { signal })),
})
