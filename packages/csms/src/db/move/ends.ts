/** Both ends of a move: the embedded database with its folder locked, and a PostgreSQL that no server works with. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { writerLock } from '../database.ts'
import { EmbeddedDatabase } from '../embedded.ts'
import { FolderInUse } from '../folder-lock.ts'
import { CannotMove, type Moved, move, type Progress } from './move.ts'

export interface MoveOptions {
  /** Where the embedded database lies. */
  readonly folder: string
  readonly url: string
  readonly tell: (progress: Progress) => void
}

export async function moveEmbedded({ folder, url, tell }: MoveOptions): Promise<Moved> {
  if (!existsSync(join(folder, 'pgdata'))) throw new CannotMove(`there is no embedded database in ${folder}`)
  const target = await openTarget(url)
  try {
    const { source, close } = await openSource(folder)
    try {
      const moved = await move(source, target, tell)
      await target.query('analyze')
      return moved
    } finally {
      await close()
    }
  } finally {
    await target.end()
  }
}

async function openSource(folder: string) {
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => {})
  const embedded = await EmbeddedDatabase.open(folder, broken.reject).catch((error: unknown) => {
    if (error instanceof FolderInUse) throw new CannotMove(`${error.message}: stop the server first`)
    throw error
  })
  const source = new pg.Client({ stream: () => embedded.connect('upkeep'), user: 'postgres', database: 'postgres' })
  source.on('error', () => {})
  await Promise.race([source.connect(), broken.promise])
  const close = async () => {
    await source.end()
    await embedded.close()
  }
  return { source, close }
}

/** A move that was killed is noticed by the server within moments, not only when it has something to say. */
const noticeBroken = `set client_connection_check_interval = '1s'; set jit = off`
const patienceMs = 10_000
const retryMs = 200

async function openTarget(url: string): Promise<pg.Client> {
  const target = new pg.Client({
    connectionString: url,
    application_name: 'busbar move',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  // Whoever waits for an answer is told; what happens in between shows with the next query.
  target.on('error', () => {})
  try {
    await target.connect()
  } catch (error) {
    throw new CannotMove(
      `the PostgreSQL database cannot be reached: ${(error as Error).message || (error as { code?: string }).code}`,
    )
  }
  await target.query(noticeBroken).catch(() => {})
  await becomeTheOnlyOne(target)
  return target
}

/** Neither a server nor another move works with it, now and until we are through. */
async function becomeTheOnlyOne(target: pg.Client): Promise<void> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += retryMs) {
    const { rows } = await target.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [writerLock])
    if (rows[0]?.locked) return
    await sleep(retryMs)
  }
  await target.end()
  throw new CannotMove('a server or another move is at work in the PostgreSQL database')
}
