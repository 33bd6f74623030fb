/**
 * Is this the station's password? What was right once is remembered as a keyed digest and looked up before anything that can be used up, so that
 * nobody who tries passwords locks out a station that knows its own; what was wrong last is remembered, too, because it comes again.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { Buckets } from '../guard/buckets.ts'
import { HashesBusy } from '../guard/scrypt-pool.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { isOutdated } from '../stations/password.ts'
import type { Credentials } from './door.ts'

export type Verdict = 'right' | 'no-password' | 'wrong-user' | 'wrong-password' | 'guessing' | 'busy'

/** Slow checks that turn out wrong: of one address, and of one address for one station. */
const wrongOfAddress = { burst: 60, perMinute: 30 }
const wrongOfBoth = { burst: 20, perMinute: 10 }

export class CredentialCheck {
  readonly #ctx: Context
  readonly #secret = randomBytes(32)
  readonly #right = new Map<string, string>()
  readonly #wrong = new Map<string, string>()
  readonly #ofAddress = new Buckets(wrongOfAddress)
  readonly #ofBoth = new Buckets(wrongOfBoth)
  /** Checks under way, so that the same attempt twice is one of them. */
  readonly #running = new Map<string, Promise<Verdict>>()

  constructor(ctx: Context) {
    this.#ctx = ctx
  }

  /** OCPP 2.0.1 part 2, A00.FR.204; 1.6 security whitepaper, A00.FR.204: the username is the identity of the station. */
  async check(station: LiveStation, given: Credentials | undefined, budget: string): Promise<Verdict> {
    const { passwordHash } = station
    if (passwordHash === null) return 'right'
    if (!given) return 'no-password'
    const password = passwordOf(station.id, given)
    if (password === null) return 'wrong-user'
    const digest = this.#digestOf(station, password)
    if (this.#right.get(station.id) === digest) return 'right'
    const quickly = this.#ctx.passwords.verifyQuickly(password, passwordHash)
    if (quickly !== null) return quickly ? 'right' : 'wrong-password'
    if (this.#wrong.get(station.id) === digest) return 'wrong-password'
    const running = this.#running.get(digest)
    if (running) return running
    const check = this.#slowly(station, password, { digest, budget }).finally(() => this.#running.delete(digest))
    this.#running.set(digest, check)
    return check
  }

  async #slowly(
    station: LiveStation,
    password: Buffer,
    { digest, budget }: { digest: string; budget: string },
  ): Promise<Verdict> {
    const nowMs = this.#ctx.now().getTime()
    const both = `${budget} ${station.id}`
    if (!this.#ofAddress.has(budget, nowMs) || !this.#ofBoth.has(both, nowMs)) return 'guessing'
    this.#ofAddress.take(budget, nowMs)
    this.#ofBoth.take(both, nowMs)
    const stored = station.passwordHash as string
    try {
      if (!(await this.#ctx.passwords.verify(password, stored, budget))) {
        this.#wrong.set(station.id, digest)
        return 'wrong-password'
      }
    } catch (error) {
      this.#giveBack(budget, both)
      if (error instanceof HashesBusy) return 'busy'
      throw error
    }
    this.#giveBack(budget, both)
    this.#right.set(station.id, digest)
    if (isOutdated(stored)) void this.#renew(station, password, budget)
    return 'right'
  }

  #giveBack(budget: string, both: string): void {
    this.#ofAddress.giveBack(budget)
    this.#ofBoth.giveBack(both)
  }

  #digestOf({ id, passwordHash }: LiveStation, password: Buffer): string {
    return createHmac('sha256', this.#secret).update(`${id}\0${passwordHash}\0`).update(password).digest('base64')
  }

  /** Kept anew at today's cost, now that we know it. It is the same password: nobody has edited the station, and its session stays. */
  async #renew(station: LiveStation, password: Buffer, budget: string): Promise<void> {
    const { db, log, passwords } = this.#ctx
    const old = station.passwordHash as string
    try {
      const renewed = await passwords.hash(password.toString('utf8'), budget)
      const { numUpdatedRows } = await db
        .updateTable('station')
        .set({ password_hash: renewed })
        .where('id', '=', station.id)
        .where('password_hash', '=', old)
        .executeTakeFirst()
      if (numUpdatedRows === 0n || station.passwordHash !== old) return
      station.passwordHash = renewed
      if (station.letInWith === old) station.letInWith = renewed
      this.#right.set(station.id, this.#digestOf(station, password))
    } catch (error) {
      if (!(error instanceof HashesBusy))
        log.warn({ err: error, stationId: station.id }, 'a password was not kept anew')
    }
  }
}

/** What follows the id and a colon; an id may have a colon of its own. null: it is another user's. */
function passwordOf(id: string, { username, password }: Credentials): Buffer | null {
  if (username === id) return password
  if (!id.includes(':')) return null
  const all = Buffer.concat([Buffer.from(`${username}:`), password])
  const own = Buffer.from(`${id}:`)
  return all.subarray(0, own.length).equals(own) ? all.subarray(own.length) : null
}
