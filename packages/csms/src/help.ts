/** What the command line says. */
import type { Config } from './config.ts'
import { fileSetting, settings } from './config.ts'
import { moveUsage } from './move-command.ts'
import type { RunningCsms } from './start.ts'

export function helpText(): string {
  const lines = [...Object.values(settings), fileSetting].map(({ name, fallback, meaning }) => {
    return `  ${name.padEnd(34)} ${meaning.replaceAll('`', '')}${fallback === '' ? '' : ` (default ${fallback})`}`
  })
  return [
    'Busbar, a charging station management system.',
    '',
    'Usage: npm start        with settings in the environment, or in a JSON file with the same names:',
    '',
    ...lines,
    '',
    'Example: DATABASE_URL=postgres://localhost/busbar BUSBAR_DEMO=off npm start',
    '',
    `From the embedded database to PostgreSQL, with the server stopped: ${moveUsage}`,
    '',
  ].join('\n')
}

/** Somebody believes that `--port 9000` works. */
export const argumentsProblem = (args: readonly string[]): string =>
  `${args.join(' ')} is not understood: settings are given as PORT=9000 npm start, or in ${fileSetting.fallback}`

export function problemsText(problems: readonly string[]): string {
  return [
    'Busbar cannot start:',
    ...problems.map((problem) => `  - ${problem}`),
    '',
    'All settings: docs/configuration.md',
  ].join('\n')
}

export function bannerText(csms: RunningCsms, config: Config, startedInMs: number): string {
  const { url, ocppUrl, madeToken } = csms
  const signIn =
    madeToken ??
    (config.apiToken === null
      ? 'an API token made earlier (all lost: BUSBAR_API_TOKEN=… npm start)'
      : 'the API token that BUSBAR_API_TOKEN gives')
  const demo = config.demo
    ? [
        '',
        '  DEMO             20 simulated charging stations at two sites, and their drivers, are not real. They are an organisation',
        '                   of their own: what you connect is yours, one click away at the top of the console.',
      ]
    : []
  const next = [
    config.demo && 'Without the demo:  BUSBAR_DEMO=off npm start',
    config.databaseUrl === null && 'On PostgreSQL:     DATABASE_URL=postgres://user:password@host/busbar npm start',
    'All settings:      docs/configuration.md',
  ]
  return [
    '',
    `  Busbar is ready after ${(startedInMs / 1000).toFixed(1)} s (${csms.database}). Ctrl-C stops it.`,
    '',
    `  Console          ${url}`,
    `  Sign in with     ${signIn}`,
    `  API              ${url}/api/docs`,
    `  For stations     ${ocppUrl}/<station id>   (1.6J, 2.0.1, 2.1)`,
    ...demo,
    '',
    ...next.filter((line) => line !== false).map((line) => `  ${line}`),
    '',
  ].join('\n')
}
