/** When the embedded database has become too small a place: seen by its size and by how little rest its one session has. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Loop } from '../jobs/loops.ts'

export type Outgrown =
  | { readonly code: 'embedded-database-large'; readonly bytes: number }
  /** The share of the time, from 0 to 1. */
  | { readonly code: 'embedded-database-busy'; readonly share: number }

export interface Load {
  /** On the disk. */
  readonly bytes: number
  /** null: not known yet. */
  readonly busyShare: number | null
}

/** From here on a backup, a move and a look back of years take minutes, and the log of changes no longer fits beside it in memory. */
export const largeBytes = 5e9
/** From here on who asks waits about as long as it works. */
export const busyShare = 0.5

export function signsOf({ bytes, busyShare: share }: Load): Outgrown[] {
  const signs: Outgrown[] = []
  if (bytes > largeBytes) signs.push({ code: 'embedded-database-large', bytes })
  if (share !== null && share > busyShare) signs.push({ code: 'embedded-database-busy', share })
  return signs
}

interface Sample {
  readonly atMs: number
  readonly busyMs: number
}

/** A peak of some minutes is none of its business. */
export const windowMs = 10 * 60_000

/** Over the samples, oldest first; null: they are of too short a time. */
export function busyShareOf(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.atMs - first.atMs < windowMs) return null
  return (last.busyMs - first.busyMs) / (last.atMs - first.atMs)
}

export interface Watch {
  readonly loop: Loop
  /** As of the last look. */
  signs(): readonly Outgrown[]
}

export interface WatchOptions {
  readonly folder: string
  readonly busyMs: () => number
  readonly log: Logger
}

const everyMs = 60_000
const tellAgainMs = 24 * 3600_000

export function watchFor({ folder, busyMs, log }: WatchOptions): Watch {
  let samples: Sample[] = []
  let signs: Outgrown[] = []
  const toldAtMs = new Map<string, number>()

  return {
    signs: () => signs,
    loop: {
      name: 'size of the embedded database',
      everyMs,
      scope: 'own-stations',
      atOnce: true,
      async work() {
        const atMs = performance.now()
        // One that is older than the window stays, so that they span it.
        samples = [
          ...samples.filter((_, i) => (samples[i + 1]?.atMs ?? atMs) > atMs - windowMs),
          { atMs, busyMs: busyMs() },
        ]
        signs = signsOf({ bytes: await bytesIn(folder), busyShare: busyShareOf(samples) })
        for (const sign of signs) {
          if (atMs - (toldAtMs.get(sign.code) ?? Number.NEGATIVE_INFINITY) < tellAgainMs) continue
          toldAtMs.set(sign.code, atMs)
          log.warn(
            sign,
            'the embedded database is outgrown: move to PostgreSQL with npm start -- move (docs/scaling.md)',
          )
        }
      },
    },
  }
}

/** What lies in a folder and below. Files come and go meanwhile. */
export async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0
  }
  return bytes
}
