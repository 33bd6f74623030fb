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

export class Audiences<Follower> {
  /** By organisation, station and kinds. */
  readonly #index = new Map<string, Map<string | null, Map<string, Audience<Follower>>>>()

  join(interest: Interest, follower: Follower): void {
    const ofPlace = this.#index
      .getOrInsertComputed(interest.organisationId, () => new Map())
      .getOrInsertComputed(interest.stationId, () => new Map())
    ofPlace.getOrInsertComputed(nameOf(interest), () => ({ interest, followers: new Set() })).followers.add(follower)
  }

  leave(interest: Interest, follower: Follower): void {
    const { organisationId, stationId } = interest
    const places = this.#index.get(organisationId)
    const ofPlace = places?.get(stationId)
    const audience = ofPlace?.get(nameOf(interest))
    audience?.followers.delete(follower)
    if (audience?.followers.size === 0) ofPlace?.delete(nameOf(interest))
    if (ofPlace?.size === 0) places?.delete(stationId)
    if (places?.size === 0) this.#index.delete(organisationId)
  }

  clear(): void {
    this.#index.clear()
  }

  of(what: What): readonly Audience<Follower>[] {
    const places = this.#index.get(what.organisationId)
    if (!places) return []
    const found: Audience<Follower>[] = []
    for (const place of what.stationId === null ? [null] : [null, what.stationId]) {
      const audiences = places.get(place)
      if (!audiences) continue
      for (const audience of audiences.values()) if (isWanted(audience.interest, what)) found.push(audience)
    }
    return found
  }
}

const nameOf = ({ kinds }: Interest): string => (kinds ? [...kinds].toSorted().join() : 'all')
