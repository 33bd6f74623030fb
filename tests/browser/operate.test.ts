/** An operator's work: sign in, watch, ask stations for something, and be told the truth about it. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bootOf, type House, house, type RawStation } from '../house.ts'
import { knock, statusAtDoor } from '../knock.ts'
import { type Console, openConsole, settled } from './browser.ts'

let home: House
let console: Console
let old: RawStation
let modern: RawStation

beforeAll(async () => {
  home = await house({
    stations: ['OLD-1', 'NEW-1', 'AWAY-1'],
    idTokens: ['ALICE'],
    config: { callTimeoutMs: 1500 },
  })
  old = await home.station('OLD-1', {
    version: 'ocpp1.6',
    answers: {
      RemoteStartTransaction: () => ({ status: 'Accepted' }),
      RemoteStopTransaction: () => ({ status: 'Accepted' }),
      UnlockConnector: () => ({ status: 'NotSupported' }),
      Reset: () => ({ status: 'Rejected' }),
      // Later than the CSMS waits.
      ChangeAvailability: () => new Promise((resolve) => setTimeout(resolve, 2500, { status: 'Accepted' })),
    },
  })
  modern = await home.station('NEW-1', {
    version: 'ocpp2.0.1',
    answers: { ClearCache: () => ({ status: 'Accepted' }) },
  })
  await status16('Available')
  await modern.call('StatusNotification', {
    timestamp: new Date().toISOString(),
    connectorStatus: 'Available',
    evseId: 1,
    connectorId: 1,
  })
  console = await openConsole(home)
})

afterAll(async () => {
  await console?.close()
  await home?.close()
})

const status16 = (status: string, errorCode = 'NoError') =>
  old.call('StatusNotification', { connectorId: 1, status, errorCode, timestamp: new Date().toISOString() })

const answers = (page: Page) => page.getByRole('listitem').filter({ has: page.locator('time') })

test('a wrong token is refused in words, the right one leads to where one wanted to go', async () => {
  const page = await console.open('/stations?status=online', { signedIn: false })
  await page.getByLabel('API token').fill('not-the-token')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The server does not know this token.').waitFor()
  await page.getByLabel('API token').fill(home.csms.apiToken ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Stations', level: 1 }).waitFor()
  expect(new URL(page.url()).search).toBe('?status=online')
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByLabel('API token').waitFor()
  await page.close()
})

test('the overview lives: a fault appears and goes without a reload', async () => {
  const page = await console.open('/')
  await settled(page)
  await page.getByText('No connector reports a fault.').waitFor()
  await status16('Faulted', 'GroundFailure')
  await page.getByText('GroundFailure').waitFor()
  await status16('Available')
  await page.getByText('No connector reports a fault.').waitFor()
  await page.close()
})

test('what the station answered is shown as it answered, and silence as silence', async () => {
  const page = await console.open('/stations/OLD-1')
  await settled(page)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await answers(page).filter({ hasText: 'Unlock EVSE 1' }).getByText('NotSupported').waitFor()
  await page.getByRole('button', { name: 'Reset or refresh' }).click()
  await page.getByRole('menuitem', { name: 'Reset at once' }).click()
  await answers(page).filter({ hasText: 'Reset (Hard)' }).getByText('Rejected').waitFor()
  await page.getByRole('button', { name: 'Disable' }).click()
  await answers(page).filter({ hasText: 'Disable EVSE 1' }).getByText('No answer in time').waitFor()
  await page.close()
})

test('a station whose connection has gone is not shown as online, and cannot be asked', async () => {
  const away = await home.station('AWAY-1')
  await away.call('StatusNotification', { connectorId: 1, status: 'Available', errorCode: 'NoError' })
  await away.close()
  const page = await console.open('/stations/AWAY-1')
  await settled(page)
  await page.getByText('Offline', { exact: true }).waitFor()
  await page.getByText('nothing can be asked of it now').waitFor()
  await page.getByText('last told: Available').waitFor()
  for (const name of ['Start', 'Unlock', 'Disable', 'Reset or refresh'])
    expect(await page.getByRole('button', { name }).isDisabled()).toBe(true)
  await page.goto(`${home.csms.url}/stations`)
  await page.getByRole('row').filter({ hasText: 'AWAY-1' }).getByText('Offline', { exact: true }).waitFor()
  await page.close()
})

test('a station that comes back can be asked again without a reload', async () => {
  const page = await console.open('/stations/AWAY-1')
  await page.getByText('Offline', { exact: true }).waitFor()
  await home.station('AWAY-1')
  await page.getByText('Online', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Unlock', disabled: false }).waitFor()
  await page.close()
})

test('a command that a page could still send while the connection went is told as not sent', async () => {
  const page = await console.open('/stations/OLD-1')
  await settled(page)
  await page.route('**/api/v1/evses/*/unlock', (route) =>
    route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({ title: 'Conflict', status: 409, detail: 'The station is not connected' }),
    }),
  )
  await page.getByRole('button', { name: 'Unlock' }).click()
  await answers(page).filter({ hasText: 'Unlock EVSE 1' }).getByText('Not sent').waitFor()
  await page.close()
})

test('the start dialog offers tokens when asked to, only accepted ones, and inside the screen', async () => {
  await home.addIdToken('ALBERT', { status: 'blocked' })
  const page = await console.open('/stations/OLD-1', { width: 390 })
  await settled(page)
  await page.getByRole('button', { name: 'Start' }).click()
  const field = page.getByRole('combobox', { name: 'Id token' })
  await field.and(page.locator(':focus')).waitFor()
  expect(await page.getByRole('option').count()).toBe(0)
  await field.fill('AL')
  const offered = page.getByRole('option')
  await offered.filter({ hasText: 'ALICE' }).waitFor()
  expect(await offered.allTextContents()).toEqual(['ALICE'])
  const box = await offered.boundingBox()
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0)
  await page.close()
})

test('what stands in the way of a start is said while the token is typed, and sent anyway when it is wanted', async () => {
  await home.addIdToken('BERTA', { status: 'blocked' })
  const page = await console.open('/stations/OLD-1', { width: 390 })
  await settled(page)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('combobox', { name: 'Id token' }).fill('BERTA')
  await page.getByRole('alert').filter({ hasText: 'The id token is blocked' }).waitFor()
  await page.getByRole('button', { name: 'Request it anyway' }).click()
  await answers(page).filter({ hasText: 'for BERTA' }).getByText('It will try').waitFor()
  await page.close()
})

test('a start is requested, then accepted, and the transaction is there when its message came', async () => {
  const page = await console.open('/stations/OLD-1')
  await settled(page)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('combobox', { name: 'Id token' }).fill('ALICE')
  await page.getByRole('button', { name: 'Request start' }).click()
  await answers(page).filter({ hasText: 'for ALICE' }).getByText('It will try').waitFor()
  expect(await page.getByRole('link', { name: /^Transaction \d/ }).count()).toBe(0)

  await status16('Charging')
  const startedAt = new Date(Date.now() - 120_000).toISOString()
  const { transactionId } = await old.call('StartTransaction', {
    connectorId: 1,
    idTag: 'ALICE',
    meterStart: 1000,
    timestamp: startedAt,
  })
  await page.getByRole('link', { name: `Transaction ${transactionId}` }).click()
  await page.getByRole('heading', { name: `Transaction ${transactionId}` }).waitFor()

  await old.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [
      {
        timestamp: new Date().toISOString(),
        sampledValue: [
          { value: '3.5', unit: 'kWh', measurand: 'Energy.Active.Import.Register' },
          { value: '7360', unit: 'W', measurand: 'Power.Active.Import' },
        ],
      },
    ],
  })
  await page.getByText(/^2\.500/).waitFor()
  await page
    .getByText(/^7\.36/)
    .first()
    .waitFor()

  await page.getByRole('button', { name: 'Request stop' }).click()
  await answers(page)
    .filter({ hasText: 'Stop transaction' })
    .getByText('the transaction ends when the station says so')
    .waitFor()
  await page.getByRole('button', { name: 'Request stop' }).waitFor()
  await old.call('StopTransaction', {
    transactionId,
    meterStop: 4000,
    timestamp: new Date().toISOString(),
    reason: 'Remote',
  })
  await page.getByText(/^3\.000/).waitFor()
  expect(await page.getByRole('button', { name: 'Request stop' }).count()).toBe(0)
  await page.close()
})

test('any action can be sent from its form, and what does not fit is said at its field', async () => {
  const page = await console.open('/stations/NEW-1?tab=commands')
  await page.getByRole('button', { name: 'ClearCache' }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await answers(page).filter({ hasText: 'ClearCache' }).getByText('Accepted').waitFor()

  await page.getByRole('button', { name: 'DataTransfer' }).click()
  await page.getByRole('textbox', { name: 'vendorId' }).fill('x'.repeat(300))
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await answers(page).filter({ hasText: 'DataTransfer' }).getByText('Not valid').waitFor()
  expect(await page.getByRole('textbox', { name: 'vendorId' }).getAttribute('aria-invalid')).toBe('true')
  await page.close()
})

test('the message log goes on by itself, and explains a frame member by member', async () => {
  const page = await console.open('/stations/OLD-1?tab=messages')
  await page.getByRole('button', { name: 'BootNotification' }).waitFor()
  await old.call('DiagnosticsStatusNotification', { status: 'Idle' })
  await page.getByRole('button', { name: 'DiagnosticsStatusNotification' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('"Idle"').waitFor()
  await drawer.getByText('required').first().waitFor()
  await drawer.getByText('one of 4').waitFor()

  await page.keyboard.press('Escape')
  await old.session.call('StatusNotification', { connectorId: 1, status: 'Available' }, { validate: false })
  await page.getByRole('row').filter({ hasText: 'OccurenceConstraintViolation' }).getByRole('button').click()
  await drawer.getByText('OccurenceConstraintViolation').first().waitFor()
  await drawer.getByText('left out', { exact: true }).waitFor()
  await page.close()
})

test('a station nobody has announced waits in the inbox until it is accepted', async () => {
  const page = await console.open('/stations')
  await settled(page)
  const stranger = await home.station('STRANGER', { boot: false })
  await stranger.tryCall('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  await page.getByRole('button', { name: 'Accept STRANGER' }).click()
  const dialog = page.getByRole('dialog', { name: 'Accept STRANGER?' })
  await dialog.getByRole('button', { name: 'Accept', exact: true }).click()
  // Made by the server, and shown this once.
  const accepted = page.getByRole('dialog', { name: 'STRANGER is accepted' })
  await accepted.getByText(/^[0-9a-f]{40}$/).waitFor()
  await accepted.getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('link', { name: 'STRANGER' }).waitFor()
  await page.getByRole('button', { name: 'Accept STRANGER' }).waitFor({ state: 'detached' })
  expect((await home.api('GET', '/stations/STRANGER')).body.hasPassword).toBe(true)
  await page.close()
})

test('without a password a station is accepted only in so many words', async () => {
  await (await home.station('BARE', { boot: false })).tryCall('BootNotification', bootOf('ocpp1.6'))
  const page = await console.open('/stations')
  await page.getByRole('button', { name: 'Accept BARE' }).click()
  const dialog = page.getByRole('dialog', { name: 'Accept BARE?' })
  await dialog.getByLabel('The one that is set at the station').click()
  expect(await dialog.getByRole('button', { name: 'Accept', exact: true }).isDisabled()).toBe(true)
  await dialog.getByLabel('Unprotected').click()
  await dialog.getByRole('button', { name: 'Accept', exact: true }).click()
  await page.getByRole('link', { name: 'BARE' }).waitFor()
  expect((await home.api('GET', '/stations/BARE')).body.hasPassword).toBe(false)
  await page.close()
})

test('who is turned away at the door is seen, with what would let it in', async () => {
  await home.addStation('LOCKED-1', { password: 'a-long-and-random-password' })
  const list = await console.open('/stations')
  const page = await console.open('/stations/LOCKED-1')
  for (const one of [list, page]) {
    await settled(one)
    await one.getByText('Live', { exact: true }).first().waitFor()
  }
  expect(await statusAtDoor(home.ocppUrl, 'LOCKED-1', { password: 'wrong' })).toBe(401)
  await page.getByText('Turned away at the door').waitFor()
  await page.getByText(/Enter its password at the charging station/).waitFor()
  const mark = list.getByRole('img', { name: 'Turned away at the door: wrong user name or password' })
  await mark.waitFor()
  const { socket } = await knock(home.ocppUrl, 'LOCKED-1', { password: 'a-long-and-random-password' })
  await page.getByText('Turned away at the door').waitFor({ state: 'detached' })
  await mark.waitFor({ state: 'detached' })
  socket.destroy()
  await list.close()
  expect(await statusAtDoor(home.ocppUrl, 'AA:BB:CC')).toBe(404)
  await page.goto(`${home.csms.url}/stations`)
  await page.getByText(/BUSBAR_STATION_IDS=ocpp1\.6/).waitFor()
  await page.getByRole('button', { name: 'Accept AA:BB:CC' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Accept', exact: true }).click()
  await page
    .getByRole('dialog')
    .getByText(/^[0-9a-f]{40}$/)
    .waitFor()
  await page.close()
})

test('two stations that replace each other under one id are told of where one looks for the reason', async () => {
  await home.addStation('TWIN-1')
  const page = await console.open('/stations/TWIN-1')
  await settled(page)
  const twins = []
  for (let i = 0; i < 6; i++) twins.push(await knock(home.ocppUrl, 'TWIN-1'))
  await page.getByText('Two charging stations come under this id').waitFor()
  for (const { socket } of twins) socket.destroy()
  await page.close()
})

test('a full inbox is short, and is accepted at once after a question; who could not be accepted is named', async () => {
  const waiting = ['BAY-1', 'BAY-2', 'BAY-3', 'BAY-4', 'BAY-5', 'BAY-6', 'BAY-7']
  for (const id of waiting) {
    const stranger = await home.station(id, { boot: false })
    await stranger.tryCall('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  }
  const page = await console.open('/stations')
  await page.route('**/unknown-stations/BAY-3/accept', (route) => route.abort())
  await page.getByRole('button', { name: 'Show all 7' }).waitFor()
  expect(await page.getByRole('button', { name: /^Accept BAY/ }).count()).toBe(5)
  await page.getByRole('button', { name: 'Show all 7' }).click()
  await page.getByRole('button', { name: 'Accept BAY-7' }).waitFor()
  await page.getByRole('button', { name: 'Accept all' }).click()
  const dialog = page.getByRole('dialog', { name: 'Accept 7 stations?' })
  await dialog.getByText(/They become stations of /).waitFor()
  await dialog.getByRole('button', { name: 'Accept 7 stations' }).click()
  await dialog.getByText('6 of 7 accepted').waitFor()
  await dialog.getByText(/^BAY-3: /).waitFor()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('link', { name: 'BAY-7' }).waitFor()
  await page.getByRole('button', { name: 'Accept BAY-3' }).waitFor()
  expect(await page.getByRole('button', { name: /^Accept BAY/ }).count()).toBe(1)
  await page.close()
})

test('a station is added with a password, and then one is told what to type into it', async () => {
  const page = await console.open('/stations')
  await page.getByRole('button', { name: 'Add station' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Station id').fill('OLD-1')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByText('There is a station with this id already.').waitFor()
  await dialog.getByLabel('Station id').fill('FRESH-1')
  await dialog.getByRole('button', { name: 'Make one' }).click()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByText(`${home.ocppUrl}/FRESH-1`).waitFor()
  const { body } = await home.api('GET', '/stations/FRESH-1')
  expect(body.hasPassword).toBe(true)
  await page.close()
})

test('no page complained in its console', () => {
  expect(console.complaints).toEqual([])
})

test('an API token is shown once, opens, and opens nothing once it is revoked', async () => {
  const page = await console.open('/api-tokens')
  await settled(page)
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByLabel('Name').fill('billing')
  await page.getByRole('button', { name: 'Make it' }).click()
  const token = await page.getByText(/^busbar_/).innerText()
  const status = async () =>
    (await fetch(`${home.csms.url}/api/v1/stations`, { headers: { authorization: `Bearer ${token}` } })).status
  expect(await status()).toBe(200)
  await page.getByRole('button', { name: 'I have it' }).click()
  await page.getByText(token).waitFor({ state: 'detached' })
  const row = page.getByRole('row').filter({ hasText: 'billing' })
  await row.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await row.waitFor({ state: 'detached' })
  expect(await status()).toBe(401)
  await page.close()
})
