import type { Settings } from '../provisioning/settings.ts'
import type { IdToken, IdTokenInfo } from './id-token.ts'

export const maxCacheEntries = 1000
export const maxLocalListEntries = 1000

export interface ListEntry {
  idToken: IdToken
  /** Absent in a differential update: remove it. */
  info?: IdTokenInfo
}

/** What the station can say of an id token by itself. */
export type LocalVerdict =
  | { from: 'list' | 'cache'; info: IdTokenInfo }
  /** Neither knows it. */
  | undefined

/** The local authorization list, which the CSMS keeps, and the authorization cache, which the station keeps. */
export class LocalAuthorization {
  readonly #settings: Settings
  readonly #list = new Map<string, IdTokenInfo>()
  /** In order of last use, for the oldest to go first. */
  readonly #cache = new Map<string, { info: IdTokenInfo; usedAtMs: number }>()
  listVersion = 0

  constructor(settings: Settings) {
    this.#settings = settings
  }

  get listEntries(): number {
    return this.#list.size
  }

  /** 1.6 §3.5.3, 2.0.1 C14: the list comes before the cache. Expired entries are as good as none in the cache, and Expired in the list. */
  lookUp(idToken: IdToken, nowMs: number): LocalVerdict {
    const key = keyOf(idToken)
    if (this.#settings.localListEnabled) {
      const info = this.#list.get(key)
      if (info) return { from: 'list', info: hasExpired(info, nowMs) ? { ...info, status: 'Expired' } : info }
    }
    if (!this.#settings.cacheEnabled) return undefined
    const entry = this.#cache.get(key)
    if (!entry) return undefined
    const { cacheLifeTimeS } = this.#settings
    const tooOld = cacheLifeTimeS > 0 && nowMs - entry.usedAtMs > cacheLifeTimeS * 1000
    if (tooOld || hasExpired(entry.info, nowMs)) {
      this.#cache.delete(key)
      return undefined
    }
    return { from: 'cache', info: entry.info }
  }

  /** Every answer of the CSMS about an id token updates the cache (1.6 §3.5.1, 2.0.1 C10). */
  remember(idToken: IdToken, info: IdTokenInfo, nowMs: number): void {
    if (!this.#settings.cacheEnabled) return
    const key = keyOf(idToken)
    this.#cache.delete(key)
    this.#cache.set(key, { info, usedAtMs: nowMs })
    const oldest = this.#cache.keys().next().value
    if (this.#cache.size > maxCacheEntries && oldest !== undefined) this.#cache.delete(oldest)
  }

  /** A customer wants to be forgotten (2.0.1 N10). The list is the CSMS's to change. */
  forget(idToken: IdToken): void {
    this.#cache.delete(keyOf(idToken))
  }

  clearCache(): boolean {
    if (!this.#settings.cacheEnabled) return false
    this.#cache.clear()
    return true
  }

  updateList(version: number, kind: 'Full' | 'Differential', entries: readonly ListEntry[]): ListUpdate {
    if (!this.#settings.localListEnabled) return 'NotSupported'
    // 1.6 §5.15, 2.0.1 D01.FR.19: a differential update must be newer than the list.
    if (kind === 'Differential' && version <= this.listVersion) return 'VersionMismatch'
    // D01.FR.06: no id token twice.
    if (new Set(entries.map(({ idToken }) => keyOf(idToken))).size < entries.length) return 'Failed'
    const updated = kind === 'Full' ? new Map<string, IdTokenInfo>() : new Map(this.#list)
    for (const { idToken, info } of entries) {
      if (info) updated.set(keyOf(idToken), info)
      else updated.delete(keyOf(idToken))
    }
    if (updated.size > maxLocalListEntries) return 'Failed'
    this.#list.clear()
    for (const [key, info] of updated) this.#list.set(key, info)
    this.listVersion = version
    return 'Accepted'
  }
}

export type ListUpdate = 'Accepted' | 'Failed' | 'NotSupported' | 'VersionMismatch'

export type Plan = { decide: 'accept'; info: IdTokenInfo } | { decide: 'refuse'; info: IdTokenInfo } | { decide: 'ask' }

/** Whether to let an id token charge, refuse it, or ask the CSMS. Pure: 1.6 §3.5, 2.0.1 use cases C01, C10-C15. */
export function planAuthorization(settings: Settings, online: boolean, local: LocalVerdict): Plan {
  if (!settings.authorizationEnabled) return { decide: 'accept', info: { status: 'Accepted' } }
  const known = local?.info
  if (online && !settings.disableRemoteAuthorization) {
    if (known?.status === 'Accepted' && settings.localPreAuthorize) return { decide: 'accept', info: known }
    // Known but not accepted: the CSMS may have changed its mind (C14.FR.03, for the cache C10), unless the station is told not to ask.
    const silent = local?.from === 'list' ? settings.localListDisablePostAuthorize : settings.cacheDisablePostAuthorize
    if (known && known.status !== 'Accepted' && silent) return { decide: 'refuse', info: known }
    return { decide: 'ask' }
  }
  if (known && settings.localAuthorizeOffline) {
    return { decide: known.status === 'Accepted' ? 'accept' : 'refuse', info: known }
  }
  // C15: unknown is only what is in neither. It does not get into the cache by this (C15.FR.01).
  if (!known && settings.offlineTxForUnknownId) return { decide: 'accept', info: { status: 'Accepted' } }
  return { decide: 'refuse', info: known ?? { status: 'Unknown' } }
}

function hasExpired(info: IdTokenInfo, nowMs: number): boolean {
  return info.expiresAt !== undefined && info.expiresAt.getTime() <= nowMs
}

function keyOf(idToken: IdToken): string {
  return idToken.idToken.toLowerCase()
}
