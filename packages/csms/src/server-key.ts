/**
 * The key of this server, kept outside the database: who copies the database alone cannot try passwords and key codes against what is
 * kept of them. It is the setting, or a file of the data folder that the first start makes.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Config } from './config.ts'
import type { Tables } from './db/schema.ts'
import { prepareDataFolder, UnusableSetting } from './unusable-setting.ts'

export class ServerKey {
  readonly #key: string

  constructor(key: string) {
    this.#key = key
  }

  /** Base64url of an HMAC-SHA-256. Equal texts have equal digests within one purpose, and unrelated ones in another. */
  digest(purpose: string, text: string | Uint8Array): string {
    return createHmac('sha256', this.#key).update(`${purpose}\0`).update(text).digest('base64url')
  }
}

const fileName = 'server.key'
const keyBytes = 32

/** Another key than before would silently open nothing: such a start stops, unless the key is given on purpose. */
export async function openServerKey(
  { serverKey, dataFolder }: Pick<Config, 'serverKey' | 'dataFolder'>,
  db: Kysely<Tables>,
): Promise<ServerKey> {
  const stored = await db.selectFrom('server_key').select('fingerprint').executeTakeFirst()
  const text = serverKey ?? fromFile(dataFolder, stored !== undefined)
  const key = new ServerKey(text)
  const fingerprint = key.digest('fingerprint', '')
  if (stored?.fingerprint === fingerprint) return key
  if (stored && serverKey === null) throw new UnusableSetting(otherKey(dataFolder, 'holds another server.key than'))
  await db.deleteFrom('server_key').execute()
  await db.insertInto('server_key').values({ fingerprint }).execute()
  return key
}

const otherKey = (folder: string, what: string): string =>
  `BUSBAR_DATA ${JSON.stringify(folder)} ${what} the one the database was used with: key codes and passwords made by the server would open nothing. Put the file back, or give BUSBAR_SERVER_KEY (a new one makes them invalid)`

function fromFile(folder: string, mustExist: boolean): string {
  const path = join(folder, fileName)
  try {
    const text = readFileSync(path, 'utf8').trim()
    if (text.length < keyBytes) throw new UnusableSetting(`${path} holds no key`)
    return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  if (mustExist) throw new UnusableSetting(otherKey(folder, 'lacks the server.key of'))
  prepareDataFolder(folder)
  const made = randomBytes(keyBytes).toString('base64url')
  writeFileSync(path, `${made}\n`, { mode: 0o600, flag: 'wx', flush: true })
  return made
}
