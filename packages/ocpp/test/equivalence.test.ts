import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { validateRequest, validateResponse } from '../src/validation.ts'
import { actionsFrom, isSend, type Version, versions } from '../src/versions.ts'
import type { Schema } from '../tools/read-schemas.ts'
import { compile, officialFolder, oracles } from './oracle.ts'
import { PayloadMaker } from './payloads.ts'

const seed = Number(process.env.BUSBAR_SEED ?? Math.trunc(Math.random() * 2 ** 31))
console.log(`equivalence with the schemas: seed ${seed} (BUSBAR_SEED=${seed} repeats it)`)
if (oracles.length === 1)
  console.log(`no official schemas in ${officialFolder}: judged by ocpp-rpc's copy of them only`)

// The first oracle judges everything that can be changed about a message; a second one must merely agree on random payloads.
const thorough = oracles[0]

function ours(version: Version, type: string, payload: unknown): { ok: boolean } {
  const action = type.replace(/(Request|Response)$/, '')
  return type.endsWith('Request')
    ? validateRequest(version, action, payload)
    : validateResponse(version, action, payload)
}

function agree(version: Version, type: string, payload: unknown, theirs: (payload: unknown) => unknown): boolean {
  const expected = Boolean(theirs(payload))
  const got = ours(version, type, payload)
  if (got.ok !== expected) assert.fail(`${version} ${type} ${JSON.stringify(payload)}: ${JSON.stringify(got)}`)
  return expected
}

describe.each(oracles)('every definition accepts and rejects exactly what $name do', (oracle) => {
  describe.each(versions)('%s', (version) => {
    const schemas = oracle.schemas(version)

    test('has the same messages', () => {
      const actions = new Set([...actionsFrom(version, 'station'), ...actionsFrom(version, 'csms')])
      const types = [...actions].flatMap((action) =>
        isSend(version, action) ? [`${action}Request`] : [`${action}Request`, `${action}Response`],
      )
      assert.deepEqual([...schemas.keys()].sort(), types.sort())
    })

    test('and the same payloads', () => {
      let accepted = 0
      let rejected = 0
      const judge = (type: string, payload: unknown, theirs: (payload: unknown) => unknown) => {
        if (agree(version, type, payload, theirs)) accepted++
        else rejected++
      }
      for (const [type, schema] of schemas) {
        const theirs = compile(schema)
        const maker = new PayloadMaker(schema as Schema)
        if (oracle === thorough) {
          assert.ok(theirs(maker.full()), `${type} ${JSON.stringify(maker.full())}`)
          judge(type, maker.full(), theirs)
          for (const changed of maker.mutations(maker.full())) judge(type, changed, theirs)
        }
        const changedSomewhere = maker.valid().chain((payload) =>
          fc.nat().map((nth) => {
            const changes = [...maker.mutations(payload)]
            return { payload, changed: changes[nth % changes.length] }
          }),
        )
        fc.assert(
          fc.property(changedSomewhere, ({ payload, changed }) => {
            judge(type, payload, theirs)
            judge(type, changed, theirs)
          }),
          { seed, numRuns: 5 },
        )
      }
      // Both kinds, in numbers: a maker that makes only one of them would prove nothing.
      assert.ok(accepted > 100 && rejected > 100, `${accepted} accepted, ${rejected} rejected`)
    }, 30_000)
  })
})
