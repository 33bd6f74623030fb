import { expect, test } from 'vitest'
import { checkImports, cyclesAmong, importsOf, problemsOf, readSource } from './import-rules.ts'
import { root } from './root.ts'

const problems = (path: string, text: string) => problemsOf(readSource(path, text))

test('the tree keeps its import rules', () => {
  expect(checkImports(root)).toEqual([])
})

test('imports are found in every form, and types are told from values', () => {
  const { imports } = importsOf(`
import 'a'
import b from 'b'
import type { C } from 'c'
import {
  d,
  type D,
} from 'd'
import { type E } from 'e'
export { f } from 'f'
const g = await import('g')
type H = typeof import('h')
`)
  expect(imports.map(({ specifier, typeOnly }) => `${specifier} ${typeOnly ? 'type' : 'value'}`)).toEqual([
    'a value',
    'b value',
    'c type',
    'd value',
    'e type',
    'f value',
    'g value',
    'h type',
  ])
})

test.each([
  ['the console reaching into the server', 'packages/web/src/a.ts', `import { x } from '@busbar/csms/start'`],
  [
    'the console reaching into the server for types',
    'packages/web/src/a.ts',
    `import type { x } from '@busbar/csms/start'`,
  ],
  ['the console reading protocol definitions', 'packages/web/src/a.ts', `import { x } from '@busbar/ocpp/validation'`],
  ['the protocol knowing the system', 'packages/ocpp/src/a.ts', `import { x } from '@busbar/csms/start'`],
  ['a package entered by a window', 'packages/csms/src/a.ts', `import { x } from '../../ocpp/src/session.ts'`],
  ['a room calling a route', 'packages/csms/src/transactions/a.ts', `import { routes } from '../routes/ocpp16.ts'`],
  ['a room knowing HTTP', 'packages/csms/src/transactions/a.ts', `import fastify from 'fastify'`],
  ['a room with its own socket', 'packages/csms/src/stations/a.ts', `import { WebSocket } from 'ws'`],
  [
    'a room knowing the session',
    'packages/csms/src/stations/a.ts',
    `import type { Session } from '@busbar/ocpp/session'`,
  ],
  ['a room with its own driver', 'packages/csms/src/sites/a.ts', `import pg from 'pg'`],
  ['the database knowing a room', 'packages/csms/src/db/a.ts', `import { x } from '../transactions/record-event.ts'`],
  ['a room reaching up a floor', 'packages/csms/src/stations/a.ts', `import { x } from '../transactions/a.ts'`],
  ['a block reaching up for a command', 'packages/csms/src/provisioning/a.ts', `import { x } from '../commands/a.ts'`],
  [
    'an endpoint reaching up for its route',
    'packages/csms/src/api/sites/a.ts',
    `import { x } from '../../routes/api.ts'`,
  ],
  ['an endpoint with a query language', 'packages/csms/src/api/sites/a.ts', `import { sql } from 'kysely'`],
  ['an endpoint with a query', 'packages/csms/src/api/sites/a.ts', `const a = ctx.db\n  .selectFrom('site')\n`],
  ['a probe with a query', 'packages/csms/src/http/health.ts', `import { sql } from 'kysely'`],
  ['a feature in another', 'packages/web/src/features/stations/a.tsx', `import { x } from '../sites/b.tsx'`],
  [
    'a feature typed by another',
    'packages/web/src/features/sites/map/a.tsx',
    `import type { X } from '../../stations/b.tsx'`,
  ],
  [
    'a block of the simulator reaching up',
    'packages/simulator/src/link/a.ts',
    `import { x } from '../transactions/a.ts'`,
  ],
  [
    'a block of the simulator with the whole station',
    'packages/simulator/src/transactions/a.ts',
    `import type { SimulatedStation } from '../station/station.ts'`,
  ],
  ['a room without a floor', 'packages/csms/src/cellar/a.ts', `import { x } from '../db/writes.ts'`],
  [
    'a rule with a database',
    'packages/csms/src/transactions/a.ts',
    `/** Pure: what an event does. */\nimport { sql } from 'kysely'`,
  ],
  ['a barrel', 'packages/csms/src/sites/index.ts', `export { a } from './a.ts'\nexport * from './b.ts'`],
])('%s is refused', (_what, path, text) => {
  expect(problems(path, text)).toHaveLength(1)
})

test.each([
  ['a use case reading its store', 'packages/csms/src/transactions/a.ts', `import { x } from './transaction-store.ts'`],
  ['an endpoint asking a store', 'packages/csms/src/api/sites/a.ts', `import { x } from '../../sites/site-store.ts'`],
  ['a test of an endpoint reading rows', 'packages/csms/src/api/sites/a.test.ts', `await db.selectFrom('site')`],
  ['a room reaching down', 'packages/csms/src/transactions/a.ts', `import { x } from '../stations/a.ts'`],
  ['a room knowing a type from above', 'packages/csms/src/stations/a.ts', `import type { X } from '../commands/a.ts'`],
  ['a route naming a use case', 'packages/csms/src/routes/ocpp16.ts', `import { x } from '../transactions/a.ts'`],
  [
    'a rule naming a database type',
    'packages/csms/src/sites/b.ts',
    `/** Pure. */\nimport type { Row } from '../db/schema.ts'`,
  ],
  ['a page putting features together', 'packages/web/src/routes/a.tsx', `import { x } from '../features/sites/b.tsx'`],
  ['a feature with its own parts', 'packages/web/src/features/sites/a.tsx', `import { x } from './map/b.tsx'`],
  ['the demo starting stations', 'packages/csms/src/demo/a.ts', `import { x } from '@busbar/simulator/fleet'`],
  [
    'the console sharing pure maths',
    'packages/web/src/a.ts',
    `import { x } from '@busbar/smart-charging/composite-schedule'`,
  ],
  ['an import in a comment', 'packages/ocpp/src/a.ts', `// import { x } from '@busbar/csms/start'`],
])('%s is fine', (_what, path, text) => {
  expect(problems(path, text)).toEqual([])
})

test('files that need each other to load are a cycle, files that share types are not', () => {
  const file = (path: string, text: string) => readSource(path, text)
  expect(
    cyclesAmong([
      file('a/one.ts', `import { x } from './two.ts'`),
      file('a/two.ts', `import { x } from '../b/three.ts'`),
      file('b/three.ts', `import { x } from '../a/one.ts'\nimport { y } from './four.ts'`),
      file('b/four.ts', `import type { y } from './three.ts'`),
    ]).map((cycle) => cycle.toSorted()),
  ).toEqual([['a/one.ts', 'a/two.ts', 'b/three.ts']])
})
