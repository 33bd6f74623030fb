/** Who may come in: what a station hears before it has said anything. */
import type { Admission, TurnedAway, Upgrade } from '@busbar/ocpp/server'
import type { Context } from '../context.ts'
import { Buckets } from '../guard/buckets.ts'
import { budgetOf, clientAddress, isLoopback } from '../guard/client-address.ts'
import { defaultSite } from '../sites/site-store.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { contestOf } from '../stations/rivals.ts'
import { insertStation } from '../stations/station-store.ts'
import { noteTakeover } from '../stations/takeover.ts'
import { type TurnAwayCode, turnAwayOf } from '../stations/turning-away.ts'
import { CredentialCheck } from './credentials.ts'
import { FailedSignIns } from './failed-sign-ins.ts'
import { isIdentity } from './identity.ts'
import { OpenStrangers } from './open-strangers.ts'

export type Credentials = NonNullable<Upgrade['authorization']>

/** Strangers belong to it until there are doors per organisation. */
export const strangersOrganisation = 'default'

/** What the door hands on to the connection. */
export interface LetIn {
  readonly remoteAddress: string
  /** What counts as one address. */
  readonly budget: string
  /** The hash of the password it came with; null: none was asked for. */
  readonly letInWith: string | null
}

/** One at the door. */
interface Knock {
  readonly identity: string
  readonly upgrade: Upgrade
  readonly remoteAddress: string
  readonly budget: string
  readonly nowMs: number
}

type Entry = TurnAwayCode | { readonly station: LiveStation | null }

/** A connection that wants the place of another one: how long that may take to show that it lives. */
const aliveWithinMs = 3000
/** Two that replace each other do so this often, and no more. */
const contestedEveryMs = 30_000
/** Handshakes of one station from one address: more is a loop. */
const ofOneStation = { burst: 60, perMinute: 60 }
const anHour = 60

export class Door {
  readonly #ctx: Context
  readonly #credentials: CredentialCheck
  readonly #failed: FailedSignIns
  readonly #strangers: OpenStrangers
  readonly #handshakes: Buckets
  readonly #ofStation = new Buckets(ofOneStation)
  readonly #newIds: Buckets
  readonly #newStations: Buckets
  /** Open connections that came without a password. */
  readonly #connections = new Map<string, number>()

  constructor(ctx: Context) {
    const { handshakesPerMinute, strangers, strangersPerAddress } = ctx.config
    this.#ctx = ctx
    this.#credentials = new CredentialCheck(ctx)
    this.#failed = new FailedSignIns(ctx)
    this.#strangers = new OpenStrangers(ctx.config)
    this.#handshakes = new Buckets({ burst: handshakesPerMinute, perMinute: handshakesPerMinute })
    this.#newIds = new Buckets({ burst: strangersPerAddress, perMinute: strangersPerAddress / anHour })
    this.#newStations = new Buckets({ burst: strangers, perMinute: strangers / anHour })
  }

  async admit(upgrade: Upgrade): Promise<Admission> {
    const knock = this.#knockOf(upgrade)
    const entry = await this.#entryOf(knock)
    if (typeof entry === 'string') return this.#refuse(knock, entry)
    const { station } = entry
    const letInWith = station?.passwordHash ?? null
    if (letInWith === null) this.#count(knock)
    const pass: LetIn = { remoteAddress: knock.remoteAddress, budget: knock.budget, letInWith }
    if (!station) return { admit: true, pass }
    const { assumeVersion, tolerances } = station
    const assume = assumeVersion ?? (tolerances.includes('loose-frames') ? (station.version ?? 'ocpp1.6') : null)
    return { admit: true, tolerate: tolerances, pass, ...(assume && { assume }) }
  }

  /** Somebody who was turned away before he was asked who he is, or who speaks no version of ours. */
  turnedAway({ status, reason, identity, offered, request }: TurnedAway): void {
    const code = status === 1002 ? 'no-version' : status === 400 ? 'no-handshake' : 'wrong-path'
    const offer = offered.length > 0 ? `offers ${offered.join(', ')}` : 'offers no subprotocol'
    const details = { 'no-version': offer, 'no-handshake': reason, 'wrong-path': request.url?.split('?', 1)[0] ?? '' }
    const remote = request.socket.remoteAddress ?? ''
    const remoteAddress = this.#addressOf(remote, request.headers['x-forwarded-for'])
    const known = identity === undefined ? undefined : this.#ctx.stations.get(identity)
    this.#ctx.turnedAway.record({
      ...{ identity, code, remoteAddress, budget: budgetOf(remoteAddress), detail: details[code] },
      ...placeOf(known),
    })
  }

  #knockOf(upgrade: Upgrade): Knock {
    const { identity, request } = upgrade
    const remoteAddress = this.#addressOf(upgrade.remoteAddress, request.headers['x-forwarded-for'])
    return { identity, upgrade, remoteAddress, budget: budgetOf(remoteAddress), nowMs: this.#ctx.now().getTime() }
  }

  #addressOf(remote: string, forwardedFor: string | string[] | undefined): string {
    return clientAddress(remote, [forwardedFor ?? []].flat().join(','), this.#ctx.config.trustedProxies)
  }

  async #entryOf(knock: Knock): Promise<Entry> {
    const { stations, config } = this.#ctx
    const { origin } = knock.upgrade.request.headers
    if (origin !== undefined && !config.stationOrigins.includes(origin.toLowerCase())) return 'origin'
    // Every known station is in memory: strangers cost no query.
    const known = stations.get(knock.identity)
    if (known) return this.#known(known, knock)
    if (!isIdentity(knock.identity, config.stationIds)) return 'odd-id'
    if (config.unknownStations === 'reject') return 'unknown'
    return config.unknownStations === 'accept' ? this.#newcomer(knock) : this.#stranger(knock)
  }

  async #known(station: LiveStation, knock: Knock): Promise<Entry> {
    const { authorization } = knock.upgrade
    const verdict = await this.#credentials.check(station, authorization, knock.budget)
    if (verdict !== 'right') return verdict
    if (!this.#ofStation.take(`${knock.budget} ${station.id}`, knock.nowMs)) return 'too-often'
    const guarded = station.passwordHash !== null
    if (!guarded && this.#isCrowded(knock)) return 'too-many-connections'
    return (await this.#holdsItsPlace(station, knock, guarded)) ?? { station }
  }

  async #stranger(knock: Knock): Promise<Entry> {
    const { inbox, stations } = this.#ctx
    const { identity, budget, nowMs } = knock
    if (!this.#handshakes.take(budget, nowMs)) return 'too-many-handshakes'
    if (this.#isCrowded(knock)) return 'too-many-connections'
    if (!inbox.has(identity) && !this.#newIds.take(budget, nowMs)) return 'too-many-strangers'
    const present = stations.strangerCalled(identity)
    const held = present && (await this.#holdsItsPlace(present, knock, false))
    if (held) return held
    return this.#takePlace(knock) ? { station: null } : 'too-many-strangers'
  }

  /**
   * Becomes a station by knocking, which stays: so they are counted by the hour, in all too. This machine itself may bring as many as it likes; that is
   * where stations in software run.
   */
  async #newcomer(knock: Knock): Promise<Entry> {
    const { identity, remoteAddress, budget, nowMs } = knock
    if (!isLoopback(remoteAddress)) {
      if (!this.#handshakes.take(budget, nowMs)) return 'too-many-handshakes'
      if (!this.#newIds.take(budget, nowMs) || !this.#newStations.take('', nowMs)) return 'too-many-strangers'
      if (this.#isCrowded(knock)) return 'too-many-connections'
    }
    await this.#announce(identity)
    return { station: await this.#ctx.stations.load(identity) }
  }

  /** A place among those nobody has announced, for as long as its socket is there. */
  #takePlace({ identity, budget, upgrade }: Knock): boolean {
    const { stations } = this.#ctx
    const { socket } = upgrade.request
    const stranger = {
      id: identity,
      budget,
      isOne: () => stations.get(identity) === undefined,
      isDescribed: () => (stations.strangerCalled(identity)?.registration ?? null) !== null,
      cut: () => void socket.destroy(),
    }
    if (!this.#strangers.add(stranger)) return false
    socket.once('close', () => this.#strangers.remove(stranger))
    return true
  }

  /**
   * Does the connection it has stay? Without a password anybody can come under its id: then one that answers keeps its place against another
   * address. And two that replace each other without end do so more slowly.
   */
  async #holdsItsPlace(station: LiveStation, knock: Knock, guarded: boolean): Promise<TurnAwayCode | null> {
    const { link, rivalry, remoteBudget } = station
    if (!link?.open) return null
    const elsewhere = !guarded && remoteBudget !== knock.budget
    const contest = contestOf(rivalry, knock.nowMs)
    const tooSoon = contest !== null && knock.nowMs - contest.lastAtMs < contestedEveryMs
    if (!(elsewhere || tooSoon) || !(await isAlive(station))) return null
    if (!elsewhere) return 'contested'
    noteTakeover(this.#ctx, station, { to: knock.remoteAddress, refused: true })
    return 'taken'
  }

  #isCrowded({ budget, remoteAddress }: Knock): boolean {
    const most = this.#ctx.config.connectionsPerAddress
    return most > 0 && !isLoopback(remoteAddress) && (this.#connections.get(budget) ?? 0) >= most
  }

  #count({ budget, upgrade }: Knock): void {
    this.#connections.set(budget, (this.#connections.get(budget) ?? 0) + 1)
    upgrade.request.socket.once('close', () => {
      const left = (this.#connections.get(budget) ?? 1) - 1
      if (left > 0) this.#connections.set(budget, left)
      else this.#connections.delete(budget)
    })
  }

  #refuse(knock: Knock, code: TurnAwayCode): Admission {
    const { identity, remoteAddress, budget, nowMs, upgrade } = knock
    const station = this.#ctx.stations.get(identity)
    const { origin } = upgrade.request.headers
    const detail = code === 'origin' ? (origin ?? null) : null
    this.#ctx.turnedAway.record({ identity, code, remoteAddress, budget, detail, ...placeOf(station) })
    if (station && isFailedSignIn(code)) this.#failed.record(station, reasonOf(code))
    // What is refused for nothing but its number costs a number; one that goes on gets the shortest answer there is.
    const counted = code === 'too-many-handshakes' || this.#handshakes.take(budget, nowMs)
    const said = counted ? code : 'too-many-handshakes'
    const { status, reason, retryAfterS } = turnAwayOf(said)
    const waitS = said === 'too-many-handshakes' ? this.#handshakes.waitS(budget, nowMs) : retryAfterS
    return { admit: false, status, reason, ...(waitS !== undefined && { retryAfterS: waitS }) }
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

/** One question at a time, however many want the place. */
const asked = new WeakMap<LiveStation, Promise<boolean>>()

function isAlive(station: LiveStation): Promise<boolean> {
  const running = asked.get(station)
  if (running) return running
  const answer = (station.link?.answersPing(aliveWithinMs) ?? Promise.resolve(false)).finally(() =>
    asked.delete(station),
  )
  asked.set(station, answer)
  return answer
}

const placeOf = (station: LiveStation | undefined) => ({
  stationId: station?.id ?? null,
  organisationId: station?.organisationId ?? strangersOrganisation,
})

const failedSignIns = {
  'no-password': 'no password',
  'wrong-user': 'a user name that is not its id',
  'wrong-password': 'a wrong user name or password',
  guessing: 'too many wrong passwords',
} as const

const isFailedSignIn = (code: TurnAwayCode): code is keyof typeof failedSignIns => code in failedSignIns
const reasonOf = (code: keyof typeof failedSignIns): string => failedSignIns[code]

const uniqueViolation = '23505'
