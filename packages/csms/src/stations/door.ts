/** Who may come in: what a station hears before it has said anything. */
import type { Admission, Upgrade } from '@busbar/ocpp/server'
import type { Context } from '../context.ts'
import { FailedSignIns } from '../security/failed-sign-ins.ts'
import { defaultSite } from '../sites/site-store.ts'
import { CredentialCheck } from './credentials.ts'
import type { LiveStation } from './live-station.ts'
import { insertStation } from './station-store.ts'

export type Credentials = NonNullable<Upgrade['authorization']>

/** Strangers belong to it until there are doors per organisation. */
export const strangersOrganisation = 'default'

const unknown: Admission = { admit: false, status: 404, reason: 'this charging station is not known here' }
/** It may connect, and waits in the inbox. */
const stranger: Admission = { admit: true }
const wrongPassword: Admission = { admit: false, status: 401, reason: 'wrong user name or password' }

export class Door {
  readonly #ctx: Context
  readonly #credentials = new CredentialCheck()
  readonly #failed: FailedSignIns

  constructor(ctx: Context) {
    this.#ctx = ctx
    this.#failed = new FailedSignIns(ctx)
  }

  async admit({ identity, authorization }: Upgrade): Promise<Admission> {
    if (!isIdentity(identity)) return unknown
    const station = await this.#stationCalled(identity)
    if (!station) return this.#ctx.config.unknownStations === 'pending' ? stranger : unknown
    if (!(await this.#credentials.matches(station, authorization))) {
      const reason = authorization ? 'a wrong user name or password' : 'no password'
      this.#ctx.log.warn({ stationId: identity }, `a charging station came with ${reason}`)
      this.#failed.record(station, reason)
      return wrongPassword
    }
    return { admit: true, tolerate: station.tolerances }
  }

  /** The station as it is now: an operator may have announced or removed it since it was admitted. */
  async #stationCalled(id: string): Promise<LiveStation | null> {
    const { stations, config } = this.#ctx
    const known = await stations.load(id)
    if (known) return known
    if (config.unknownStations !== 'accept') return null
    await this.#announce(id)
    return stations.load(id)
  }

  /** A stranger becomes a station of the default site. Two connections at once announce it once. */
  async #announce(id: string): Promise<void> {
    const { db, now } = this.#ctx
    const organisationId = strangersOrganisation
    const site = await defaultSite(db, organisationId)
    try {
      await insertStation(db, { id, organisationId, siteId: site.id, at: now() }, {})
    } catch (error) {
      if ((error as { code?: string }).code !== uniqueViolation) throw error
    }
  }
}

const uniqueViolation = '23505'

/** OCPP 2.0.1 part 4, §3.1.1 has 48 characters and no colon; 1.6 stations are called all sorts of things. No control characters. */
const isIdentity = (id: string): boolean => id.length > 0 && id.length <= 255 && !/\p{Cc}/u.test(id)
