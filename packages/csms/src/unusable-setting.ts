/** Settings that read well and do not work on this machine: found when they are used, and told by their names. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Config } from './config.ts'
import { FolderInUse } from './db/folder-lock.ts'

export class UnusableSetting extends Error {
  override readonly name = 'UnusableSetting'
}

/**
 * Makes the folder when it is not there, and sees whether anything can be kept in it. What lies in it is nobody else's to read, also
 * when somebody made the folder beforehand.
 */
export function prepareDataFolder(folder: string): void {
  try {
    makeFolder(resolve(folder))
    if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
    rmdirSync(mkdtempSync(join(folder, 'trial-')))
  } catch (error) {
    throw new UnusableSetting(`BUSBAR_DATA ${JSON.stringify(folder)} ${folderProblem(error)}`, { cause: error })
  }
}

/** One level after the other: Node's own `recursive` never returns where no folder can be made, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(folder), { code: 'ENOTDIR' })
    return
  }
  makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}

function folderProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOTDIR':
      return 'is no folder, or lies in something that is none'
    case 'EACCES':
    case 'EPERM':
      return 'is not for this user to write in'
    case 'EROFS':
      return 'lies on a file system that is read-only'
    case 'ENOENT':
      return 'cannot be made: nothing can be kept there'
    default:
      return `cannot be used: ${message}`
  }
}

/** What the embedded database itself said; PostgreSQL's URL holds a password, so it is not repeated. */
export function databaseProblem(error: unknown, { databaseUrl, dataFolder }: Config): UnusableSetting {
  return new UnusableSetting(databaseText(error as NodeJS.ErrnoException, databaseUrl, dataFolder), { cause: error })
}

function databaseText(error: NodeJS.ErrnoException, databaseUrl: string | null, dataFolder: string): string {
  if (databaseUrl !== null) return `DATABASE_URL: ${error.message || error.code}`
  if (error instanceof FolderInUse) return `BUSBAR_DATA: ${error.message}`
  return `BUSBAR_DATA ${JSON.stringify(dataFolder)} holds no database that can be opened: ${error.message}`
}

export function listenProblem(error: unknown, { host, port }: Config): unknown {
  const text = listenText(error as NodeJS.ErrnoException, JSON.stringify(host), port)
  return text === null ? error : new UnusableSetting(text, { cause: error })
}

function listenText({ code }: NodeJS.ErrnoException, host: string, port: number): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `PORT ${port} is in use by another program`
    case 'EACCES':
      return `PORT ${port} is not for this user to listen on`
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return `HOST ${host} is no address of this machine`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST ${host} is no address, and no name that leads to one`
    default:
      return null
  }
}
