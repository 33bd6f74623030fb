/**
 * One process per data folder. The lock is SQLite's exclusive lock on a file of its own: the operating system holds it and
 * lets go when the process ends, however it ends, so that there are no stale locks to recognise.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface FolderLock {
  release(): void
}

export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
}

const sqliteBusy = 5

/** A lock nobody refers to any more would be let go by the garbage collector. */
const held = new Set<DatabaseSync>()

export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const holderFile = join(folder, 'lock.pid')
  const lock = new DatabaseSync(join(folder, 'lock'))
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error
    throw new FolderInUse(`the data folder ${folder} is in use by process ${holderOf(holderFile)}`)
  }
  writeFileSync(holderFile, String(process.pid))
  held.add(lock)
  return {
    release() {
      held.delete(lock)
      lock.close()
    },
  }
}

/** Only for the message; the lock itself does not depend on this file. */
function holderOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'unknown'
  }
}
