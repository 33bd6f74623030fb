/** The one door to the server. Expected refusals come as `ApiProblem`; a server that cannot be reached as `Unreachable`. */
import createClient from 'openapi-fetch'
import type { paths } from '../generated/api.ts'
import { currentOrganisation, leaveOrganisation } from './organisation.ts'
import { currentToken, signOut } from './token.ts'
import type { Problem } from './types.ts'

export class ApiProblem extends Error {
  readonly status: number
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.status = problem.status
    this.problem = problem
  }
}

export class Unreachable extends Error {}

export const api = createClient<paths>({
  fetch: async (request) => {
    try {
      return await fetch(request)
    } catch (error) {
      if (request.signal.aborted) throw error
      throw new Unreachable('The server cannot be reached')
    }
  },
})

api.use({
  onRequest({ request }) {
    const token = currentToken()
    if (token && !request.headers.has('authorization')) request.headers.set('authorization', `Bearer ${token}`)
    const organisation = currentOrganisation()
    if (organisation && !request.headers.has('busbar-organisation')) {
      request.headers.set('busbar-organisation', organisation)
    }
    return request
  },
  onResponse({ request, response }) {
    // A token that was just tried on the sign-in page is that page's business.
    if (response.status === 403) leaveOrganisation()
    if (response.status === 401 && request.headers.get('authorization') === `Bearer ${currentToken()}`) signOut()
  },
})

interface Answer<T> {
  readonly data?: T
  readonly error?: unknown
  readonly response: Response
}

/** The body of a good answer; throws the problem of a bad one. */
export async function bodyOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer
  if (response.ok) return data as T
  throw new ApiProblem(
    isProblem(error) ? error : { type: 'about:blank', title: response.statusText, status: response.status },
  )
}

export const ifMatch = (revision: number) => ({ 'If-Match': `"${revision}"` })

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'title' in value && 'status' in value
