/** Every page, in both themes and on a phone: nothing that axe objects to, nothing wider than the screen. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house } from '../house.ts'
import { accessibilityViolations, type Console, openConsole, type PageOptions, settled } from './browser.ts'

/** A minute on a quiet machine of two cores. */
const timeout = 240_000

let home: House
let console: Console
let transaction = 0

beforeAll(async () => {
  home = await house({ stations: ['CP-1', 'CP-2'], idTokens: ['ALICE', 'BOB'] })
  await home.api('PUT', '/sites/pune', {
    name: 'Pune East',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    city: 'Pune',
    country: 'IN',
    latitude: 18.55,
    longitude: 73.93,
    gridLimitW: 100_000,
  })
  await home.api('PUT', '/stations/CP-1', { site: 'pune' })
  await home.api('POST', '/charging-profiles', {
    name: 'Nights',
    profile: {
      stackLevel: 0,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
      chargingSchedule: [
        {
          id: 1,
          startSchedule: '2026-01-01T00:00:00Z',
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 32 },
            { startPeriod: 21_600, limit: 10 },
          ],
        },
      ],
    },
  })
  const station = await home.station('CP-1', {
    answers: {
      GetConfiguration: () => ({ configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }] }),
      ReserveNow: () => ({ status: 'Accepted' }),
    },
  })
  const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString()
  await station.call('StatusNotification', {
    connectorId: 1,
    status: 'Charging',
    errorCode: 'NoError',
    timestamp: at(30),
  })
  await station.call('StatusNotification', {
    connectorId: 2,
    status: 'Faulted',
    errorCode: 'GroundFailure',
    info: 'RCD tripped',
    timestamp: at(20),
  })
  const started = await station.call('StartTransaction', {
    connectorId: 1,
    idTag: 'ALICE',
    meterStart: 1000,
    timestamp: at(30),
  })
  transaction = started.transactionId
  await station.call('MeterValues', {
    connectorId: 1,
    transactionId: transaction,
    meterValue: [29, 20, 10, 1].map((minutesAgo, index) => ({
      timestamp: at(minutesAgo),
      sampledValue: [
        { value: String(1000 + index * 1500), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
        { value: String(9000 + index * 500), measurand: 'Power.Active.Import', unit: 'W' },
        { value: String(40 + index * 5), measurand: 'SoC', unit: 'Percent' },
      ],
    })),
  })
  await home.api('POST', '/stations/CP-1/commands/get-configuration', {})
  await home.api('POST', '/stations/CP-1/commands/reserve-now', {
    connectorId: 2,
    expiryDate: new Date(Date.now() + 3_600_000).toISOString(),
    idTag: 'BOB',
    reservationId: 7,
  })
  const stranger = await home.station('STRANGER', { boot: false })
  await stranger.tryCall('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  console = await openConsole(home)
})

afterAll(async () => {
  await console?.close()
  await home?.close()
})

const pages = (): string[] => [
  '/',
  '/stations',
  '/stations#add',
  '/stations/CP-1',
  '/stations/CP-1?tab=messages',
  '/stations/CP-1?tab=commands',
  '/stations/CP-1?tab=configuration',
  '/stations/CP-1?tab=activity',
  '/stations/CP-1?tab=settings',
  '/stations/NOBODY',
  '/transactions',
  `/transactions/${transaction}`,
  '/sites',
  '/sites/pune',
  '/id-tokens',
  '/api-tokens',
  '/retention',
  '/reservations',
  '/charging-profiles',
  '/nowhere',
]

/** Visits every page of the list and returns what `look` found there, one line each, led by the address. */
async function found(
  paths: readonly string[],
  options: PageOptions,
  look: (page: Page) => Promise<readonly string[]>,
): Promise<string[]> {
  const lines: string[] = []
  const page = await console.open('/', options)
  for (const path of paths) {
    await page.goto(`${home.csms.url}${path}`)
    await settled(page)
    for (const line of await look(page)) lines.push(`${path}: ${line}`)
  }
  await page.close()
  return lines
}

test('axe objects to nothing on any page', { timeout }, async () => {
  expect(await found(pages(), { theme: 'light' }, accessibilityViolations)).toEqual([])
  expect(await found(['/sign-in'], { signedIn: false }, accessibilityViolations)).toEqual([])
})

test('in the dark theme everything can be read, too', { timeout }, async () => {
  // What is not about colours is the same page.
  const contrast = (page: Page) => accessibilityViolations(page, ['color-contrast', 'link-in-text-block'])
  expect(await found(pages(), { theme: 'dark' }, contrast)).toEqual([])
  expect(await found(['/sign-in'], { theme: 'dark', signedIn: false }, contrast)).toEqual([])
})

test('on a phone nothing is wider than the screen, and axe objects to none of what looks different there', {
  timeout,
}, async () => {
  const width = 390
  expect(await found(pages(), { width }, wideness)).toEqual([])
  const different = ['/', '/stations', '/stations/CP-1', '/transactions', `/transactions/${transaction}`]
  expect(await found(different, { width }, accessibilityViolations)).toEqual([])
})

async function wideness(page: Page): Promise<string[]> {
  const tooWide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  return tooWide === 0 ? [] : [`${tooWide} px too wide`]
}

test('a transaction has one start time in the list and on its page, in the site’s zone and told so', async () => {
  const page = await console.open('/transactions')
  await page.getByRole('row').getByText('GMT+5:30').waitFor()
  const listed = await page.getByRole('row').locator('time').textContent()
  await page.getByRole('link', { name: String(transaction), exact: true }).click()
  await page.locator('dd').getByText('GMT+5:30').first().waitFor()
  expect(await page.locator('dd time').first().textContent()).toBe(listed)
  await page.close()
})

test('on a phone the tabs of a station show that there are more of them', async () => {
  const page = await console.open('/stations/CP-1', { width: 390 })
  await settled(page)
  const more = page.getByRole('tablist').locator('xpath=following-sibling::*')
  await more.waitFor()
  await page.getByRole('tab', { name: 'Settings' }).click()
  await more.waitFor({ state: 'detached' })
  await page.getByRole('tablist').locator('xpath=preceding-sibling::*').waitFor()
  await page.close()
})

test('the columns that a screen has no room for are left out', async () => {
  for (const width of [780, 960, 1120, 1280, 1440]) {
    const overflowing = (page: Page) =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('[role="row"]')].filter((row) => row.scrollWidth > row.clientWidth).map((row) => row.textContent)`,
      )
    expect(await found(['/stations', '/transactions'], { width }, overflowing)).toEqual([])
  }
})

test('on a phone every room is within reach', async () => {
  const page = await console.open('/', { width: 390 })
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Id tokens' }).click()
  await page.getByRole('heading', { name: 'Id tokens' }).waitFor()
  await page.close()
})

test('no page asked anybody but its own server, and none complained', async () => {
  const page = await console.open('/sites')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.reload()
  await settled(page)
  await page.locator('.leaflet-container canvas').waitFor()
  expect(asked.filter((url) => !url.startsWith(home.csms.url) && !url.startsWith('data:'))).toEqual([])
  expect(console.complaints).toEqual([])
  await page.close()
})
