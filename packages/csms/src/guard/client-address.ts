/** Whose budget does a connection count against? Addresses as text, in one spelling. */
import { BlockList, isIP, isIPv6 } from 'node:net'

/** IPv4 as IPv4, also where a dual-stack socket writes it as IPv6 (RFC 4291 §2.5.5.2); no zone. */
export function plainAddress(text: string): string {
  const address = text.replace(/%.*$/, '').toLowerCase()
  if (!isIPv6(address)) return address
  const groups = groupsOf(address)
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (!mapped) return address
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** Who holds one IPv6 address holds its whole /64 (RFC 6177): a new one of it is no new budget. */
export function budgetOf(address: string): string {
  if (!isIPv6(address)) return address
  const network = groupsOf(address)
    .slice(0, 4)
    .map((group) => group.toString(16))
  return `${network.join(':')}::/64`
}

export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.')

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const [, before, a, b, c, d] = dotted ?? []
  const hex = (high?: string, low?: string) => ((Number(high) << 8) | Number(low)).toString(16)
  const text = dotted ? `${before}${hex(a, b)}:${hex(c, d)}` : address
  const [left = '', right] = text.split('::')
  const read = (part: string) =>
    part
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16))
  const [head, tail] = [read(left), read(right ?? '')]
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

/** A list like `10.0.0.0/8, 2001:db8::1`; null where it is none. */
export function readNetworks(list: string): BlockList | null {
  const networks = new BlockList()
  for (const entry of list.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', bits] = entry.split('/')
    const family = isIP(address)
    const most = family === 6 ? 128 : 32
    const prefix = bits === undefined ? most : Number(bits)
    if (family === 0 || !/^\d*$/.test(bits ?? '') || bits === '' || prefix > most) return null
    networks.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
  }
  return networks
}

const holds = (networks: BlockList, address: string): boolean =>
  isIP(address) !== 0 && networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

/**
 * The one at the other end. Behind a proxy of ours it is the last of X-Forwarded-For that no proxy of ours wrote about itself; what stands
 * before that anybody can have written.
 */
export function clientAddress(remote: string, forwardedFor: string | undefined, proxies: BlockList | null): string {
  let client = plainAddress(remote)
  if (proxies === null) return client
  const hops = (forwardedFor ?? '').split(',').map((hop) => plainAddress(hop.trim()))
  while (holds(proxies, client)) {
    const hop = hops.pop()
    if (hop === undefined || isIP(hop) === 0) return client
    client = hop
  }
  return client
}
