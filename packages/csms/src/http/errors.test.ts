import { expect, test } from 'vitest'
import { apiErrorOf } from './errors.ts'
import { notFound } from './problem.ts'

const failure = (members: object) => Object.assign(new Error('secret detail'), members)

test.each([
  ['ours', notFound('site x'), 404, 'not-found'],
  ['a body over the limit', failure({ statusCode: 413 }), 413, 'too-large'],
  ['a body that is not JSON', failure({ statusCode: 415 }), 415, 'media-type'],
  ['what Fastify cannot read', failure({ statusCode: 400 }), 400, 'malformed'],
  ['a key that somebody took at the same moment', failure({ code: '23505' }), 409, 'conflict'],
  ['a row that something refers to', failure({ code: '23503' }), 409, 'conflict'],
  ['a database that refuses connections', failure({ code: 'ECONNREFUSED' }), 503, 'unavailable'],
  ['a database that is going down', failure({ code: '57P01' }), 503, 'unavailable'],
  ['a broken connection', failure({ code: '08006' }), 503, 'unavailable'],
  ['a pool that waits in vain', new Error('timeout exceeded when trying to connect'), 503, 'unavailable'],
  ['a mistake of ours', failure({ code: '42601' }), 500, 'internal'],
  ['anything else', new TypeError('x is undefined'), 500, 'internal'],
])('%s', (_name, error, status, kind) => {
  const problem = apiErrorOf(error)
  expect([problem.status, problem.kind]).toEqual([status, kind])
  if (status >= 500) expect(problem.message).not.toContain('secret')
})
