/** Words that very many rows have are one text in memory; the driver makes a new one of each. */

/** Stations choose some of the words: so many different ones, and no more. */
const most = 10_000
const words = new Map<string, string>()

export function shared<T extends string | null>(text: T): T {
  if (text === null) return text
  const known = words.get(text)
  if (known !== undefined) return known as T
  if (words.size < most) words.set(text, text)
  return text
}
