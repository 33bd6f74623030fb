/** How often may somebody do something? A bucket of tokens per key, refilled steadily; so many keys are remembered, and no more. Pure but for its own memory. */

export interface BucketSize {
  /** Tokens that may be taken at once. */
  readonly burst: number
  readonly perMinute: number
}

interface Bucket {
  tokens: number
  atMs: number
}

/** Some 100 bytes each. A key that is forgotten has a full bucket again, which is also what a new key has. */
const mostKeys = 10_000

export class Buckets {
  readonly #size: BucketSize
  readonly #buckets = new Map<string, Bucket>()

  constructor(size: BucketSize) {
    this.#size = size
  }

  /** Takes a token, if there is one. */
  take(key: string, nowMs: number): boolean {
    const bucket = this.#bucketOf(key, nowMs)
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  /** Is there one? */
  has(key: string, nowMs: number): boolean {
    return this.#bucketOf(key, nowMs).tokens >= 1
  }

  /** What was taken turned out not to count. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key)
    if (bucket) bucket.tokens = Math.min(this.#size.burst, bucket.tokens + 1)
  }

  /** Seconds until there is a token. */
  waitS(key: string, nowMs: number): number {
    const { tokens } = this.#bucketOf(key, nowMs)
    return Math.max(1, Math.ceil(((1 - tokens) * 60) / this.#size.perMinute))
  }

  /** As it is now, and remembered longest of all. */
  #bucketOf(key: string, nowMs: number): Bucket {
    const { burst, perMinute } = this.#size
    const bucket = this.#buckets.get(key) ?? { tokens: burst, atMs: nowMs }
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) * perMinute) / 60_000)
    bucket.atMs = nowMs
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size > mostKeys) this.#buckets.delete(this.#buckets.keys().next().value as string)
    return bucket
  }
}
