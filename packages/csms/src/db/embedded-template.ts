/**
 * Making a new embedded database takes seconds, copying a made one a moment. The template is made when the project is built
 * (`tools/prepare-embedded.ts`); where it is missing, a new database is made the slow way.
 */
import { constants, cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedDatabase } from './embedded.ts'

/** A template fits the version of the database that made it. */
function templateFolder(): string {
  const ofPackage = dirname(fileURLToPath(import.meta.resolve('@electric-sql/pglite')))
  const { version } = JSON.parse(readFileSync(join(ofPackage, '..', 'package.json'), 'utf8'))
  return fileURLToPath(new URL(`../../dist/embedded-${version}`, import.meta.url))
}

/** Gives `folder` a new database, when there is none and a template lies ready. */
export function copyTemplate(folder: string): void {
  const target = join(folder, 'pgdata')
  const template = join(templateFolder(), 'pgdata')
  if (existsSync(target) || !existsSync(template)) return
  // Renamed when complete: a copy that was interrupted is no database.
  const part = join(folder, 'pgdata.part')
  rmSync(part, { recursive: true, force: true })
  cpSync(template, part, { recursive: true, mode: constants.COPYFILE_FICLONE })
  renameSync(part, target)
}

/** Makes the template unless it is there. Several may try at once; the first to finish wins. */
export async function prepareTemplate(): Promise<void> {
  const folder = templateFolder()
  if (existsSync(folder)) return
  const part = `${folder}.${process.pid}`
  const database = await EmbeddedDatabase.open(part, () => {})
  await database.close()
  try {
    renameSync(part, folder)
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
