import { actionsFrom, type Version, versions } from '@busbar/ocpp/versions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandName } from '../../packages/csms/src/commands/command-name.ts'
import { type House, house, type RawStation } from '../house.ts'
import { sample } from '../samples.ts'

let home: House
beforeAll(async () => {
  home = await house({ stations: [...versions] })
})
afterAll(() => home.close())

describe.each(versions)('every command of %s', (version: Version) => {
  let station: RawStation
  const actions = actionsFrom(version, 'csms')
  beforeAll(async () => {
    const answers = Object.fromEntries(actions.map((action) => [action, () => sample(version, action, 'response')]))
    station = await home.station(version, { version, answers })
  })

  test.each(actions)('%s goes out as asked, and its answer comes back', async (action) => {
    const body = sample(version, action, 'request')
    const before = station.asked.length
    const answer = await home.api('POST', `/stations/${version}/commands/${commandName(action)}`, body)
    const response = sample(version, action, 'response')
    expect(answer).toMatchObject({ status: 200, body: { status: response.status ?? 'Accepted', response } })
    const [asked, ...more] = station.asked.slice(before)
    expect(more).toEqual([])
    expect(JSON.parse(asked?.text ?? '')[2]).toBe(action)
    // Text, so that the order of the members counts.
    expect(JSON.stringify(asked?.payload)).toBe(JSON.stringify(body))
  })

  test('each left an audit row', async () => {
    const { body } = await home.api('GET', `/audit?limit=500`)
    const sent = body.items
      .filter((row: { subject: string }) => JSON.stringify(row).includes(`"${version}"`))
      .map((row: { detail: { action?: string } }) => row.detail.action)
    for (const action of actions) expect(sent).toContain(action)
  })

  test('each exchange is in the message log', async () => {
    const { body } = await home.api('GET', `/stations/${version}/messages?direction=out&limit=500`)
    const logged = body.items.map((row: { action: string; outcome: string }) => `${row.action} ${row.outcome}`)
    for (const action of actions) expect(logged).toContain(`${action} answered`)
  })
})
