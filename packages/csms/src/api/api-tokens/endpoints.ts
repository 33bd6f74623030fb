import { Items } from '../../http/common.ts'
import { endpoint } from '../../http/endpoint.ts'
import { ApiToken, ApiTokenPost, ApiTokenPut, apiTokenParams, NewApiToken } from './resource.ts'

const missing = { 404: 'There is no such API token' }

export const apiTokensEndpoints = {
  listApiTokens: endpoint({
    method: 'GET',
    path: '/api-tokens',
    needs: 'api-token:read',
    tag: 'api tokens',
    summary: 'Who may use the API, newest first',
    answers: { 200: Items(ApiToken) },
  }),
  createApiToken: endpoint({
    method: 'POST',
    path: '/api-tokens',
    needs: 'api-token:write',
    tag: 'api tokens',
    summary: 'Make a token; the answer is the only one that tells it',
    body: ApiTokenPost,
    answers: { 201: NewApiToken },
    problems: { 409: 'The name is taken' },
  }),
  changeApiToken: endpoint({
    method: 'PUT',
    path: '/api-tokens/{id}',
    needs: 'api-token:write',
    tag: 'api tokens',
    summary: 'Name it anew, or say when it expires',
    params: apiTokenParams,
    body: ApiTokenPut,
    answers: { 200: ApiToken },
    problems: { ...missing, 409: 'The name is taken, or it is the one of the setting' },
  }),
  revokeApiToken: endpoint({
    method: 'DELETE',
    path: '/api-tokens/{id}',
    needs: 'api-token:write',
    tag: 'api tokens',
    summary: 'Revoke it: it opens nothing from now on, and its followers of events are disconnected',
    params: apiTokenParams,
    answers: { 204: null },
    problems: { ...missing, 409: 'It is the one of the setting, or the last one that opens' },
  }),
}
