/**
 * Id tokens that may charge at one place only, and what charges with each. The database hears of a start when it is committed; of two
 * starts before that, the first to claim the token has it.
 */

import type { Stations } from '../connections/stations.ts'
import { liveTransaction } from '../stations/live-transactions.ts'
import type { Transaction } from '../transactions/transaction.ts'
import { tokenKey } from './token-key.ts'

/** With fewer tokens than this it is not worth looking for those that are over. */
const few = 1000

export class TokenClaims {
  readonly #stations: Pick<Stations, 'get'>
  readonly #claims = new Map<string, Set<Transaction>>()
  /** Whose messages are in hand: they are not in their stations' memory yet. */
  readonly #undecided = new Set<Transaction>()
  #cleanAt = few

  constructor(stations: Pick<Stations, 'get'>) {
    this.#stations = stations
  }

  /**
   * false: another transaction has the token, and is not to be ignored. After `decided`, a claim holds as long as the live
   * state says that the transaction charges with the token: not when its commit was refused, nor when it was another driver's.
   */
  claim(idToken: string, by: Transaction, isIgnored: (other: Transaction) => boolean): boolean {
    const key = keyOf(by, idToken)
    const claims = this.#holding(key)
    for (const other of claims) if (!isIgnored(other)) return false
    this.#claims.set(key, claims.add(by))
    this.#undecided.add(by)
    if (this.#claims.size > this.#cleanAt) this.#clean()
    return true
  }

  decided(by: Transaction): void {
    this.#undecided.delete(by)
  }

  get size(): number {
    return this.#claims.size
  }

  /** Transactions end in many ways; what is over is found here, and not by each of them. */
  #clean(): void {
    for (const key of this.#claims.keys()) if (this.#holding(key).size === 0) this.#claims.delete(key)
    this.#cleanAt = Math.max(few, this.#claims.size * 2)
  }

  #holding(key: string): Set<Transaction> {
    const claims = this.#claims.get(key) ?? new Set()
    for (const of of claims) if (!this.#undecided.has(of) && !this.#charges(of, key)) claims.delete(of)
    return claims
  }

  #charges({ stationId, wireId, id }: Transaction, key: string): boolean {
    const station = this.#stations.get(stationId)
    const live = station && liveTransaction(station, wireId, id)
    if (live?.state !== 'open' || live.overSince !== null || live.authorizationStatus !== 'Accepted') return false
    return live.idToken !== null && keyOf(live, live.idToken) === key
  }
}

const keyOf = ({ organisationId }: Transaction, idToken: string): string =>
  JSON.stringify([organisationId, tokenKey(idToken)])
