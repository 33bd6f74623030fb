import { expect, test } from 'vitest'
import { type Condition, unseen } from './condition.ts'

const whatever: Condition = { ifMatch: null, ifNew: false }

test.each<[string, Condition, number | null, boolean]>([
  ['nothing is asked, of what is there', whatever, 3, true],
  ['nothing is asked, of what is not there', whatever, null, true],
  ['its revision has been seen', { ...whatever, ifMatch: [3] }, 3, true],
  ['its revision is one of those seen', { ...whatever, ifMatch: [2, 3] }, 3, true],
  ['another revision has been seen', { ...whatever, ifMatch: [2] }, 3, false],
  ['something unreadable has been seen', { ...whatever, ifMatch: [Number.NaN] }, 3, false],
  ['a revision has been seen of what is gone', { ...whatever, ifMatch: [3] }, null, false],
  ['any is meant, and there is one', { ...whatever, ifMatch: 'any' }, 3, true],
  ['any is meant, and there is none', { ...whatever, ifMatch: 'any' }, null, false],
  ['it is to be new, and is', { ...whatever, ifNew: true }, null, true],
  ['it is to be new, and is there', { ...whatever, ifNew: true }, 3, false],
  ['it is to be new, and the one seen is there', { ifMatch: [3], ifNew: true }, 3, false],
])('%s', (_what, condition, revision, goesOn) => {
  expect(unseen(condition, revision)).toEqual(goesOn ? null : { outcome: 'not-as-seen', revision })
})
