/** What a command's outcome says is what happened, as far as anybody can know it. */
import { versions } from '@busbar/ocpp/versions'
import { SimulatedStation } from '@busbar/simulator/station'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house({ stations: ['GONE', ...versions] })
})
afterAll(() => home.close())

const command = (id: string, name: string, body: object) => home.api('POST', `/stations/${id}/commands/${name}`, body)
const connectionLost = { status: 502, body: { type: 'urn:busbar:problem:connection-lost' } }

test.each(versions)(
  'a reset that closes the socket is a lost connection, and no missed deadline (%s)',
  async (version) => {
    const quirks = { resetsWithoutAnswer: true }
    const station = new SimulatedStation({ url: home.ocppUrl, id: version, version, quirks, rebootS: 0.05 })
    station.start()
    await station.waitFor(({ online }) => online)
    const { bootedAt } = (await home.api('GET', `/stations/${version}`)).body
    const type = version === 'ocpp1.6' ? 'Hard' : 'Immediate'
    expect(await command(version, 'reset', { type })).toMatchObject(connectionLost)
    const { body } = await home.api('GET', `/stations/${version}/messages?action=Reset`)
    expect(body.items).toMatchObject([{ outcome: 'closed', problem: 'the connection was lost before an answer came' }])
    await until(async () => (await home.api('GET', `/stations/${version}`)).body.bootedAt !== bootedAt)
    station.stop()
  },
)

test('any command can lose its connection; the audit says so', async () => {
  const station = await home.station('GONE', {
    answers: {
      ClearCache: () => {
        station.session.terminate()
        return new Promise(() => {})
      },
    },
  })
  expect(await command('GONE', 'clear-cache', {})).toMatchObject(connectionLost)
  expect((await command('GONE', 'clear-cache', {})).status).toBe(409)
  const outcomes = (await home.api('GET', '/audit?limit=50')).body.items
    .map(({ detail }: { detail: { action: string; outcome: string } }) => detail)
    .filter(({ action }: { action: string }) => action === 'ClearCache')
    .map(({ outcome }: { outcome: string }) => outcome)
  expect(outcomes).toEqual(['offline', 'connection-lost'])
})
