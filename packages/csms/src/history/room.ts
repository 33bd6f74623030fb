/** How much room the database has left. */
import { statfs } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import type { Config } from '../config.ts'
import type { Tables } from '../db/schema.ts'

export interface Room {
  readonly freeBytes: number
  readonly totalBytes: number
}

/** null: nobody can say; the disk of a PostgreSQL server is not seen from here. */
export type AskRoom = () => Promise<Room | null>

export const roomOf = (
  config: Pick<Config, 'databaseUrl' | 'dataFolder' | 'databaseMaxBytes'>,
  db: Kysely<Tables>,
): AskRoom => {
  if (config.databaseUrl === null) return () => roomOnDisk(config.dataFolder)
  const { databaseMaxBytes } = config
  return databaseMaxBytes === null ? () => Promise.resolve(null) : () => roomUpTo(databaseMaxBytes, db)
}

async function roomOnDisk(folder: string): Promise<Room> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

async function roomUpTo(totalBytes: number, db: Kysely<Tables>): Promise<Room> {
  const { rows } = await sql<{ bytes: number }>`
    select pg_database_size(current_database())::float8 as bytes`.execute(db)
  return { freeBytes: totalBytes - (rows[0]?.bytes ?? 0), totalBytes }
}
