/** The demo beside one's own organisation, as a newcomer sees it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house } from '../house.ts'
import { type Console, openConsole } from './browser.ts'

let home: House
let console: Console

beforeAll(async () => {
  // Without its stations: which organisation one is in does not depend on them.
  home = await house({ config: { demo: true } })
  await home.csms.ctx.db.insertInto('organisation').values({ id: 'demo', name: 'Demo' }).execute()
  console = await openConsole(home)
})

afterAll(async () => {
  await console?.close()
  await home?.close()
})

test('who has no station yet begins in the demo, is told so, sees who waits at home, and goes there', async () => {
  const page = await console.open('/')
  await page.getByText('This is the demo').waitFor()
  await page.getByRole('button', { name: 'Organisation: Demo' }).waitFor()
  const knocking = await home.station('CP001', { boot: false })
  await page.getByRole('button', { name: '1 station waits' }).click()
  await page.getByRole('button', { name: 'Organisation: Default organisation' }).waitFor()
  expect(await page.getByText('This is the demo').count()).toBe(0)
  await page.goto(home.csms.url)
  await page.getByText('1 station is waiting to be accepted').waitFor()
  await page.getByRole('link', { name: 'Open the inbox' }).click()
  await page.getByRole('button', { name: 'Accept CP001' }).waitFor()
  await knocking.close()
  await page.close()
})

test('who looks at the demo as it ends is at home again', async () => {
  const page = await console.open('/')
  await page.getByRole('button', { name: /^Organisation:/ }).click()
  await page.getByRole('menuitem', { name: 'Demo' }).click()
  await page.getByText('This is the demo').waitFor()
  const { port } = new URL(home.csms.url)
  await home.restart({ demo: false, port: Number(port) })
  await page.getByText('This is the demo').waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  expect(await page.getByRole('button', { name: /^Organisation:/ }).count()).toBe(0)
  await page.close()
})
