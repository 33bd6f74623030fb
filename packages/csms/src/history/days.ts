/** The days of what grows for years are made before they come. */
import type { Context } from '../context.ts'
import { makePartitions } from '../db/partitions.ts'
import type { Loop } from '../jobs/loops.ts'

const everyMs = 3_600_000

export const makingDays = ({ db, now, log }: Pick<Context, 'db' | 'now' | 'log'>): Loop => ({
  name: 'days',
  everyMs,
  scope: 'house',
  atOnce: false,
  work: async () => {
    const made = await makePartitions(db, now())
    if (made.length > 0) log.debug({ made }, 'days were made ahead')
  },
})
