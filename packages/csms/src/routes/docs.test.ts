import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { apiHouse, startMs } from '../../test/api-house.ts'
import { endpoints } from '../api/endpoints.ts'

interface Example {
  readonly line: string
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
  readonly status: number
}

const guide = await readFile(new URL('../../../../docs/api.md', import.meta.url), 'utf8')

/** The guide's `curl …   # status` lines. */
function examplesOf(markdown: string, variables: Record<string, string>): Example[] {
  return [...markdown.matchAll(/^(curl .*?)\s+# (\d{3})$/gm)].map(([, line = '', status]) => {
    const filled = line.replaceAll(/\$(\w+)/g, (_, name) => variables[name] ?? '')
    const words = [...filled.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? '')
    const option = (name: string) => words.flatMap((word, i) => (words[i - 1] === name ? [word] : []))
    return {
      line,
      method: option('-X')[0] ?? 'GET',
      headers: Object.fromEntries(option('-H').map((header) => header.split(/: (.*)/s).slice(0, 2))),
      body: option('-d')[0],
      url: words.find((word) => word.startsWith('/api')) ?? '',
      status: Number(status),
    }
  })
}

test(
  'the examples of docs/api.md answer what they say, in their order',
  async () => {
    const house = await apiHouse()
    const examples = examplesOf(guide, { BUSBAR: '/api/v1', TOKEN: house.token })
    expect(examples.length).toBeGreaterThan(10)
    for (const { line, method, url, headers, body, status } of examples) {
      if (url.startsWith('/api/v1/events')) continue // It never ends; events.test.ts follows it.
      const answer = await house.app.inject({
        method: method as 'GET',
        url,
        headers,
        ...(body !== undefined && { payload: body }),
      })
      expect(answer.statusCode, `${line}\n${answer.payload}`).toBe(status)
    }
    await house.close()
  },
  startMs,
)

test('docs/api.md names paths that exist', () => {
  const known = Object.values(endpoints).map((endpoint) => endpoint.path.replaceAll(/\{\w+\}/g, '*'))
  for (const [, path = ''] of guide.matchAll(/`(?:GET|POST|PUT|DELETE) (\/[^`?]*)/g)) {
    if (path.startsWith('/health')) continue
    expect(known).toContain(path.replaceAll(/\{[^}]+\}:\{[^}]+\}|\{\w+\}/g, '*'))
  }
})
