/**
 * Which transaction a message means that names none, or one nobody knows: the one of its station that fits, or none. Pure. Stations say
 * 0 or -1 when they never heard the answer to their StartTransaction, and names of a former CSMS when they were moved to us.
 */
import { tokenKey } from '../authorization/token-key.ts'
import type { Transaction } from './transaction.ts'

/** What the message tells that one transaction may have and another has not. */
export interface Evidence {
  readonly at: Date
  /** The driver it names. */
  readonly idToken: string | null
  /** Of that driver. */
  readonly groupToken: string | null
  readonly evseId: number | null
  /** The import register; null: none, or none that can be read. */
  readonly registerWh: number | null
  /** The name is one that a transaction could have (not 0 or -1): then more must speak for it than that nothing speaks against it. */
  readonly isNamed: boolean
}

export type MatchedBy = 'id-token' | 'register' | 'connector' | 'only-one'

export interface Match {
  readonly of: Transaction
  readonly by: MatchedBy
}

/** What vehicles take: nearly all, those at fast chargers, the fastest of today, and those to come. */
const powersW = [25_000, 150_000, 400_000, 1_000_000]
/** What a register may have counted before we heard of it. */
const slackWh = 2_000
/** Clocks that are taken for right may differ by so much. */
const slackMs = 120_000

type Fit = 'yes' | 'no' | 'unknown'

/** null: none fits, or more than one does; then what was said stays apart, for a person to see. */
export function match(candidates: Iterable<Transaction>, evidence: Evidence): Match | null {
  const fitting: { of: Transaction; token: Fit; register: Fit; evse: Fit }[] = []
  for (const of of candidates) {
    const fits = {
      token: tokenFits(of, evidence),
      register: registerFits(of, evidence),
      evse: evseFits(of, evidence),
    }
    if (fits.token === 'no' || fits.evse === 'no' || !timeFits(of, evidence)) continue
    // The driver is better evidence than a register, which may have been replaced or never read.
    if (fits.register !== 'no' || fits.token === 'yes') fitting.push({ of, ...fits })
  }
  const byToken = fitting.filter(({ token }) => token === 'yes')
  const among = byToken.length > 0 ? byToken : fitting
  const only = among.length > 1 ? byRegister(among, evidence) : among[0]
  if (!only) return null
  if (only.token === 'yes') return { of: only.of, by: 'id-token' }
  if (only.register === 'yes') return { of: only.of, by: 'register' }
  if (evidence.isNamed) return null
  return { of: only.of, by: only.evse === 'yes' ? 'connector' : 'only-one' }
}

/** Of several the one whose register need have risen least, if there is one. */
function byRegister<F extends { of: Transaction; register: Fit }>(
  among: readonly F[],
  evidence: Evidence,
): F | undefined {
  for (const powerW of powersW) {
    const [only, ...others] = among.filter(({ of }) => registerFits(of, evidence, powerW) === 'yes')
    if (only) return others.length === 0 ? only : undefined
  }
  return undefined
}

function tokenFits(of: Transaction, { idToken, groupToken }: Evidence): Fit {
  if (idToken === null || of.idToken === null) return 'unknown'
  if (tokenKey(idToken) === tokenKey(of.idToken)) return 'yes'
  return groupToken !== null && of.groupToken !== null && tokenKey(groupToken) === tokenKey(of.groupToken)
    ? 'yes'
    : 'no'
}

function evseFits(of: Transaction, { evseId }: Evidence): Fit {
  if (evseId === null || of.evseId === null) return 'unknown'
  return evseId === of.evseId ? 'yes' : 'no'
}

/** A register goes on from where it was, as far as time and hardware allow. */
function registerFits(of: Transaction, { registerWh, at }: Evidence, mostW = powersW.at(-1) as number): Fit {
  const knownWh = of.meterLastWh ?? of.meterStartWh
  if (registerWh === null || knownWh === null) return 'unknown'
  const since = of.meteredAt !== null && of.meterLastWh !== null ? of.meteredAt : of.startedAt
  const mostWh = slackWh + (mostW * Math.max(0, at.getTime() - since.getTime() + slackMs)) / 3_600_000
  // Whole Wh beside decimals, and ends that were read a moment before the last sample.
  if (registerWh >= (of.meterStartWh ?? knownWh) - 1 && registerWh <= knownWh + mostWh) return 'yes'
  // Registers are reset, and count anew: then they say nothing of whose they are.
  return registerWh < slackWh ? 'unknown' : 'no'
}

const timeFits = (of: Transaction, { at }: Evidence): boolean => at.getTime() >= of.startedAt.getTime() - slackMs

/** What the operator reads. */
export const matchNote = (action: string, name: string, by: MatchedBy): string =>
  `${action} named transaction ${name}; taken for this one by ${words[by]}`

const words: Record<MatchedBy, string> = {
  'id-token': 'its id token',
  register: 'its register',
  connector: 'its connector',
  'only-one': 'being the only one',
}
