import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { FolderInUse, lockFolder } from './folder-lock.ts'

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'busbar-lock-')), 'data')

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** Another process that holds the lock, or says why it cannot. */
async function otherProcess(folder: string) {
  const script = `
    import { lockFolder } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)}
    try { lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000) }
    catch (error) { console.log(error.name); process.exit(0) }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { said: String(said).trim(), child }
}

test('a folder that does not exist is made; a second lock of it is refused, in this process as well', () => {
  const folder = newFolder()
  const lock = lockFolder(folder)
  expect(() => lockFolder(folder)).toThrow(FolderInUse)
  expect(() => lockFolder(folder)).toThrow(`process ${process.pid}`)
  lock.release()
  lockFolder(folder).release()
})

test('two processes never hold one folder; kill -9 of the holder frees it at once', async () => {
  const folder = newFolder()
  const first = await otherProcess(folder)
  expect(first.said).toBe('held')
  expect(() => lockFolder(folder)).toThrow(`process ${first.child.pid}`)
  expect((await otherProcess(folder)).said).toBe('FolderInUse')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const lock = lockFolder(folder)
  expect((await otherProcess(folder)).said).toBe('FolderInUse')
  lock.release()
})
