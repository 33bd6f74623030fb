import type { UncertainReason } from '../../api/types.ts'

/** All there are; one that is forgotten here does not compile. */
const each: Record<UncertainReason, true> = {
  'no-reading': true,
  'no-start-reading': true,
  'no-end-reading': true,
  'start-doubtful': true,
  'end-doubtful': true,
  implausible: true,
  'unusual-power': true,
  'unlikely-jump': true,
  'samples-differ': true,
  'register-reset': true,
  'register-rollover': true,
  'meter-replaced': true,
  restarted: true,
  'grew-after-end': true,
  'next-start-higher': true,
  'next-start-lower': true,
  'not-its-own-readings': true,
  'phases-missing': true,
  'not-at-outlet': true,
  'net-register': true,
  'interval-gaps': true,
  'unit-doubtful': true,
  'export-doubtful': true,
}

export const uncertainReasons = Object.keys(each) as readonly UncertainReason[]
