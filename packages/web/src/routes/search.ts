/** What the address bar says after the question mark, read with care: it is typed by people. */
type Search = Record<string, unknown>

export const textIn = (search: Search, name: string): string | undefined => {
  const value = search[name]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function oneOfIn<const T extends readonly string[]>(
  search: Search,
  name: string,
  allowed: T,
): T[number] | undefined {
  const value = String(search[name] ?? '')
  return allowed.find((word) => word === value)
}
