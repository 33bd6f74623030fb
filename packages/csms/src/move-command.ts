/** `busbar move --to postgres://…`: from the embedded database to PostgreSQL, at the command line. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Config, postgresUrl } from './config.ts'
import { moveEmbedded } from './db/move/ends.ts'
import { CannotMove, type Progress } from './db/move/move.ts'

export const moveUsage = 'npm start -- move --to postgres://user:password@host:5432/database'

/** Returns the exit code. */
export async function moveCommand(
  args: readonly string[],
  config: Config,
  say: (line: string) => void,
): Promise<number> {
  const url = targetOf(args)
  if (url === null) {
    say(
      `Usage: ${moveUsage}\n\nMoves the embedded database of BUSBAR_DATA to an empty PostgreSQL. Stop the server first.`,
    )
    return 1
  }
  const sinceMs = performance.now()
  say(`Moving the embedded database in ${config.dataFolder} …`)
  try {
    const moved = await moveEmbedded({ folder: config.dataFolder, url, tell: progressTo(say) })
    const seconds = (performance.now() - sinceMs) / 1000
    say(
      `Moved ${moved.rows} rows of ${moved.tables} tables, ${megabytes(moved.bytes)}, in ${seconds.toFixed(0)} s; both databases hold the same.`,
    )
    say(nextText(config))
    return 0
  } catch (error) {
    const why = error instanceof CannotMove ? error.message : `it failed: ${(error as Error).message}`
    say(`Not moved: ${why}\nNothing has changed in either database; the same command can be given again.`)
    return 1
  }
}

function targetOf(args: readonly string[]): string | null {
  try {
    const { to } = parseArgs({ args: [...args], options: { to: { type: 'string' } } }).values
    const url = to ? postgresUrl(to) : null
    return typeof url === 'string' ? url : null
  } catch {
    return null
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`

const tellEveryMs = 2_000

/** A line now and then, with how far it is and how fast it goes. */
function progressTo(say: (line: string) => void): (progress: Progress) => void {
  let doing: Progress['doing'] | null = null
  let sinceMs = 0
  let toldMs = 0
  return (progress) => {
    const nowMs = performance.now()
    if (progress.doing !== doing) [doing, sinceMs, toldMs] = [progress.doing, nowMs, Number.NEGATIVE_INFINITY]
    if (nowMs - toldMs < tellEveryMs) return
    toldMs = nowMs
    say(`  ${progressText(progress, (nowMs - sinceMs) / 1000)}`)
  }
}

function progressText({ doing, table, bytes, bytesInAll }: Progress, seconds: number): string {
  if (doing === 'indexing') return 'indexing'
  const rate = seconds > 0 ? `, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s` : ''
  return `${doing} ${table}: ${megabytes(bytes)} of ${megabytes(bytesInAll)}${rate}`
}

function nextText({ serverKey, dataFolder }: Config): string {
  const file = join(dataFolder, 'server.key')
  const key =
    serverKey !== null || !existsSync(file)
      ? '  BUSBAR_SERVER_KEY   as it is: without it, passwords and key codes open nothing'
      : `  BUSBAR_SERVER_KEY   the line in ${file}; not needed where the server goes on with this folder.
                      Without it, passwords and key codes open nothing`
  return [
    '',
    'Start the server from now on with',
    '  DATABASE_URL        the one given to this command',
    key,
    '',
    `The embedded database in ${dataFolder} is as it was. Keep it until the server has run on PostgreSQL for a while.`,
  ].join('\n')
}
