import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, apiHouse, startMs } from '../../../test/api-house.ts'
import { openTransaction } from '../../../test/rows.ts'

let house: ApiHouse
const ids = async (query: string): Promise<string[]> =>
  (await house.call('GET', `/stations?${query}`)).body.items.map((s: { id: string }) => s.id)

beforeAll(async () => {
  house = await apiHouse()
  await house.call('PUT', '/sites/depot', { name: 'Depot' })
  const states = [
    { id: 'A1', online: true, version: 'ocpp1.6', vendor: 'Zeta', model: '100%', heard: '2026-03-01T11:59:00Z' },
    { id: 'A2', online: false, version: 'ocpp2.0.1', vendor: 'Alpha', model: 'X', heard: '2026-02-01T00:00:00Z' },
    { id: 'A3', online: true, version: 'ocpp2.1', vendor: 'alpha', model: 'A', heard: '2026-03-01T11:58:00Z' },
  ] as const
  for (const { id, ...state } of states) {
    await house.call('PUT', `/stations/${id}`, { site: 'depot', evses: [{ evseId: 1 }] })
    await house.db
      .insertInto('station_state')
      .values({
        organisation_id: 'default',
        station_id: id,
        online: state.online,
        connected: state.online,
        version: state.version,
        vendor: state.vendor,
        model: state.model,
        last_heard_at: state.heard,
      })
      .execute()
  }
  await house.call('PUT', '/stations/B1', { name: 'a new one', admission: 'pending' })
  await house.db.updateTable('connector').set({ status: 'Faulted' }).where('station_id', '=', 'A2').execute()
  await openTransaction(house, { id: 1, stationId: 'A3', evseId: 1, powerW: 11_000, siteId: 'depot' })
}, startMs)
afterAll(() => house.close())

test.each([
  ['', ['A1', 'A2', 'A3', 'B1']],
  ['status=online', ['A1', 'A3']],
  ['status=offline', ['A2']],
  ['status=never', ['B1']],
  ['site=depot&version=2.0.1', ['A2']],
  ['site=nowhere', []],
  ['admission=pending', ['B1']],
  ['faulted=true', ['A2']],
  ['faulted=false', ['A1', 'A3', 'B1']],
  ['q=ALPHA', ['A2', 'A3']],
  ['q=depot', ['A1', 'A2', 'A3']],
  ['q=100%25', ['A1']],
  ['q=%25', ['A1']],
  ['q=_', []],
  ['sort=-id', ['B1', 'A3', 'A2', 'A1']],
  ['sort=name', ['B1', 'A1', 'A2', 'A3']],
  ['sort=status', ['A1', 'A3', 'A2', 'B1']],
  ['sort=model', ['B1', 'A3', 'A2', 'A1']],
  ['sort=-version', ['A3', 'A2', 'A1', 'B1']],
  ['sort=-lastHeardAt', ['A1', 'A3', 'A2', 'B1']],
  ['sort=-power', ['A3', 'B1', 'A2', 'A1']],
  ['sort=site', ['B1', 'A1', 'A2', 'A3']],
])('GET /stations?%s', async (query, expected) => {
  expect(await ids(query)).toEqual(expected)
})

test.each(['id', '-name', 'status', '-lastHeardAt', 'power', '-model'])(
  'pages in order %s meet every station once',
  async (sort) => {
    const whole = await ids(`sort=${sort}`)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await house.call('GET', `/stations?sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`)
      expect(body.total).toBe(4)
      seen.push(body.items[0].id)
      cursor = body.next
    }
    expect(seen).toEqual(whole)
  },
)

test('a station that comes between two pages neither repeats nor hides another', async () => {
  const first = (await house.call('GET', '/stations?limit=2')).body
  await house.call('PUT', '/stations/A0', {})
  const second = (await house.call('GET', `/stations?limit=2&cursor=${first.next}`)).body
  expect(second.items.map((s: { id: string }) => s.id)).toEqual(['A3', 'B1'])
  await house.call('DELETE', '/stations/A0')
})

test.each(['limit=0', 'limit=501', 'limit=ten', 'status=on', 'foo=1', 'faulted=1', 'cursor=abc', 'sort=hat'])(
  '%s is refused with the name of the parameter',
  async (query) => {
    const answer = await house.call('GET', `/stations?${query}`)
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0].path).toBe(query.split('=')[0])
  },
)

test('a cursor of another order is refused', async () => {
  const { next } = (await house.call('GET', '/stations?limit=1&sort=name')).body
  expect((await house.call('GET', `/stations?limit=1&sort=id&cursor=${next}`)).status).toBe(422)
})
