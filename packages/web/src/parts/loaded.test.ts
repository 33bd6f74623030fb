import { MantineProvider } from '@mantine/core'
import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { ApiProblem } from '../api/client.ts'
import { Loaded, NotYet, type Reading } from './loaded.tsx'

// What is read there while files are loaded; a browser has it.
vi.hoisted(() => {
  for (const name of ['localStorage', 'sessionStorage']) vi.stubGlobal(name, { getItem: () => null })
})

const reading = (status: Reading<string[]>['status'], data?: string[]): Reading<string[]> => ({
  status,
  data,
  error: status === 'error' ? new Error('no answer') : null,
  refetch: () => undefined,
})

test.each([
  ['on its way', reading('pending'), ['placeholder']],
  ['failed', reading('error'), ['failure']],
  ['empty', reading('success', []), ['none']],
  ['empty, and not to be read again', reading('error', []), ['failure']],
  ['there', reading('success', ['one']), ['item']],
  ['there, and not to be read again', reading('error', ['one']), ['item', 'failure']],
])('a list that is %s shows what it has', (_, query, shown) => {
  const page = markup(Loaded({ query, empty: 'None.', children: (items) => createElement('ul', null, items) }))
  const signs = { placeholder: 'role="status"', none: 'None.', item: '<ul>one</ul>', failure: 'no answer' }
  expect(Object.keys(signs).filter((sign) => page.includes(signs[sign as keyof typeof signs]))).toEqual(shown)
})

test.each([
  [404, true],
  [422, true],
  [403, false],
  [500, false],
])('a thing that is answered with %s is missing: %s', (status, missing) => {
  const error = new ApiProblem({ type: 'about:blank', title: 'Why', status })
  const page = markup(
    NotYet({ query: { status: 'error', error, refetch: () => undefined }, missing: 'No such thing.' }),
  )
  expect(page.includes('No such thing.')).toBe(missing)
})

const markup = (children: ReactNode) => renderToStaticMarkup(createElement(MantineProvider, null, children))
