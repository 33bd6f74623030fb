/** The commands this browser has sent, by station: what was asked, what was answered, how long it took. Kept until the page is reloaded. */
import { useCallback, useSyncExternalStore } from 'react'
import type { CommandAnswer } from '../../api/types.ts'
import { answered, type Outcome, outcomeOfFailure } from './outcome.ts'

export interface SentCommand {
  readonly number: number
  readonly label: string
  readonly at: Date
  /** null: no answer yet. */
  readonly outcome: Outcome | null
  readonly tookMs: number | null
  /** What to expect after Accepted: accepted is a promise, not an event. */
  readonly afterAccepted: string | undefined
}

export interface Command {
  readonly label: string
  readonly afterAccepted?: string
  send(): Promise<CommandAnswer>
}

const kept = 20
const none: readonly SentCommand[] = []
const byStation = new Map<string, readonly SentCommand[]>()
const listeners = new Set<() => void>()
let lastNumber = 0

export const useSentCommands = (station: string): readonly SentCommand[] =>
  useSyncExternalStore(subscribe, () => byStation.get(station) ?? none)

/** Sends commands to one station and notes what became of them. Resolves with the outcome; never rejects. */
export function useSendCommand(station: string): (command: Command) => Promise<Outcome> {
  return useCallback((command) => sendCommand(station, command), [station])
}

async function sendCommand(station: string, { label, afterAccepted, send }: Command): Promise<Outcome> {
  const number = ++lastNumber
  const at = new Date()
  change(station, (sent) => [{ number, label, at, outcome: null, tookMs: null, afterAccepted }, ...sent].slice(0, kept))
  const outcome = await send().then(answered, outcomeOfFailure)
  const tookMs = Date.now() - at.getTime()
  change(station, (sent) => sent.map((one) => (one.number === number ? { ...one, outcome, tookMs } : one)))
  return outcome
}

function change(station: string, next: (sent: readonly SentCommand[]) => readonly SentCommand[]): void {
  byStation.set(station, next(byStation.get(station) ?? none))
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
