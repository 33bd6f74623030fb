/** Writes how a Vitest run went into the file BUSBAR_TEST_REPORT names, for tools/test.ts to add up. */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'
import { root } from './root.ts'

export interface TestReport {
  passed: number
  failed: number
  skipped: readonly { test: string; note: string | null }[]
}

export default class TestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env.BUSBAR_TEST_REPORT
    if (!file) return
    let passed = 0
    let failed = unhandledErrors.length
    const skipped: { test: string; note: string | null }[] = []
    for (const module of modules) {
      let failedHere = 0
      for (const testCase of module.children.allTests()) {
        const result = testCase.result()
        if (result.state === 'passed') passed += 1
        else if (result.state === 'skipped') {
          const note = result.note ?? (testCase.options.mode === 'todo' ? 'not written yet' : null)
          skipped.push({ test: `${relative(root, module.moduleId)}: ${testCase.fullName}`, note })
        } else failedHere += 1
      }
      // A file that does not load, or whose hooks throw, fails even when none of its tests came to run.
      if (failedHere === 0 && module.state() === 'failed') failedHere = 1
      failed += failedHere
    }
    writeFileSync(file, JSON.stringify({ passed, failed, skipped } satisfies TestReport))
  }
}
