/**
 * The pictures of docs/screenshots, from a demo that runs: `node tests/browser/screenshots.ts http://localhost:8080 <API token> [folder]`.
 * Run by hand when the console looks different; let the demo run for some minutes first, so that there is something to see.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, settled } from './browser.ts'

const [url = 'http://localhost:8080', token = process.env.BUSBAR_API_TOKEN, folder = defaultFolder()] =
  process.argv.slice(2)
if (!token) throw new Error('usage: node tests/browser/screenshots.ts <url> <API token> [folder]')

interface Shot {
  readonly name: string
  readonly path: string
  /** Brings the page into the state worth a picture. */
  prepare?(page: Page): Promise<void>
}

/** The pages one looks at while standing at a station. */
const onPhones = ['overview', 'stations', 'station', 'transactions', 'transaction', 'sites']

const screens = [
  { suffix: 'light', theme: 'light', width: 1440, height: 900 },
  { suffix: 'dark', theme: 'dark', width: 1440, height: 900 },
  { suffix: 'phone', theme: 'light', width: 390, height: 844 },
] as const

mkdirSync(folder, { recursive: true })
const browser = await launchBrowser()
try {
  const shots = await shotsOf()
  for (const screen of screens) await take(browser, screen, shots)
} finally {
  await browser.close()
}

async function shotsOf(): Promise<Shot[]> {
  const open = await read('/transactions?state=open&limit=100')
  // The longest-running one with a battery has the fullest charts.
  const transaction = open.items.findLast((one) => one.socPercent !== null) ?? open.items.at(-1)
  const { items: stations } = await read('/stations?limit=100&sort=-power')
  const station = stations.find((one) => one.evses.length > 1 && one.powerW > 0) ?? stations[0]
  const { items: sites } = await read('/sites')
  const site = sites.find((one) => one.stations > 0)
  if (!transaction || !station || !site) throw new Error('the demo has nothing to show yet')
  return [
    { name: 'overview', path: '/' },
    { name: 'stations', path: '/stations' },
    { name: 'station', path: `/stations/${station.id}` },
    { name: 'messages', path: `/stations/${station.id}?tab=messages`, prepare: openFirstMeterMessage },
    { name: 'commands', path: `/stations/${station.id}?tab=commands` },
    { name: 'configuration', path: `/stations/${station.id}?tab=configuration`, prepare: readConfiguration },
    { name: 'transactions', path: '/transactions' },
    { name: 'transaction', path: `/transactions/${transaction.id}` },
    { name: 'sites', path: '/sites' },
    { name: 'site', path: `/sites/${site.id}` },
    { name: 'id-tokens', path: '/id-tokens' },
    { name: 'charging-profiles', path: '/charging-profiles' },
    { name: 'search', path: '/', prepare: searchForSomething },
  ]
}

async function openFirstMeterMessage(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^(MeterValues|TransactionEvent)$/ })
    .first()
    .click()
  await page.getByRole('dialog').waitFor()
}

async function readConfiguration(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Read from the station' }).click()
  await page
    .getByRole('button', { name: /^Change / })
    .first()
    .waitFor()
}

async function searchForSomething(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search everywhere' }).waitFor()
  await page.keyboard.type('st')
}

async function take(from: Browser, screen: (typeof screens)[number], shots: readonly Shot[]): Promise<void> {
  const phone = screen.suffix === 'phone'
  const context = await from.newContext({
    viewport: { width: screen.width, height: screen.height },
    colorScheme: screen.theme,
    ...(phone && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }),
  })
  await context.addInitScript(
    `localStorage.setItem('busbar.token', ${JSON.stringify(token)}); localStorage.setItem('busbar.organisation', 'demo')`,
  )
  const page = await context.newPage()
  for (const { name, path, prepare } of shots) {
    if (phone && !onPhones.includes(name)) continue
    await page.goto(`${url}${path}`)
    await settled(page)
    await prepare?.(page)
    // Charts draw, the map loads, the live badge turns green.
    await page.waitForTimeout(1200)
    await page.screenshot({ path: join(folder, `${name}-${screen.suffix}.png`) })
    console.log(`${name}-${screen.suffix}.png`)
  }
  await context.close()
}

interface Listed {
  readonly id: string
  readonly socPercent: number | null
  readonly powerW: number
  readonly stations: number
  readonly evses: readonly unknown[]
}

async function read(path: string): Promise<{ items: Listed[] }> {
  const response = await fetch(`${url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}`, 'busbar-organisation': 'demo' },
  })
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return (await response.json()) as { items: Listed[] }
}

function defaultFolder(): string {
  return join(import.meta.dirname, '../../docs/screenshots')
}
