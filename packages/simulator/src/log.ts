/** What a station did and heard, in order, for a person to read or a test to search. */
export type LogEntry = { at: Date; station: string } & (
  | { kind: 'frame'; direction: 'in' | 'out'; type: 'call' | 'result' | 'error'; action: string; payload: unknown }
  | { kind: 'event'; text: string }
)
