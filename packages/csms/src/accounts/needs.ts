/** What an endpoint needs, by resource and act, and whether a token may do it. */
import { houseOrganisation } from '../config.ts'

/**
 * `read`: look; `write`: change what is kept here; `command`: have a charging station do something. Whoever may `station:command` may send any
 * message there is, also one that stops a transaction.
 */
export const permissions = [
  'overview:read',
  'event:read',
  'audit:read',
  'station:read',
  'station:write',
  'station:command',
  'site:read',
  'site:write',
  'id-token:read',
  'id-token:write',
  'charging-profile:read',
  'charging-profile:write',
  'transaction:read',
  'transaction:write',
  'transaction:command',
  'reservation:read',
  'api-token:read',
  'api-token:write',
  'retention:read',
  'retention:write',
] as const
export type Permission = (typeof permissions)[number]

/** `token`: any that is valid, for what tells nothing of an organisation. */
export type Need = Permission | 'token'
/** `public`: nobody is asked who they are, so there is no organisation to answer for, and no handler of the API gets to work. */
export type RouteNeed = Need | 'public'

export const allPermissions: ReadonlySet<Permission> = new Set(permissions)

/** Of what all organisations share: only for who runs the house. */
export const housePermissions: ReadonlySet<RouteNeed> = new Set<Permission>(['retention:read', 'retention:write'])
const ofOrganisation: ReadonlySet<Permission> = new Set(permissions.filter((of) => !housePermissions.has(of)))

export const permissionsIn = (organisationId: string): ReadonlySet<Permission> =>
  organisationId === houseOrganisation ? allPermissions : ofOrganisation

export const isAllowed = (need: Need, may: ReadonlySet<Permission>): boolean => need === 'token' || may.has(need)

declare module 'fastify' {
  interface FastifyContextConfig {
    needs?: RouteNeed
  }
}
