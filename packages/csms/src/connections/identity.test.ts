import { expect, test } from 'vitest'
import { isIdentity, shownIdentity } from './identity.ts'

test.each(['CP1', 'DE*ABC*E1234', 'AA-BB_CC.DD', 'x'.repeat(48), '#1', 'a|b~c'])('%s may always come', (id) => {
  expect(isIdentity(id, 'ocpp2')).toBe(true)
  expect(isIdentity(id, 'ocpp1.6')).toBe(true)
})

test.each([
  ['CP 1', 'a blank inside'],
  ['AA:BB:CC:00:11:22', 'a MAC address'],
  ['F 7:\u00c2#1', 'a letter with an accent'],
  ['M\u00fcnchen-\u0141', 'more of them'],
  ['x'.repeat(255), '255 characters'],
])('%j comes where the wider set is set: %s', (id) => {
  expect(isIdentity(id, 'ocpp2')).toBe(false)
  expect(isIdentity(id, 'ocpp1.6')).toBe(true)
})

test.each([
  ['', 'nothing'],
  [' ', 'a blank alone'],
  [' CP1', 'a blank before'],
  ['CP1 ', 'a blank behind'],
  ['CP  1', 'two blanks'],
  ['CP\u00a01', 'a blank that does not break'],
  ['CP\u30001', 'a wide blank'],
  ['CP/1', 'a slash'],
  ['CP\\1', 'a backslash'],
  ['CP\t1', 'a tab'],
  ['CP\u00001', 'a NUL'],
  ['CP\u200b1', 'a zero-width space'],
  ['CP\u00ad1', 'a soft hyphen'],
  ['\u202eCP1', 'a right-to-left override'],
  ['CP\u20661', 'an isolate'],
  ['\ufeffCP1', 'a byte order mark'],
  ['\u0421\u04201', 'Cyrillic that looks like CP1'],
  ['C\u04201', 'a Cyrillic letter among Latin ones'],
  ['\u03a11', 'a Greek letter'],
  ['\uff23\uff301', 'full-width letters'],
  ['CP\u0131', 'an i without its dot'],
  ['CP\u017f', 'a long s'],
  ['CP\u01331', 'a ligature'],
  ['CPe\u0301', 'an accent of its own: the same letter in another coding'],
  ['CP\u{1f50c}', 'a picture'],
  ['CP\ud800', 'half a character'],
  ['x'.repeat(256), '256 characters'],
])('%j never comes: %s', (id) => {
  expect(isIdentity(id, 'ocpp2')).toBe(false)
  expect(isIdentity(id, 'ocpp1.6')).toBe(false)
})

test.each([
  ['CP 1', 'CP 1'],
  ['CP\u200b1\n', 'CP\\u{200b}1\\u{a}'],
  ['x'.repeat(300), `${'x'.repeat(63)}…`],
])('%j is shown as %s', (id, shown) => {
  expect(shownIdentity(id)).toBe(shown)
})
