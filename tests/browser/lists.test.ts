/** Ten thousand stations, and a keyboard. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house } from '../house.ts'
import { type Console, openConsole, settled } from './browser.ts'

const stations = 10_000

let home: House
let console: Console

beforeAll(async () => {
  home = await house()
  await seedStations(home, stations)
  await home.restart()
  console = await openConsole(home)
})

afterAll(async () => {
  await console?.close()
  await home?.close()
})

async function seedStations({ csms }: House, count: number): Promise<void> {
  const { db } = csms.ctx
  await sql`
    insert into station (id, organisation_id, site_id, name, admission)
    select 'CP-' || lpad(n::text, 5, '0'), 'default', site.id, 'Bay ' || n, 'accepted'
    from generate_series(1, ${count}::int) n, (select id from site limit 1) site`.execute(db)
  await sql`
    insert into station_state (station_id, organisation_id, version, vendor, model, connected, online, last_heard_at)
    select id, organisation_id, 'ocpp2.0.1', 'Busbar', 'Seeded', false, false, now() from station`.execute(db)
  await sql`
    insert into evse (station_id, evse_id, organisation_id) select id, 1, organisation_id from station`.execute(db)
  await sql`
    insert into connector (station_id, evse_id, connector_id, organisation_id, status)
    select id, 1, 1, organisation_id, 'Available' from station`.execute(db)
}

test('10,000 stations scroll to the end, and only what is on screen exists', async () => {
  const page = await console.open('/stations')
  await page.getByText('10,000 stations').waitFor()
  await page.getByRole('link', { name: 'CP-00001' }).waitFor()
  await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)')
  await page.getByRole('link', { name: 'CP-10000' }).waitFor()
  expect(await page.getByRole('row').count()).toBeLessThan(80)
  expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(stations + 1))
  await page.close()
})

test('filters and order are in the address, and survive a reload', async () => {
  const page = await console.open('/stations')
  await page.getByRole('textbox', { name: /Id, name, site/ }).fill('CP-0999')
  await page.getByRole('link', { name: 'CP-09990' }).waitFor()
  await page.getByRole('button', { name: 'Station id' }).click()
  await page.getByRole('row').nth(1).getByRole('link', { name: 'CP-09999' }).waitFor()
  expect(new URL(page.url()).searchParams.get('sort')).toBe('-id')
  await page.reload()
  await page.getByRole('link', { name: 'CP-09999' }).waitFor()
  expect(await page.getByRole('link', { name: /^CP-/ }).count()).toBe(10)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('link', { name: 'CP-10000' }).waitFor()
  await page.close()
})

test('by keyboard alone: search everywhere, open a station, come back, go from row to row', async () => {
  const page = await console.open('/')
  await settled(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search everywhere' }).waitFor()
  await page.keyboard.type('CP-07777')
  await page.getByRole('option', { name: /CP-07777/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'CP-07777' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  const first = page.getByRole('link', { name: 'CP-00001' })
  await first.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('CP-00003')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'CP-00003' }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.close()
})

test('the first Tab offers to skip the navigation', async () => {
  const page = await console.open('/id-tokens')
  await settled(page)
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
  await page.close()
})
