import { SearchedPage } from '../../http/common.ts'
import { endpoint } from '../../http/endpoint.ts'
import { collides, missing } from '../../http/problems.ts'
import { IdToken, IdTokenFilter, IdTokenPut, idTokenParams } from './resource.ts'

export const idTokensEndpoints = {
  listIdTokens: endpoint({
    method: 'GET',
    path: '/id-tokens',
    needs: 'id-token:read',
    tag: 'id tokens',
    summary: 'Id tokens, by token',
    query: IdTokenFilter,
    answers: { 200: SearchedPage(IdToken) },
  }),
  getIdToken: endpoint({
    method: 'GET',
    path: '/id-tokens/{token}',
    needs: 'id-token:read',
    tag: 'id tokens',
    summary: 'An id token',
    params: idTokenParams,
    answers: { 200: IdToken },
    problems: missing,
    versioned: true,
  }),
  putIdToken: endpoint({
    method: 'PUT',
    path: '/id-tokens/{token}',
    needs: 'id-token:write',
    tag: 'id tokens',
    summary: 'Create or change an id token',
    description: 'Members that are left out stay as they are.',
    params: idTokenParams,
    body: IdTokenPut,
    bodyOptional: true,
    answers: { 200: IdToken, 201: IdToken },
    problems: collides,
    versioned: true,
  }),
  deleteIdToken: endpoint({
    method: 'DELETE',
    path: '/id-tokens/{token}',
    needs: 'id-token:write',
    tag: 'id tokens',
    summary: 'Remove an id token; it is unknown from then on',
    params: idTokenParams,
    answers: { 204: null },
    problems: { ...missing, ...collides },
    versioned: true,
  }),
}
