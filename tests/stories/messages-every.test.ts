import { actionsFrom, isSend, type Version, versions } from '@busbar/ocpp/versions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'
import { sample } from '../samples.ts'

let home: House
beforeAll(async () => {
  home = await house({ stations: [...versions], idTokens: ['text'] })
})
afterAll(() => home.close())

/** The session refuses an answer that breaks the schema, so an answer here is a valid one. */
describe.each(versions)('every message of a station of %s', (version: Version) => {
  let station: RawStation
  const actions = actionsFrom(version, 'station')
  beforeAll(async () => {
    station = await home.station(version, { version })
  })

  test.each(actions.filter((action) => !isSend(version, action)))('%s is answered', async (action) => {
    expect(await station.tryCall(action, sample(version, action, 'request'))).toMatchObject({ outcome: 'answered' })
  })

  for (const action of actions.filter((name) => isSend(version, name))) {
    test(`${action} is taken, and not answered (2.1 N15.FR.02)`, async () => {
      station.session.sendUnconfirmed(action, sample(version, action, 'request'))
      const logged = () =>
        home.api('GET', `/stations/${version}/messages?action=${action}`).then(({ body }) => body.items[0])
      expect(await until(logged)).toMatchObject({ outcome: 'answered', response: null })
    })
  }

  test('each is in the message log as answered', async () => {
    const { body } = await home.api('GET', `/stations/${version}/messages?direction=in&limit=500`)
    const logged = body.items.map((row: { action: string; outcome: string }) => `${row.action} ${row.outcome}`)
    for (const action of actions) expect(logged).toContain(`${action} answered`)
  })
})
