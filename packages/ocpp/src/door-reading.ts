/** What a station says at the door, read as charitably as it can be meant. Pure. */
import { type Version, versions } from './versions.ts'

/** RFC 9110 §5.6.2: what can be a subprotocol's name, and so be sent back. */
const token = /^[!#$%&'*+.^_`|~\da-z-]+$/i

/**
 * The subprotocols offered, in order, each once and as the station spells it: it must find its own spelling in the answer (RFC 6455
 * §4.1). Lists come with repeats, empty places, semicolons, over several headers.
 */
export function readSubprotocols(header: string | undefined): string[] {
  const names = (header ?? '').split(/[\s,;"]+/, mostOffered).filter((name) => token.test(name))
  const read = names.map((name) => name.toLowerCase())
  return names.filter((_name, i) => read.indexOf(read[i] as string) === i)
}

/** There are three versions of ours, and a handful of others. */
const mostOffered = 50

/** The version behind a subprotocol's name, whatever its letters. */
export function versionNamed(name: string): Version | undefined {
  const lower = name.toLowerCase()
  return versions.find((version) => version === lower)
}

/**
 * 2.x part 4, 3.1.1: the endpoint, a slash, the percent-encoded identity. Stations are configured with a slash at the end of the endpoint, with
 * the identity in it already, and append what they append: the endpoint counts in any case of its letters, and the identity once, however
 * often it stands there. `identity` is undefined where the path leads nowhere; `guess` is then what the station may be called.
 */
export function readPath(url: string, endpoint: string): { identity: string | undefined; guess: string | undefined } {
  const base = segments(endpoint)
  const path = segments(url.split(/[?#]/, 1)[0] ?? '')
  const last = decoded(path.at(-1))
  const within = base.every((segment, i) => segment.toLowerCase() === path[i]?.toLowerCase())
  const rest = path.slice(base.length).map(decoded)
  if (!within || rest.length === 0 || last === undefined || rest.some((segment) => segment !== last)) {
    return { identity: undefined, guess: path.length > base.length || !within ? last : undefined }
  }
  return { identity: last, guess: last }
}

export const segments = (path: string): string[] => path.split('/').filter(Boolean)

function decoded(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
