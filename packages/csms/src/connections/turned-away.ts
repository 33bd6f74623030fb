/**
 * Who was turned away at the door, for operators. Kept in memory and within bounds, because anybody can be turned away: a charging station tries
 * again, so that a restart forgets nothing for long. The first of a kind is an event, and then one a minute that counts.
 */
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import { Buckets } from '../guard/buckets.ts'
import { type TurnAwayCode, turnAwayOf } from '../stations/turning-away.ts'
import { shownIdentity } from './identity.ts'

export interface TurnAway {
  /** As it can be shown; null: nobody can tell. */
  readonly identity: string | null
  readonly code: TurnAwayCode
  /** More than the kind says: what was offered, which origin. */
  detail: string | null
  remoteAddress: string
  readonly firstAt: Date
  lastAt: Date
  count: number
}

export interface Visitor {
  readonly identity: string | undefined
  /** The station that is known under the identity. */
  readonly stationId: string | null
  readonly organisationId: string
  readonly code: TurnAwayCode
  readonly detail?: string | null
  readonly remoteAddress: string
  /** What counts as one address. */
  readonly budget: string
}

const everyMs = 60_000
/** Of strangers, in all and of one address. */
const mostUnknown = 200
const mostUnknownOfOne = 20
const mostDetail = 200

interface Kept extends TurnAway {
  readonly budget: string
  toldAt: number
  toldCount: number
}

export class TurnedAway {
  readonly #ctx: Pick<Context, 'now' | 'writer' | 'log'>
  /** By station; a station has at most one of a kind. */
  readonly #known = new Map<string, Map<TurnAwayCode, Kept>>()
  /** By identity and kind; the one seen last stands last. */
  readonly #unknown = new Map<string, Kept>()
  readonly #events = new Buckets({ burst: 60, perMinute: 60 })

  constructor(ctx: Pick<Context, 'now' | 'writer' | 'log'>) {
    this.#ctx = ctx
  }

  record(who: Visitor): void {
    const kept = this.#keep(who)
    const nowMs = kept.lastAt.getTime()
    const { stationId } = who
    if (nowMs - kept.toldAt < everyMs) return
    // Strangers share one budget of events; of known stations there are only so many.
    if (!this.#events.take(stationId === null ? 'unknown' : 'known', nowMs)) return
    const { status, reason, remedy } = turnAwayOf(kept.code)
    const writes = new Writes()
    writes.event('station.turned-away', {
      organisationId: who.organisationId,
      ...(stationId !== null && { stationId }),
      ...(kept.identity !== null && { subject: kept.identity }),
      at: kept.lastAt,
      data: {
        code: kept.code,
        status,
        reason,
        remedy,
        detail: kept.detail,
        remoteAddress: kept.remoteAddress,
        times: kept.count - kept.toldCount,
      },
    })
    kept.toldAt = nowMs
    kept.toldCount = kept.count
    this.#ctx.writer.commit(writes).catch((error: unknown) => {
      this.#ctx.log.warn({ err: error, stationId }, 'a refusal at the door was not stored, or not in time')
    })
  }

  /** Of a station, latest first. */
  of(stationId: string): TurnAway[] {
    return latestFirst(this.#known.get(stationId)?.values() ?? [])
  }

  /** Of those nobody knows, latest first. */
  unknown(): TurnAway[] {
    return latestFirst(this.#unknown.values())
  }

  /** The station was removed, or the stranger has become one. */
  forget(identity: string): void {
    this.#known.delete(identity)
    for (const [key, kept] of this.#unknown) if (kept.identity === identity) this.#unknown.delete(key)
  }

  #keep({ identity, stationId, code, detail = null, remoteAddress, budget }: Visitor): Kept {
    const shown = identity === undefined ? null : shownIdentity(identity)
    const at = this.#ctx.now()
    const cut = detail === null ? null : shownDetail(detail)
    const key = `${code} ${shown}`
    const ofStation = stationId === null ? undefined : (this.#known.get(stationId) ?? new Map<TurnAwayCode, Kept>())
    const present = ofStation ? ofStation.get(code) : this.#unknown.get(key)
    if (present) {
      Object.assign(present, { lastAt: at, detail: cut, remoteAddress, count: present.count + 1 })
      // The latest stands last.
      if (ofStation) ofStation.delete(code)
      else this.#unknown.delete(key)
    }
    const kept: Kept = present ?? {
      ...{ identity: shown, code, detail: cut, remoteAddress, budget },
      ...{ firstAt: at, lastAt: at, count: 1, toldAt: Number.NEGATIVE_INFINITY, toldCount: 0 },
    }
    if (ofStation) {
      ofStation.set(code, kept)
      this.#known.set(stationId as string, ofStation)
    } else {
      this.#unknown.set(key, kept)
      this.#makeRoom(budget)
    }
    return kept
  }

  #makeRoom(budget: string): void {
    const own = [...this.#unknown].filter(([, kept]) => kept.budget === budget)
    if (own.length > mostUnknownOfOne) this.#unknown.delete(own[0]?.[0] as string)
    else if (this.#unknown.size > mostUnknown) this.#unknown.delete(this.#unknown.keys().next().value as string)
  }
}

const shownDetail = (detail: string): string => shownIdentity(detail.slice(0, mostDetail))

const latestFirst = (kept: Iterable<Kept>): TurnAway[] => [...kept].toReversed()
