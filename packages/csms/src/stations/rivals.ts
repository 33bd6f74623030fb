/**
 * Two charging stations under one id replace each other at every connection, and both look broken. One that loses its network replaces itself now
 * and then; two do so without end, from other addresses, with other serial numbers. Pure.
 */
export interface Takeover {
  readonly atMs: number
  readonly from: string
  readonly to: string
  /** The old connection answered, and kept its place. */
  readonly refused: boolean
}

/** What is remembered of a station whose connection was wanted by another one. */
export interface Rivalry {
  takeovers: Takeover[]
  /** Serial numbers of boots since the first of them. */
  serialNumbers: string[]
  /** When operators were told last. */
  toldAtMs: number
}

export interface Contest {
  readonly sinceMs: number
  readonly lastAtMs: number
  /** In the last minute. */
  readonly perMinute: number
  readonly addresses: readonly string[]
  readonly serialNumbers: readonly string[]
}

const rememberedMs = 10 * 60_000
const mostRemembered = 40
const minuteMs = 60_000
/** In a minute: a network that comes and goes does that, too, but not for long. */
const manyPerMinute = 4

export function withTakeover(rivalry: Rivalry | null, takeover: Takeover): Rivalry {
  const { takeovers, serialNumbers, toldAtMs } = rivalry ?? { takeovers: [], serialNumbers: [], toldAtMs: -Infinity }
  const recent = takeovers.filter(({ atMs }) => takeover.atMs - atMs < rememberedMs)
  return {
    takeovers: [...recent, takeover].slice(-mostRemembered),
    serialNumbers: recent.length === 0 ? serialNumbers.slice(-1) : serialNumbers,
    toldAtMs,
  }
}

/** A boot told this serial number. */
export function withSerialNumber(rivalry: Rivalry, serialNumber: string): Rivalry {
  const { serialNumbers } = rivalry
  if (serialNumbers.includes(serialNumber)) return rivalry
  return { ...rivalry, serialNumbers: [...serialNumbers, serialNumber].slice(-4) }
}

/** null: nothing that one station alone would not do, or it is over. */
export function contestOf(rivalry: Rivalry | null, nowMs: number): Contest | null {
  const recent = (rivalry?.takeovers ?? []).filter(({ atMs }) => nowMs - atMs < rememberedMs)
  const [first] = recent
  const last = recent.at(-1)
  if (!rivalry || !first || !last) return null
  const perMinute = recent.filter(({ atMs }) => nowMs - atMs < minuteMs).length
  const { serialNumbers } = rivalry
  // A board that was replaced has another serial number, too, but it stays.
  const differs = serialNumbers.length > 1 && recent.length > 1
  if (perMinute < manyPerMinute && !differs && !alternates(recent)) return null
  const addresses = [...new Set(recent.flatMap(({ from, to }) => [from, to]))].slice(-8)
  return { sinceMs: first.atMs, lastAtMs: last.atMs, perMinute, addresses, serialNumbers }
}

/** From one address to another and back again, twice: who changes its network does not return to the old one each time. */
function alternates(takeovers: readonly Takeover[]): boolean {
  const moves = takeovers.filter(({ from, to }) => from !== to)
  const back = moves.filter((move, i) => moves[i - 1]?.from === move.to)
  return back.length >= 2
}
