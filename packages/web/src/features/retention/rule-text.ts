/** A rule in words, and as it is typed in. Pure. */
import type { Freed, RetentionRule } from '../../api/types.ts'
import { count, size } from '../../format/quantities.ts'
import { counted, t } from '../../texts/text.ts'

export function ruleText({ maxAgeDays, maxBytes }: RetentionRule): string {
  const age = maxAgeDays === null ? t('retention.forEver') : counted('retention.days', maxAgeDays)
  return maxBytes === null ? age : t('retention.upTo', { age, size: size(maxBytes) })
}

export function freedText({ days, rows, bytes }: Freed): string {
  if (days === 0 && rows === 0) return t('retention.freesNothing')
  const parts = [days > 0 && counted('retention.wholeDays', days), rows !== null && counted('retention.rows', rows)]
  return t('retention.frees', { size: size(bytes), what: parts.filter(Boolean).join(', ') || count(null) })
}

/** As it is typed in. */
export interface Draft {
  readonly isForEver: boolean
  readonly days: number | string
  /** Empty: however large. */
  readonly gigabytes: number | string
}

export const draftOf = ({ maxAgeDays, maxBytes }: RetentionRule): Draft => ({
  isForEver: maxAgeDays === null,
  days: maxAgeDays ?? '',
  gigabytes: maxBytes === null ? '' : maxBytes / 1e9,
})

/** null: it is not one yet. */
export function ruleOf({ isForEver, days, gigabytes }: Draft): RetentionRule | null {
  const [maxAgeDays, bytes] = [Number(days), Math.round(Number(gigabytes) * 1e9)]
  const isAge = Number.isInteger(maxAgeDays) && maxAgeDays >= 1 && maxAgeDays <= 36_500
  const isSize = gigabytes === '' || (bytes >= 1e6 && bytes <= 1e15)
  if ((!isForEver && !isAge) || !isSize) return null
  return { maxAgeDays: isForEver ? null : maxAgeDays, maxBytes: gigabytes === '' ? null : bytes }
}
