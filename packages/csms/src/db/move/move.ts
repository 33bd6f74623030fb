/**
 * From the embedded database to an empty PostgreSQL, in one transaction there: what is interrupted has left nothing behind and is
 * simply done again. The embedded one is only read.
 */
import type pg from 'pg'
import { migrateWithin } from '../migrate.ts'
import { copyIn, copyOut } from './copy.ts'
import {
  alike,
  anythingIn,
  contentOf,
  type Leaf,
  leavesOf,
  migrationsOf,
  type Part,
  partsOf,
  quoted,
  removablesOf,
  sequencesOf,
} from './shape.ts'

export interface Progress {
  readonly doing: 'copying' | 'indexing' | 'comparing'
  readonly table: string
  /** In the source, as far as is known. */
  readonly bytes: number
  readonly bytesInAll: number
}

export interface Moved {
  readonly tables: number
  readonly rows: number
  readonly bytes: number
}

/** It cannot be, and somebody can do something about it. Nothing has changed. */
export class CannotMove extends Error {
  override readonly name = 'CannotMove'
}

export async function move(
  source: pg.ClientBase,
  target: pg.ClientBase,
  tell: (progress: Progress) => void,
): Promise<Moved> {
  await source.query(alike)
  await target.query(alike)
  await target.query('begin')
  try {
    await prepare(source, target)
    const moved = await moveRows(source, target, tell)
    await target.query('commit')
    return moved
  } catch (error) {
    await target.query('rollback').catch(() => {})
    throw error
  }
}

async function prepare(source: pg.ClientBase, target: pg.ClientBase): Promise<void> {
  const found = await anythingIn(target)
  if (found !== null) {
    throw new CannotMove(
      `the PostgreSQL database is not empty: it has ${found}. Make a new one (createdb) and try again`,
    )
  }
  await migrateWithin(target)
  const [theirs, ours] = [await migrationsOf(source), await migrationsOf(target)]
  if (theirs !== ours) {
    throw new CannotMove(
      `the embedded database is of another version (${theirs}; this one makes ${ours}): start this version with it once`,
    )
  }
  await makeParts(await partsOf(source), target)
}

async function makeParts(parts: readonly Part[], target: pg.ClientBase): Promise<void> {
  const present = new Set((await partsOf(target)).map(({ name }) => name))
  for (const { name, parent, bound } of parts) {
    if (!present.has(name)) await target.query(`create table ${quoted(name)} partition of ${quoted(parent)} ${bound}`)
  }
}

async function moveRows(
  source: pg.ClientBase,
  target: pg.ClientBase,
  tell: (progress: Progress) => void,
): Promise<Moved> {
  const leaves = await leavesOf(source)
  const bytesInAll = leaves.reduce((sum, { bytes }) => sum + bytes, 0)
  const removables = await removablesOf(target)
  for (const { off } of removables) await target.query(off)
  // What a new database begins with comes with the others.
  await target.query(`truncate ${leaves.map(({ name }) => quoted(name)).join()}`)

  const during = async (doing: Progress['doing'], work: (leaf: Leaf, done: Done) => Promise<void>) => {
    let bytes = 0
    for (const leaf of leaves) {
      const done: Done = (share) => tell({ doing, table: leaf.name, bytes: bytes + share * leaf.bytes, bytesInAll })
      done(0)
      await work(leaf, done)
      bytes += leaf.bytes
    }
  }
  await during('copying', (leaf, done) => copyLeaf(leaf, source, target, done))
  tell({ doing: 'indexing', table: '', bytes: bytesInAll, bytesInAll })
  for (const { on } of removables) await target.query(on)
  await goOnCounting(source, target)
  let rows = 0
  await during('comparing', async (leaf) => {
    rows += await compare(leaf, source, target)
  })
  return { tables: leaves.length, rows, bytes: bytesInAll }
}

/** Told how much of a table is through, from 0 to 1. */
type Done = (share: number) => void

/** So many bytes at a time, about: rows may have long texts that lie elsewhere, so the next step goes by what the last one gave. */
const stepBytes = 8 * 1024 * 1024
const mostPages = 1024
const fewestPages = 8

/** While one database writes a step, the other reads the next. */
async function copyLeaf(
  { name, columns, pages }: Leaf,
  source: pg.ClientBase,
  target: pg.ClientBase,
  done: Done,
): Promise<void> {
  let step = mostPages
  let at = 0
  let taken: Promise<void> = Promise.resolve()
  while (at < pages) {
    const to = at + step
    const select = `select ${columns.join()} from ${quoted(name)} where ctid >= '(${at},0)' and ctid < '(${to},0)'`
    const chunks = await copyOut(source, `copy (${select}) to stdout (format binary)`)
    await taken
    taken = copyIn(target, `copy ${quoted(name)} (${columns.join()}) from stdin (format binary)`, chunks)
    taken.catch(() => {})
    const bytes = chunks.reduce((sum, { length }) => sum + length, 0)
    if (bytes > stepBytes) step = Math.max(fewestPages, step >> 1)
    else if (bytes < stepBytes / 4) step = Math.min(mostPages, step << 1)
    at = to
    done(Math.min(1, at / pages))
  }
  await taken
}

async function goOnCounting(source: pg.ClientBase, target: pg.ClientBase): Promise<void> {
  for (const { name, last, isCalled } of await sequencesOf(source)) {
    await target.query('select setval(to_regclass($1), $2::int8, $3) where to_regclass($1) is not null', [
      quoted(name),
      last,
      isCalled,
    ])
  }
}

/** Returns how many rows it has. */
async function compare(leaf: Leaf, source: pg.ClientBase, target: pg.ClientBase): Promise<number> {
  const [there, here] = await Promise.all([contentOf(source, leaf), contentOf(target, leaf)])
  if (there.rows === here.rows && there.sum === here.sum) return here.rows
  throw new Error(
    `${leaf.name} did not arrive as it was sent: ${there.rows} rows (${there.sum}) became ${here.rows} (${here.sum}). Nothing was kept`,
  )
}
