/** Why a transaction's energy is not beyond doubt. */
export const uncertainReasons = [
  /** Nothing that could be read: the energy is not known. */
  'no-reading',
  /** Counted from a reading well after the start, or not known at all. */
  'no-start-reading',
  /** Counted to a reading well before the end, or not known at all. */
  'no-end-reading',
  /** The register at the start cannot be what the meter showed. */
  'start-doubtful',
  /** The register at the end cannot be. */
  'end-doubtful',
  /** No hardware delivers what the ends say, and nothing else tells. */
  'implausible',
  /** More power than cars take, and no reading between to confirm it. */
  'unusual-power',
  /** One step holds far more than the others would let expect. */
  'unlikely-jump',
  /** Ends and samples do not agree. */
  'samples-differ',
  'register-reset',
  'register-rollover',
  'meter-replaced',
  /** The station restarted while something flowed, and nothing tells whether its register is still the same. */
  'restarted',
  /** The register went on rising in readings of this transaction from after its end. */
  'grew-after-end',
  /** The next transaction there began with more on the register than this one was last seen with. */
  'next-start-higher',
  /** It began with less than this one ended with. */
  'next-start-lower',
  /** From meter values that were not sent as this transaction's. */
  'not-its-own-readings',
  /** The register of some phases only. */
  'phases-missing',
  /** Metered where others draw, too: the inlet, or the grid. */
  'not-at-outlet',
  /** From a meter that takes off what was given back. */
  'net-register',
  /** Intervals are missing in their sum, or came too late to be told from repeats. */
  'interval-gaps',
  /** Looks like kWh sent without their unit. */
  'unit-doubtful',
  /** The exported energy, for a reason as above. */
  'export-doubtful',
] as const
export type UncertainReason = (typeof uncertainReasons)[number]

export interface Uncertain {
  readonly reason: UncertainReason
  /** The energy as we take it, Wh; null: not known. */
  readonly takenWh: number | null
  /** What it would be by the other evidence, Wh; null: there is none. */
  readonly otherWh: number | null
}
