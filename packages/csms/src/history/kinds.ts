/** What grows for years, by kind: where it lies, and by which time it is old. */
import type { Config } from '../config.ts'
import type { DailyTable } from '../db/partitions.ts'

/** Cut into days. Rows that belong to no day are old by `restBy`. */
export interface DailyKind {
  readonly in: 'days'
  readonly table: DailyTable
  /** A meter value with a wrong clock may be of 1970, and have been received just now. */
  readonly restBy: 'at' | 'received_at'
}

/**
 * Row by row. No size limits these: whoever can make a station talk could flood them, and so be rid of the traces of what he did before;
 * and what is deleted from the middle of a table does not make it smaller.
 */
export interface RowKind {
  readonly in: 'rows'
  readonly table: 'transaction_event' | 'audit' | 'security_event'
  readonly by: 'at' | 'received_at'
}

export const kinds = {
  messages: { in: 'days', table: 'message', restBy: 'at' },
  events: { in: 'days', table: 'event', restBy: 'at' },
  'meter-values': { in: 'days', table: 'meter_value', restBy: 'received_at' },
  'transaction-events': { in: 'rows', table: 'transaction_event', by: 'received_at' },
  audit: { in: 'rows', table: 'audit', by: 'at' },
  'security-events': { in: 'rows', table: 'security_event', by: 'received_at' },
} as const satisfies Readonly<Record<string, DailyKind | RowKind>>

export type Kind = keyof typeof kinds
export const kindNames = Object.keys(kinds) as readonly Kind[]

export interface RetentionRule {
  /** null: for ever. */
  readonly maxAgeDays: number | null
  /** null: however large. */
  readonly maxBytes: number | null
}

type KeepSetting = Extract<keyof Config, `keep${string}`>

const settingOf: Readonly<Record<Kind, KeepSetting>> = {
  messages: 'keepMessages',
  events: 'keepEvents',
  'meter-values': 'keepMeterValues',
  'transaction-events': 'keepTransactionEvents',
  audit: 'keepAudit',
  'security-events': 'keepSecurityEvents',
}

/** As the settings say. */
export const defaultRule = (config: Pick<Config, KeepSetting>, kind: Kind): RetentionRule => ({
  maxAgeDays: config[settingOf[kind]] || null,
  maxBytes: null,
})
