/**
 * What may a charging station be called? What people compare by eye must not look like something it is not, and what stands in a URL, a
 * user name and a table must not need quoting. Pure.
 */
export type IdentityRule = 'ocpp2' | 'ocpp1.6'

/** OCPP 2.0.1 part 4 §3.1.1: 48 characters. A colon would split Basic authentication's user name, a slash the URL. */
const ocpp2 = /^[!-.0-9;-[\]-~]{1,48}$/

/** Printable ASCII and Latin letters with their accents; one blank between others. Never a slash, of either kind. */
const latin = /^(?! )(?!.* $)(?!.* {2})[ -.0-[\]-~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]{1,255}$/u

/** Letters of these blocks that pass for ASCII ones: dotless i, kra, the long s, and what NFKC would take apart. */
const deceptive = /[\u0131\u0138\u017f]/u

/**
 * May somebody nobody has announced come with this id, and may an operator make it up? 1.6 sets no limits (OCPP-J §3.1.1), and stations come with
 * blanks, colons of a MAC address, accents; format characters, other scripts, and one letter in two codings never are an id of ours.
 */
export function isIdentity(id: string, rule: IdentityRule): boolean {
  if (ocpp2.test(id)) return true
  return rule === 'ocpp1.6' && latin.test(id) && !deceptive.test(id) && id === id.normalize('NFKC')
}

/** What an id may be, in words. */
export const identityWords: Record<IdentityRule, string> = {
  ocpp2: '1 to 48 printable ASCII characters without space, "/", "\\" and ":"',
  'ocpp1.6':
    '1 to 255 printable ASCII characters or Latin letters, without "/", "\\" and blanks at an end or side by side',
}

/** As it can be shown to people and kept: a strange character by its number, and no more than fits on a line. */
export function shownIdentity(id: string): string {
  const shown = id
    .slice(0, 200)
    .replaceAll(/[^\P{C}]|[^\P{Z} ]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`)
  return shown.length > 64 ? `${shown.slice(0, 63)}…` : shown
}
