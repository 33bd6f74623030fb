/**
 * RFC 3339 §5.6, as OCPP asks of its dateTime (1.6 §3.14, 2.x part 2 primitive types). A leap second is refused:
 * no clock of ours can hold it, and what we accept `new Date()` must be able to read.
 */
export function isDateTime(text: string): boolean {
  if (!rfc3339.test(text)) return false
  const day = twoDigits(text, 8)
  return day <= 28 || day <= daysInMonth(twoDigits(text, 5), Number(text.slice(0, 4)))
}

const rfc3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
}

function daysInMonth(month: number, year: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/**
 * What stations send instead of RFC 3339: no zone, a space for the T, `+0100`, a decimal comma. Undefined when there is no reading it.
 * Without a zone it may be UTC or the local time: it is read as UTC with RFC 3339's sign for an unknown offset (§4.3), `-00:00`, so that
 * who knows more can tell (`isZoneKnown`).
 */
export function readLooseDateTime(text: string): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?([Zz]|[+-]\d\d(?::?\d\d)?)?$/.exec(
    text.trim(),
  )
  if (!parts) return undefined
  const [, date, time = '', zone = '-00:00'] = parts
  const offset = /\d/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}` : 'Z'
  const strict = `${date}T${(time.length === 5 ? `${time}:00` : time).replace(',', '.')}${offset}`
  return isDateTime(strict) ? strict : undefined
}

export const isZoneKnown = (dateTime: string): boolean => !dateTime.endsWith('-00:00')

/** An absolute URI by RFC 3986; of an IP literal only the characters are looked at. */
export function isUri(text: string): boolean {
  return rfc3986.test(text)
}

const pchar = "(?:[\\w.~!$&'()*+,;=:@-]|%[\\da-f]{2})"
const authority =
  "(?:(?:[\\w.~!$&'()*+,;=:-]|%[\\da-f]{2})*@)?(?:\\[[\\da-fv.:]+\\]|(?:[\\w.~!$&'()*+,;=-]|%[\\da-f]{2})*)(?::\\d*)?"
const path = `(?:\\/\\/${authority}(?:\\/${pchar}*)*|\\/(?:${pchar}+(?:\\/${pchar}*)*)?|${pchar}+(?:\\/${pchar}*)*)?`
const rfc3986 = new RegExp(`^[a-z][a-z\\d+.-]*:${path}(?:\\?(?:${pchar}|[/?])*)?(?:#(?:${pchar}|[/?])*)?$`, 'i')

/** Whether the text has at most so many characters: Unicode code points, as JSON Schema counts maxLength. */
export function fitsLength(text: string, maxLength: number): boolean {
  if (text.length <= maxLength) return true
  if (text.length > 2 * maxLength) return false
  let characters = 0
  for (const _ of text) characters++
  return characters <= maxLength
}
