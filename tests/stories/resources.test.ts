import { expect, test } from 'vitest'
import { attackNames } from '../../bench/resource-attacks.ts'
import { fuzzResources, verdict } from '../../bench/resources.ts'

// How late is too late is a matter of a machine that does nothing else: `npm run bench -- resources` tells. Here whoever starves is found.
const starvedMs = 10_000

test('nonsense that costs memory, time or disk neither ends the server nor starves, refuses or disconnects an honest station', {
  timeout: 300_000,
}, async () => {
  const database = process.env.BUSBAR_TEST_DATABASE_URL ? 'postgres' : 'pglite'
  const { results } = await fuzzResources(
    { database, kinds: attackNames, sockets: 6, seconds: 1.5, quietSeconds: 1, apart: false },
    () => undefined,
  )
  const harmed = results.map((result) => [result.kind, verdict(result, starvedMs)])
  expect(harmed).toEqual(attackNames.map((name) => [name, null]))
})
