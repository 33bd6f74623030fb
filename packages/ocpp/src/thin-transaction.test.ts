import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'vitest'
import { thinTransaction } from './thin-transaction.ts'

const value = (i: number) => ({
  timestamp: new Date(Date.UTC(2026, 2, 1) + i * 1000).toISOString(),
  sampledValue: [
    { value: String(i), unit: 'Wh' },
    { value: '[{"]}', context: '\\"' },
  ],
})
const stop = (values: unknown[], over: object = {}) =>
  JSON.stringify([
    2,
    'transactionData',
    'StopTransaction',
    { meterStop: 10, idTag: '"transactionData":[', transactionData: values, transactionId: 1, ...over },
  ])
const payloadOf = (text: string) => JSON.parse(text)[3]

describe('a huge transaction message', () => {
  test.each([0, 1, 2, 3999])('of %i meter values keeps all of them', async (count) => {
    const text = stop(Array.from({ length: count }, (_, i) => value(i)))
    const thinned = await thinTransaction(Buffer.from(text))
    assert.deepEqual(JSON.parse(thinned.text), JSON.parse(text))
    assert.deepEqual([thinned.sent, thinned.kept], [count, count])
  })

  test.each([4001, 10_000, 100_000])('of %i is thinned evenly, with the first and the last', async (count) => {
    const text = stop(
      Array.from({ length: count }, (_, i) => value(i)),
      { reason: 'Local' },
    )
    const thinned = await thinTransaction(Buffer.from(text))
    const { transactionData, ...rest } = payloadOf(thinned.text)
    assert.deepEqual(rest, { meterStop: 10, idTag: '"transactionData":[', transactionId: 1, reason: 'Local' })
    const kept = transactionData.map((one: ReturnType<typeof value>) => Number(one.sampledValue[0]?.value))
    assert.ok(kept.length >= 2000 && kept.length <= 4001, `${kept.length} kept`)
    assert.equal(kept[0], 0)
    assert.equal(kept.at(-1), count - 1)
    const steps = new Set(kept.slice(1, -1).map((n: number, i: number) => n - kept[i]))
    assert.equal(steps.size, 1)
    assert.deepEqual([thinned.sent, thinned.kept], [count, kept.length])
    assert.equal(thinned.sha256, createHash('sha256').update(text).digest('hex'))
  })

  test('of 2.x, with a list of that name deeper down', async () => {
    const event = {
      customData: { vendorId: 'V', meterValue: [1, 2, 3] },
      eventType: 'Ended',
      meterValue: Array.from({ length: 9000 }, (_, i) => value(i)),
    }
    const { text, sent } = await thinTransaction(Buffer.from(JSON.stringify([2, 'x', 'TransactionEvent', event])))
    assert.deepEqual(payloadOf(text).customData, event.customData)
    assert.equal(sent, 9000)
    assert.ok(payloadOf(text).meterValue.length < 4100)
  })

  test('that is no JSON stays what it is', async () => {
    for (const text of [
      '[2,"x","StopTransaction",{"transactionData":[{"a":1},',
      '"',
      '[2,"x","StopTransaction",{"transactionData":7}]',
    ])
      assert.equal((await thinTransaction(Buffer.from(text))).text, text)
  })
})
