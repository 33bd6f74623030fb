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

/** Of the PostgreSQL processes that serve this database, told by their titles: zero when the server is on another machine. */
export function backendCpuSeconds(database: string): number | null {
  try {
    let seconds = 0
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (serves(pid, database)) seconds += cpuOf(pid) ?? 0
    }
    return seconds
  } catch {
    return null
  }
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
