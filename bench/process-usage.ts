/** What processes used, as Linux tells it; null elsewhere. */
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100 // USER_HZ, the same on every Linux architecture we run on

function cpuOf(pid: number | string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return null
  }
}

/** Seconds of processor time so far, all threads. */
export function cpuSeconds(pid: number): number | null {
  return cpuOf(pid)
}

/** Of each PostgreSQL process that serves this database, told by its title: none when the server is on another machine. */
export function backendCpuSeconds(database: string): ReadonlyMap<string, number> | null {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && serves(name, database))
    return new Map(pids.map((pid) => [pid, cpuOf(pid) ?? 0]))
  } catch {
    return null
  }
}

/** What was used since; of a process that has ended meanwhile nobody knows. */
export function usedSince(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number {
  let seconds = 0
  for (const [pid, used] of now) seconds += used - (before.get(pid) ?? 0)
  return seconds
}

function serves(pid: string, database: string): boolean {
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
    return title.startsWith('postgres:') && title.includes(` ${database} `)
  } catch {
    return false // it has just ended
  }
}

/** Memory that lies in RAM, in KB. */
export function residentKB(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  if (!line) throw new Error('resident memory is read from /proc, which this system lacks')
  return Number(line[1])
}
