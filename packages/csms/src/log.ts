/** The log of the process. Whatever is said there, also by an error that quotes what it failed on, is said without secrets. */
import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'
import { frameWithoutSecrets } from './secrets/secrets.ts'

export const newLog = (level: LogLevel, destination?: DestinationStream): Logger => {
  const options = { level, hooks: { streamWrite: lineWithoutSecrets } }
  return destination ? pino(options, destination) : pino(options)
}

const lineWithoutSecrets = (line: string): string => `${frameWithoutSecrets(line.trimEnd())}\n`
