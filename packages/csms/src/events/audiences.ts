/** Followers by what they asked for: who wants an event is looked up, and those who asked for the same are told the same. */
import type { FeedEvent } from './feed.ts'

type Kind = FeedEvent['kind']

export interface Interest {
  readonly organisationId: string
  /** null: of every station, and of what is no station's. */
  readonly stationId: string | null
  /** null: all durable events and meter readings. Frames (`message`) are told only to those who name them or a station. */
  readonly kinds: ReadonlySet<Kind> | null
}

export interface Audience<Follower> {
  readonly interest: Interest
  readonly followers: Set<Follower>
}

type What = Pick<FeedEvent, 'kind' | 'organisationId' | 'stationId'>

export const isWanted = ({ organisationId, stationId, kinds }: Interest, of: What): boolean =>
  of.organisationId === organisationId &&
  (stationId === null || of.stationId === stationId) &&
  (kinds ? kinds.has(of.kind) : of.kind !== 'message' || stationId !== null)

interface Place<Follower> {
  readonly audiences: Map<string, Audience<Follower>>
  /** Is a kind wanted by one of them? Looked up with every message, so it is known from the last time. */
  readonly heard: Map<Kind, boolean>
}

export class Audiences<Follower> {
  /** By organisation and station. */
  readonly #places = new Map<string, Map<string | null, Place<Follower>>>()

  join(interest: Interest, follower: Follower): void {
    const { audiences, heard } = this.#places
      .getOrInsertComputed(interest.organisationId, () => new Map<string | null, Place<Follower>>())
      .getOrInsertComputed(interest.stationId, () => ({ audiences: new Map(), heard: new Map() }))
    audiences.getOrInsertComputed(nameOf(interest), () => ({ interest, followers: new Set() })).followers.add(follower)
    heard.clear()
  }

  leave(interest: Interest, follower: Follower): void {
    const { organisationId, stationId } = interest
    const ofOrganisation = this.#places.get(organisationId)
    const place = ofOrganisation?.get(stationId)
    const audience = place?.audiences.get(nameOf(interest))
    audience?.followers.delete(follower)
    if (audience?.followers.size === 0) place?.audiences.delete(nameOf(interest))
    place?.heard.clear()
    if (place?.audiences.size === 0) ofOrganisation?.delete(stationId)
    if (ofOrganisation?.size === 0) this.#places.delete(organisationId)
  }

  clear(): void {
    this.#places.clear()
  }

  of(what: What): readonly Audience<Follower>[] {
    const found: Audience<Follower>[] = []
    for (const place of this.#placesOf(what.organisationId, what.stationId)) {
      for (const audience of place.audiences.values()) if (isWanted(audience.interest, what)) found.push(audience)
    }
    return found
  }

  /** Does anybody want such a thing of this station? */
  hears(kind: Kind, organisationId: string, stationId: string | null): boolean {
    const places = this.#places.get(organisationId)
    if (!places) return false
    const ofAll = places.get(null)
    if (ofAll && isHeard(ofAll, kind)) return true
    const ofStation = stationId === null ? undefined : places.get(stationId)
    return ofStation !== undefined && isHeard(ofStation, kind)
  }

  #placesOf(organisationId: string, stationId: string | null): Place<Follower>[] {
    const places = this.#places.get(organisationId)
    const [ofAll, ofStation] = [places?.get(null), stationId === null ? undefined : places?.get(stationId)]
    return [ofAll, ofStation].filter((place) => place !== undefined)
  }
}

function isHeard({ audiences, heard }: Place<unknown>, kind: Kind): boolean {
  const known = heard.get(kind)
  if (known !== undefined) return known
  const isIt = audiences.values().some(({ interest }) => isWanted(interest, { ...interest, kind }))
  heard.set(kind, isIt)
  return isIt
}

const nameOf = ({ kinds }: Interest): string => (kinds ? [...kinds].toSorted().join() : 'all')
