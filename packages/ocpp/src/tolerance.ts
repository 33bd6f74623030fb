/**
 * Known deviations of real stations that can be forgiven, one by one, per station. Each names what is let through, and what we make of it:
 * the frame as sent stays in the message log, the payload handed on is the cleaned one.
 */
export const tolerances = {
  /** Members the version does not know. Handed on. */
  'unknown-properties': 'unknown-property',
  /** "" for an optional enum, date-time or URI. Taken as absent. */
  'empty-strings': 'empty-string',
  /** null for an optional member (2.x part 4, 4.1.5 forbids it). Taken as absent. */
  'null-values': 'null-value',
  /** [] for an optional list that needs one element. Taken as absent. */
  'empty-lists': 'empty-list',
  /** Values outside an enum: vendors' own units, measurands, reasons. Handed on. */
  'unknown-enum-values': 'unknown-enum',
  /** Handed on uncut. */
  'too-long-strings': 'too-long',
  /** "12" where 12 belongs, and 12 where "12" belongs. Converted. */
  'number-strings': 'number-string',
  /** 12.7 where an integer belongs. Rounded. */
  'fractional-integers': 'fractional-integer',
  /** Numbers outside their bounds. Handed on. */
  'out-of-bounds': 'out-of-bounds',
  /** Date-times without a zone (UTC is meant), with a space, with +0100. Rewritten as RFC 3339. */
  'loose-date-times': 'loose-date-time',
  /** A message id used for one message after the other. Each is handled as new. */
  'reused-message-ids': 'reused-message-id',
} as const

export type Tolerance = keyof typeof tolerances

/** A rule that a tolerated message broke, and where. */
export interface Deviation {
  /** JSON pointer into the payload. */
  path: string
  rule: (typeof tolerances)[Tolerance]
  message: string
}
