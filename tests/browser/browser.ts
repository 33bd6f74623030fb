/** A real Chromium on the real console. One browser per file; a page is a signed-in person with a theme and a screen. */
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { House } from '../house.ts'

export type Theme = 'light' | 'dark'

export interface PageOptions {
  readonly theme?: Theme
  /** Default 1280. */
  readonly width?: number
  readonly signedIn?: boolean
}

export interface Console {
  /** Opens a page at an address of the console. */
  open(path: string, options?: PageOptions): Promise<Page>
  /** What pages complained of in their consoles since the start. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

const phoneWidth = 390

export async function openConsole(house: House): Promise<Console> {
  const browser = await launchBrowser()
  const complaints: string[] = []
  const contexts = new Map<string, Promise<BrowserContext>>()
  const contextFor = (options: PageOptions) => {
    const key = JSON.stringify(options)
    const known = contexts.get(key) ?? newContext(browser, house, options)
    contexts.set(key, known)
    return known
  }
  return {
    complaints,
    async open(path, options = {}) {
      const context = await contextFor(options)
      const page = await context.newPage()
      page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`))
      page.on('console', (message) => {
        // Chromium reports refusals of the API there; tests look at what the page makes of them.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
          complaints.push(`${path}: ${message.text()}`)
        }
      })
      await page.goto(`${house.csms.url}${path}`)
      return page
    },
    close: () => browser.close(),
  }
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  })

async function newContext(
  browser: Browser,
  house: House,
  { theme = 'light', width = 1280, signedIn = true }: PageOptions,
): Promise<BrowserContext> {
  const phone = width <= phoneWidth
  const context = await browser.newContext({
    viewport: { width, height: phone ? 844 : 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    ...(phone && { isMobile: true, hasTouch: true }),
  })
  if (signedIn) {
    await context.addInitScript(`localStorage.setItem('busbar.token', ${JSON.stringify(house.csms.apiToken)})`)
  }
  return context
}

/** Waits until nothing on the page is a placeholder any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor()
  await page
    .locator('.mantine-Skeleton-root, [role="status"][aria-label="Loading"]')
    .first()
    .waitFor({ state: 'detached' })
}

/** One line per violation, empty when there is none. Without `rules`: all of axe's. */
export async function accessibilityViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  if (rules) axe.withRules([...rules])
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
}
