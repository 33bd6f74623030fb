/** A station whose messages are refused says so, and one click lets them through. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BareSocket, bareSocket } from '../bare-socket.ts'
import { type House, house, until } from '../house.ts'
import { type Console, openConsole, settled } from './browser.ts'

let home: House
let console: Console
let station: BareSocket

beforeAll(async () => {
  home = await house({ stations: ['LOOSE'] })
  console = await openConsole(home)
  station = await bareSocket(home.ocppUrl, 'LOOSE')
  station.send([2, 'boot', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }])
  await station.answerTo('boot')
})

afterAll(async () => {
  await console?.close()
  await home?.close()
})

const refusedOf = async () => (await home.api('GET', '/stations/LOOSE')).body.refused
const status = (id: string) => [
  2,
  id,
  'StatusNotification',
  { connectorId: '1', status: 'Available', errorCode: 'NoError' },
]

test.each([1280, 390])(
  'what was refused is on its page and in the list, at %i px, and a click lets it through',
  async (width) => {
    await home.addStation('LOOSE', { tolerances: [] })
    const list = await console.open('/stations', { width })
    const page = await console.open('/stations/LOOSE', { width })
    for (const one of [list, page]) {
      await settled(one)
      await one.getByText('Live', { exact: true }).first().waitFor()
    }
    for (const n of [1, 2]) {
      station.send(status(`${width}-${n}`))
      expect((await station.answerTo(`${width}-${n}`))[0]).toBe(4)
    }
    await until(async () => (await refusedOf())?.count === 2)
    await page.getByText('This tolerance lets them through:').waitFor()
    station.send([2, `${width}-no`, 'NoSuchAction', {}])
    expect((await station.answerTo(`${width}-no`))[0]).toBe(4)
    await page.getByText('This tolerance lets some of them through:').waitFor()
    await page.getByText(/of this station w(as|ere) refused/).waitFor()
    await page.getByText('/connectorId must be an integer, is a string').waitFor()
    await list.bringToFront()
    await list.getByRole('img', { name: /refused: loose-types/ }).waitFor()
    await page.bringToFront()
    await page.getByRole('button', { name: 'Let them through' }).click()
    await page.getByText(/of this station w(as|ere) refused/).waitFor({ state: 'detached' })
    station.send(status(`${width}-3`))
    expect((await station.answerTo(`${width}-3`))[0]).toBe(3)
    expect((await home.api('GET', '/stations/LOOSE')).body).toMatchObject({
      tolerances: ['loose-types'],
      refused: null,
    })
    expect(console.complaints).toEqual([])
    await page.close()
    await list.close()
  },
)
