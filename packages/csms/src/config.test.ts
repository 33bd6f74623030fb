import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig, readConfigFile, settingsTable } from './config.ts'

const config = (env: Record<string, string>, file?: unknown) => {
  const result = readConfig(env, file)
  if ('problems' in result) throw new Error(result.problems.join('\n'))
  return result.config
}
const problems = (env: Record<string, string>, file?: unknown) => {
  const result = readConfig(env, file)
  return 'problems' in result ? result.problems : []
}

test('nothing set: an embedded database in ./data, the demo, port 8080', () => {
  expect(config({})).toMatchObject({
    port: 8080,
    host: '0.0.0.0',
    databaseUrl: null,
    dataFolder: './data',
    demo: true,
    unknownStations: 'pending',
    apiToken: null,
    messageLog: true,
  })
})

test('the environment wins over the file, the file over the default, and an empty value is none', () => {
  const file = { PORT: 9000, BUSBAR_DEMO: false, BUSBAR_HEARTBEAT_INTERVAL: 60 }
  expect(config({ PORT: '9001', BUSBAR_HEARTBEAT_INTERVAL: '' }, file)).toMatchObject({
    port: 9001,
    demo: false,
    heartbeatIntervalS: 60,
  })
})

test('every problem is listed, with the name of the setting and what was given', () => {
  const listed = problems(
    {
      PORT: '80800',
      DATABASE_URL: 'mysql://x',
      BUSBAR_DEMO: 'yes',
      BUSBAR_UNKNOWN_STATIONS: 'ignore',
      BUSBAR_API_TOKEN: 'short',
      BUSBAR_HEARTBEAT_INTERVALL: '60',
    },
    { BUSBAR_MESSAGE_RATE: [1], COLOUR: 'red' },
  )
  expect(listed).toHaveLength(8)
  for (const name of ['PORT', 'DATABASE_URL', 'BUSBAR_DEMO', 'BUSBAR_UNKNOWN_STATIONS', 'BUSBAR_API_TOKEN']) {
    expect(listed.filter((problem) => problem.startsWith(`${name} must`))).toHaveLength(1)
  }
  expect(listed.join('\n')).toContain('BUSBAR_HEARTBEAT_INTERVALL')
  expect(listed.join('\n')).toContain('COLOUR')
})

test('a password of the database does not end up in a problem', () => {
  expect(problems({ DATABASE_URL: 'postgre://user:secret@host/db' }).join()).not.toContain('secret')
})

test.each([
  ['0', 0],
  ['65535', 65535],
])('PORT %s is fine', (text, port) => expect(config({ PORT: text }).port).toBe(port))

test.each(['-1', '8080.5', '0x50', '65536', ' 80', '1e3'])('PORT %j is not', (text) => {
  expect(problems({ PORT: text })).toHaveLength(1)
})

test('a file named on purpose must be there and be JSON; the default one may be missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-config-'))
  const path = join(folder, 'settings.json')
  expect(readConfigFile({})).toEqual({ file: {} })
  expect(readConfigFile({ BUSBAR_CONFIG: path })).toHaveProperty('problems')
  writeFileSync(path, '{ PORT: 1 }')
  expect(readConfigFile({ BUSBAR_CONFIG: path })).toHaveProperty('problems')
  writeFileSync(path, '{ "PORT": 1 }')
  expect(readConfigFile({ BUSBAR_CONFIG: path })).toEqual({ file: { PORT: 1 } })
})

test('docs/configuration.md has the table of the settings', () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  expect(page, `its table should be:\n${settingsTable()}`).toContain(settingsTable())
})
