/** Stations whose connection breaks at the worst moment. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, until } from '../house.ts'

let it: House

beforeAll(async () => {
  it = await house({ idTokens: ['ALICE', 'BOB'] })
})
afterAll(() => it.close())

const start = (over: object = {}) => ({
  connectorId: 1,
  idTag: 'ALICE',
  meterStart: 1000,
  timestamp: new Date().toISOString(),
  ...over,
})

/** Keeps every reader of id tokens waiting until the returned function is called. */
async function blockIdTokens(): Promise<() => Promise<void>> {
  const open = Promise.withResolvers<void>()
  const locked = Promise.withResolvers<void>()
  const done = it.csms.ctx.db.transaction().execute(async (trx) => {
    await sql`lock table id_token in access exclusive mode`.execute(trx)
    locked.resolve()
    await open.promise
  })
  await locked.promise
  return async () => {
    open.resolve()
    await done
  }
}

test('a start sent again through a new connection, while the first is still in hand, opens one transaction', async () => {
  await it.addStation('HASTY')
  const first = await it.station('HASTY')
  const request = start()
  const release = await blockIdTokens()
  void first.tryCall('StartTransaction', request)
  await new Promise((resolve) => setTimeout(resolve, 50))
  first.session.terminate()
  await until(() => !it.csms.ctx.stations.get('HASTY')?.link)
  const second = await it.station('HASTY', { boot: false })
  const again = second.call('StartTransaction', request)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await release()
  const { transactionId, idTagInfo } = await again
  expect(idTagInfo).toEqual({ status: 'Accepted' })
  expect(await it.transactions('station=HASTY')).toMatchObject([{ id: transactionId, state: 'open', flags: [] }])
})
