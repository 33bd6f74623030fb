import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'
import { atHome } from '../api/organisation.ts'

export const apiTokensQuery = queryOptions({
  queryKey: ['api-tokens'],
  queryFn: async ({ signal }) =>
    (await bodyOf(api.GET('/api/v1/api-tokens', { params: { header: atHome }, signal }))).items,
})
