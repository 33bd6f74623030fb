/** Those who wait for something to become true: looked at after every change, and every 20 ms for what changes silently. */
export class Watchers {
  readonly #checks = new Set<() => void>()

  waitFor(condition: () => boolean, timeoutMs: number, who: string): Promise<void> {
    if (condition()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const done = (error?: Error) => {
        clearTimeout(timeout)
        clearInterval(look)
        this.#checks.delete(check)
        if (error) reject(error)
        else resolve()
      }
      const check = () => {
        if (condition()) done()
      }
      const timeout = setTimeout(() => done(new Error(`${who}: not so after ${timeoutMs} ms`)), timeoutMs)
      const look = setInterval(check, 20)
      this.#checks.add(check)
    })
  }

  look(): void {
    for (const check of this.#checks) check()
  }

  /** Once what happens now has been dealt with. */
  lookSoon(): void {
    if (this.#checks.size > 0) setImmediate(() => this.look())
  }
}
