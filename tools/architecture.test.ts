import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { floors } from './import-rules.ts'
import { root } from './root.ts'

const mostFiles = 10
const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
const [, section = ''] = /## Five ways through the house\n([\s\S]*?)\n## /.exec(text) ?? []
const ways = section
  .split(/^\* /m)
  .slice(1)
  .map(
    (way) =>
      [/^\*\*(.+?)\*\*/.exec(way)?.[1] ?? '', [...way.matchAll(/`([^`]+\.ts)`/g)].map(([, file]) => file)] as const,
  )

test('there are five of them', () => {
  expect(ways).toHaveLength(5)
})

test.each(ways)('%s: few files, all of them there, each below the one before', (_name, files) => {
  expect(files.length).toBeGreaterThan(2)
  expect(files.length).toBeLessThanOrEqual(mostFiles)
  for (const file of files) expect(existsSync(join(root, 'packages/csms/src', file as string)), file).toBe(true)
  const heights = files.map((file) => floors.indexOf((file as string).split('/')[0] as string))
  expect(heights).not.toContain(-1)
  expect(heights).toEqual(heights.toSorted((one, other) => one - other))
})
