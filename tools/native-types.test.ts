import { expect, test } from 'vitest'
import { whyNot } from './native-types.ts'

test.each([
  ['an enum', 'enum Colour { red }'],
  ['a parameter property', 'class A { constructor(private readonly b: number) {} }'],
  ['a loop variable named of', 'for (const of of [1]) console.log(of)'],
])('%s is not for Node', (_, text) => {
  expect(whyNot(text)).not.toBeNull()
})

test('types that vanish are', () => {
  expect(whyNot('const of = 1\nexport const a: number = of satisfies number')).toBeNull()
})
