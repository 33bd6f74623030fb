/** The stations in memory: every known one once the server has started, and strangers while they are connected. */
import type { Kysely } from 'kysely'
import type { Tables } from '../db/schema.ts'
import { applyDecision } from '../stations/allowance.ts'
import type { LiveStation } from '../stations/live-station.ts'
import {
  emptyStation,
  loadStations,
  restore,
  restoreEvses,
  restoreOperatorsPart,
  type StoredStation,
} from './load-stations.ts'

interface Options {
  readonly heartbeatIntervalS: number
}

/** One query for at most so many. */
const pageSize = 1000

export class Stations {
  readonly #db: Kysely<Tables>
  readonly #options: Options
  readonly #known = new Map<string, LiveStation>()
  readonly #strangers = new Map<string, LiveStation>()
  /** Ids asked for in this turn of the event loop, read together in the next. */
  #asked: Set<string> | null = null
  #answer: Promise<Map<string, StoredStation>> | null = null

  constructor(db: Kysely<Tables>, options: Options) {
    this.#db = db
    this.#options = options
  }

  get(id: string): LiveStation | undefined {
    return this.#known.get(id)
  }

  /** Those this node owns. */
  all(): Iterable<LiveStation> {
    return this.#known.values()
  }

  get count(): number {
    return this.#known.size
  }

  /** From the database when not in memory; null: no such station. */
  async load(id: string): Promise<LiveStation | null> {
    const live = this.#known.get(id)
    if (live) return live
    const stored = await this.#read(id)
    if (!stored) return null
    // Somebody else may have been faster while we read.
    return this.#known.get(id) ?? this.#learn(stored)
  }

  async loadAll(): Promise<void> {
    for (let after = ''; ; ) {
      const rows = await this.#db
        .selectFrom('station')
        .select('id')
        .where('id', '>', after)
        .orderBy('id')
        .limit(pageSize)
        .execute()
      const ids = rows.map((row) => row.id)
      const last = ids.at(-1)
      if (last === undefined) return
      for (const stored of (await loadStations(this.#db, ids)).values()) this.#learn(stored)
      after = last
    }
  }

  /** A station nobody has announced, for as long as it is connected. */
  stranger(id: string, organisationId: string): LiveStation {
    const present = this.#strangers.get(id)
    if (present) return present
    const live = emptyStation(id, { organisationId, ...this.#options })
    this.#strangers.set(id, live)
    return live
  }

  /** One that is connected. */
  strangerCalled(id: string): LiveStation | undefined {
    return this.#strangers.get(id)
  }

  forgetStranger(station: LiveStation): void {
    if (this.#strangers.get(station.id) === station) this.#strangers.delete(station.id)
  }

  /**
   * An operator changed the station, or announced it: rereads what operators own. A link that came in with another password, or without one,
   * has to go; `welcome` keeps that of the very stranger somebody has just looked at and let in.
   */
  async invalidate(id: string, { welcome = false }: { readonly welcome?: boolean } = {}): Promise<void> {
    const stored = (await loadStations(this.#db, [id])).get(id)
    if (!stored) return this.remove(id)
    const live = this.#known.get(id)
    if (!live) {
      const learnt = this.#learn(stored)
      if (welcome) learnt.letInWith = learnt.passwordHash
      else endForeignLink(learnt)
      return
    }
    const { admission, passwordHash } = live
    restoreOperatorsPart(live, stored)
    restoreEvses(live, stored)
    applyDecision(live)
    if (live.passwordHash !== passwordHash) endForeignLink(live)
    if (live.admission === admission) return
    // It hears of it in the answer to its next BootNotification.
    if (live.admission === 'rejected') live.link?.close(policyViolation, 'the charging station is rejected')
  }

  /** What is in memory may be wrong: back to what is stored. The connection stays. */
  async reload(station: LiveStation): Promise<void> {
    if (!station.known) return
    const stored = (await loadStations(this.#db, [station.id])).get(station.id)
    if (stored) restore(station, stored)
    else this.remove(station.id)
  }

  /** The station is deleted: forgets it and closes its connection. */
  remove(id: string): void {
    const live = this.#known.get(id)
    if (!live) return
    this.#known.delete(id)
    live.known = false
    live.link?.close(policyViolation, 'the charging station was removed')
  }

  #learn(stored: StoredStation): LiveStation {
    const { id, organisation_id: organisationId } = stored.station
    const live = this.#strangers.get(id) ?? emptyStation(id, { organisationId, ...this.#options })
    this.#strangers.delete(id)
    restore(live, stored)
    applyDecision(live)
    this.#known.set(id, live)
    return live
  }

  async #read(id: string): Promise<StoredStation | undefined> {
    if (!this.#asked || !this.#answer || this.#asked.size >= pageSize) {
      const asked = new Set<string>()
      this.#asked = asked
      this.#answer = new Promise((resolve) => setImmediate(resolve)).then(() => {
        if (this.#asked === asked) this.#asked = null
        return loadStations(this.#db, [...asked])
      })
    }
    this.#asked.add(id)
    return (await this.#answer).get(id)
  }
}

function endForeignLink({ link, letInWith, passwordHash }: LiveStation): void {
  if (letInWith !== passwordHash) link?.close(policyViolation, 'its password was changed; come again with the new one')
}

/** RFC 6455 §7.4.1. */
const policyViolation = 1008
